"""The battery finds planted faults and passes what has none; its statistics are those worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from patronage.generated.battery import battery, doc, kinds
from patronage.generated.battery.battery import Size, report
from patronage.generated.battery.counts import POWERS
from patronage.generated.battery.kinds import KINDS, Kind, shared, single_waiting
from patronage.generated.battery.statistic import Finding, adjusted, chi_square, largest
from patronage.sim.exact.compiled import unkept
from patronage.sim.exact.numerics import mix

SMALL = Size(draws=4, replicates=25, at_once=25)


def test_chi_square_by_hand():
    found = chi_square("x", np.array([10, 20, 30]), np.full(3, 1 / 3))
    assert (found.numbers, found.freedom) == (60, 2)
    assert found.statistic == pytest.approx(10.0)  # (100 + 0 + 100) / 20
    assert found.p == pytest.approx(2 * math.exp(-5.0))  # with two degrees, exp(-10 / 2) are above it


def test_rare_cells_are_taken_together():
    found = chi_square("x", np.array([60, 36, 3, 1]), np.array([0.60, 0.34, 0.04, 0.02]))
    assert found.freedom == 2
    assert found.statistic == pytest.approx(4 / 34 + 4 / 6)


def test_one_cell_says_nothing():
    assert chi_square("x", np.array([98, 1, 1]), np.array([0.98, 0.01, 0.01])).p == 1.0


def test_too_good_a_fit_is_a_fault():
    assert chi_square("x", np.full(1000, 50), np.full(1000, 1 / 1000)).p < 1e-99


def test_the_largest_cell_by_hand():
    found = largest("x", np.array([[0, 100], [10, 90]]), np.array([[0.1, 0.9], [0.1, 0.9]]))
    assert found.statistic == pytest.approx(-10 / 3, abs=1e-9) or found.statistic == pytest.approx(10 / 3)
    assert found.freedom == 4
    assert found.p == pytest.approx(4 * 2 * 0.9**100)


def test_holm_by_hand():
    tests = [Finding("x", 1, 0.0, 1, p) for p in (0.01, 0.04, 0.03)]
    assert adjusted(tests) == pytest.approx([0.03, 0.06, 0.06])


def test_the_chances_of_clocks_and_acts_sum_to_one():
    assert battery.power_chances().sum() == pytest.approx(1.0)
    for shares in (battery.chances(battery.values()), battery.chances(battery.answer_values())):
        np.testing.assert_allclose(shares.sum(axis=-1), 1.0)
    worth = np.array([0.0, math.log(3.0)])
    np.testing.assert_allclose(battery.chances(worth), [0.25, 0.75])
    np.testing.assert_allclose(battery.odds_against(worth), [3.0, 1.0])


def test_a_single_clock_by_hand():
    assert single_waiting(np.uint64(0)) == 31.0  # of all 31 bits only the last, which is always set
    assert single_waiting(np.uint64(2**32 - 1)) == kinds.FLOOR
    assert single_waiting(np.uint64(2**31)) == pytest.approx(1.0, abs=1e-6)
    words = np.random.default_rng(1).integers(0, 2**32, 2_000, dtype=np.uint64)
    found = np.array([single_waiting(word) for word in words])
    np.testing.assert_allclose(
        found, 31.0 - np.log2((words >> np.uint64(1)) | np.uint64(1)), atol=3e-7, rtol=3e-6
    )


def test_a_clock_of_every_word_is_counted():
    counts = doc.every_clock(1_000)
    assert counts.sum() == 1_000
    assert counts.shape == (POWERS,)


@pytest.mark.parametrize("kind", KINDS[:2], ids=lambda kind: kind.name)
def test_todays_numbers_and_the_candidates_pass(kind):
    found = report(kind, SMALL)
    assert found.numbers == 2 * 100 * battery.MONTHS * len(battery.ACTORS) * 25
    assert found.passes, [
        (test, p) for test, p in zip(found.tests, found.corrected, strict=True) if p < battery.FAULT
    ]


def test_numbers_without_the_last_mixing_fail_between_options_months_and_runs():
    found = report(KINDS[-1], SMALL)
    assert not found.passes
    faults = {test.name for test, p in zip(found.tests, found.corrected, strict=True) if p < battery.FAULT}
    for near in battery.NEIGHBOURS:
        assert f"opening with that of the next {near}: first byte" in faults
    assert "opening and own answer: the largest cell" in faults


def test_halves_that_are_tied_by_one_bit_fail_where_they_meet():
    one, upper = np.uint64(1), np.uint64(32)

    @unkept
    def tied(x):
        hashed = mix(x)
        return (hashed & ~one) | ((hashed >> upper) & one)  # the last bit of either half alike

    found = report(Kind("tied", shared(tied), np.float32), SMALL)
    faults = [test.name for test, p in zip(found.tests, found.corrected, strict=True) if p < battery.FAULT]
    assert faults == ["byte 4 of the opening with byte 4 of the answer"]


def test_the_page_gets_every_test_of_every_kind(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- battery: by -->\nearlier\n<!-- end of battery -->\nb\n")
    monkeypatch.setattr(doc, "PAGE", page)
    monkeypatch.setattr(doc, "KINDS", (KINDS[0], KINDS[-1]))
    assert doc.main([], Size(2, 25), 1_000) == 0
    text = page.read_text()
    assert text.startswith("a\n<!-- battery: by -->\n630,000 numbers")
    assert text.endswith("-->\nb\n")
    assert "earlier" not in text
    assert "| today's | none |" in text
    assert "| opening acts, λ = 4 | " in text
    assert "**" in text  # what was planted
    assert capsys.readouterr().out.strip() in text
    page.write_text("nothing")
    assert doc.main(["--rng", "2"], Size(2, 25), 1_000) == 0  # another rng is shown and kept nowhere
    assert page.read_text() == "nothing"
