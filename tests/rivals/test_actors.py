"""Tables of actors as others publish them: headings, encodings, numbers, scales, and who has no stake."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.compare import compare_rivals
from patronage.analysis.rivals.table import ActorTable
from patronage.analysis.rivals.writing import readings
from patronage.sim.files.faults import FaultError
from tests.published import FOLDER

PLAIN = "Actor,Capability,Position,Salience\nA,1,20,60\nB,2,65,50\nC,3,40,30\n"
KTAB = "Scenario 1,words,3,1,\nActor,Description,Influence,First Position,First Salience,\nA,one,1,20,60,\n"
KTAB += "B,two,2,65,50,\nC,three,3,40,30,\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def from_text(text, scale=None):
        (tmp_path / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_actors(tmp_path / "t.csv", scale)

    return from_text


def faults(read, text, scale=None):
    with pytest.raises(FaultError) as caught:
        read(text, scale)
    return [str(fault) for fault in caught.value.faults]


def same(one, other):
    assert one.actors == other.actors
    np.testing.assert_array_equal(one.capability, other.capability)
    np.testing.assert_array_equal(one.position, other.position)
    np.testing.assert_array_equal(one.salience, other.salience)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.upper(),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("Position", "POSITION: Road").replace("Salience", "salience:road"),
        KTAB,
    ],
)
def test_one_table_is_read_the_same_however_it_is_written(read, text):
    table = read(text)
    assert table.capability.tolist() == [1, 2, 3]
    assert table.position[:, 0].tolist() == [20, 65, 40]
    assert table.salience[:, 0].tolist() == [60, 50, 30]
    assert len(table.issues) == 1


def test_further_columns_are_passed_over_with_a_note(read):
    table = read(",Actor,Party,Capability,Position,Salience,2024\n1,A,x,1,0,50,\n2,B,y,1,100,60,9\n")
    assert table.notes == ("columns passed over: column 1, which has no name, Party, 2024",)


def test_ktab_says_what_it_took_for_what_and_states_its_scale(read):
    table = read(KTAB)
    assert table.issues == ("First",)
    assert table.notes == ("read as KTAB's table, capability from the column 'Influence'",)
    assert table.scales["position"]["note"] == "stated as 0 to 100"
    two = read(
        "s,d,2,2\nActor,Text,Power,Pos. Tax,Sal. Tax,Pos. Road,Sal. Road\nA,,1,0,1,2,3\nB,,1,9,8,7,6\n"
    )
    assert two.issues == ("Tax", "Road")
    assert two.position.tolist() == [[0, 2], [9, 7]]


def test_the_option_is_stronger_than_what_ktab_means(read):
    assert read(KTAB, (0, 80)).position_unit.tolist() == [80]
    assert read(KTAB, (0, 80)).salience_unit.tolist() == [100]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KTAB.replace(",3,1,", ",4,1,"), "t.csv:1:18: the number of actors is 3, 4 by the first line"),
        (KTAB.replace(",3,1,", ",3,2,"), "the number of columns is 5, of issues 2 by the line above"),
        (KTAB.splitlines()[0], "has a header and no rows"),
        (
            KTAB.replace("First Position,First Salience", "First Salience,First Position"),
            "'First Salience' stands where a position belongs",
        ),
    ],
)
def test_a_table_of_ktab_that_does_not_agree_with_itself_is_refused(read, text, words):
    assert words in faults(read, text)[0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Türkei".encode("latin-1"), "byte 0xfc, which is 'ü' in Windows-1252"),
        ("Türkei".encode("mac_roman"), "byte 0x9f, which is 'Ÿ' in Windows-1252 and 'ü' in Mac Roman"),
        (PLAIN.encode("utf-16-le"), "seems to be UTF-16 text without a byte-order mark"),
        (PLAIN.encode("utf-32"), "is UTF-32 text; save the file as UTF-8"),
        (b"\xff\xfe\x00", "begins as UTF-16 text and is none"),
        (b"\xff\xfe\x01\x00", "is a binary file"),
        (b"\x00\x01\x02", "is a binary file"),
    ],
)
def test_another_encoding_is_named(read, raw, words):
    assert words in faults(read, raw)[0]


def test_the_place_of_a_byte_is_found_with_old_line_ends(read):
    assert faults(read, b"a\rb\xfc")[0].startswith("t.csv:2:2: ")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("50%", ("50 on a scale to 100", "0.5 on one to 1")),
        ("0,5", ("0.5 if the comma is the decimal sign", "5 if the comma parts thousands")),
        ("1,234", ("1.234 if the comma is the decimal sign", "1234 if the comma parts thousands")),
        ("1.234,5", ("1234.5 if the comma is the decimal sign", "1.2345 if the point is the decimal sign")),
        ("1,234.5", ("1.2345 if the comma", "1234.5 if the point")),
        ("12,5 %", ("12.5 if", "0.125", "125 if", "1.25")),
        ("1 234", ("1234 if the mark parts thousands",)),
        ("1.234.567", ("1234567 if the point parts thousands",)),
    ],
)
def test_every_reading_of_a_number_is_named(text, values):
    assert all(value in readings(text) for value in values)
    assert "write the one that is meant" in readings(text)


@pytest.mark.parametrize("text", ["", "big", "%", "--1", "1e5,3,", "1" * 400 + ",5", "²", "٣,٥"])
def test_what_is_no_number_has_no_reading(text):
    assert readings(text) == ""


@given(st.text("0123456789.,' %-", max_size=20))
def test_no_text_breaks_the_readings(text):
    assert isinstance(readings(text), str)


def test_a_minus_sign_is_a_minus(read):
    table = read("actor,capability,position,salience\nA,1,\N{MINUS SIGN}5,1\nB,1,5,1\n", (-5, 5))
    assert table.position[:, 0].tolist() == [-5, 5]


@pytest.mark.parametrize(
    ("heading", "option", "unit", "note"),
    [
        ("position", (0.0, 10.0), 10, "stated as 0 to 10"),
        ("position [0 to 12]", None, 12, "stated as 0 to 12"),
        ("position [0 12]", (0.0, 50.0), 12, "stated as 0 to 12"),  # the table knows better than the option
        ("position:road [-10..10]", None, 20, "stated as -10 to 10"),
    ],
)
def test_a_scale_is_stated_by_the_table_or_by_an_option(read, heading, option, unit, note):
    text = f"actor,capability,{heading},{heading.split('[')[0].replace('position', 'salience')}\n"
    table = read(text + "A,1,0,1\nB,1,7,0.5\n", option)
    assert table.position_unit.tolist() == [unit]
    assert table.scales["position"]["note"] == note


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("position [5 5]", "'5 5' is not a scale"),
        ("position [a b]", "'a b' is not a scale"),
        ("position [0 1e999]", "'0 1e999' is not a scale"),
        ("salience [-1 1]", "'-1 1' is not a scale; allowed: two numbers, the lower first, from 0 up"),
    ],
)
def test_a_scale_that_is_none_is_reported(read, heading, words):
    other = "salience" if "position" in heading else "position"
    assert words in faults(read, f"actor,capability,{heading},{other}\nA,1,1,1\nB,1,1,1\n")[0]


def test_a_small_part_of_a_stated_scale_is_doubted_too(read):
    table = read(PLAIN.replace("20", "61").replace("40", "62"), (0, 100))
    assert "only 4% of it is used, from 61 to 65" in table.scales["position"]["note"]
    assert table.scales["position"]["ambiguous"]


def test_below_zero_a_scale_must_be_stated(read):
    assert (
        "-20 is negative; allowed: a number from 0 to 100, or another scale stated: position:issue"
        in (faults(read, PLAIN.replace("20", "-20"))[0])
    )
    assert not read(PLAIN.replace("20", "-20"), (-100, 100)).scales["position"]["ambiguous"]


BLANKS = "actor,capability,position:a,salience:a,position:b,salience:b\n"
BLANKS += "A,1,,,10,50\nB,2,30,60,20,40\nC,3,,0,90,80\nD,1,70,50,,0.0\nE,2,50,20,40,10\nF,9,,,,\n"


def test_who_has_no_stake_is_left_out_of_that_issue_and_named(read):
    table = read(BLANKS)
    assert table.notes == (
        "left out of a, without a stake: A, C, F",
        "left out of b, without a stake: D, F",
    )
    whole = compare_rivals(table)["models"]
    for issue, actors in (("a", "BDE"), ("b", "ABCE")):
        rows = [line.split(",") for line in BLANKS.splitlines()[1:] if line[0] in actors]
        place = 2 if issue == "a" else 4
        alone = "actor,capability,position,salience\n" + "".join(
            f"{row[0]},{row[1]},{row[place]},{row[place + 1]}\n" for row in rows
        )
        models = compare_rivals(read(alone))["models"]
        for name in ("weighted_mean", "weighted_median", "challenge_scholz"):
            assert whole[name]["outcome"][issue] == models[name]["outcome"]["issue"]
    for name in (name for name in whole if name.startswith("ktab")):
        assert set(whole[name]["probabilities"]) == set("ABCDE")
        assert all(np.isfinite(list(whole[name]["outcome"].values())))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,1,,50", "A.position:issue: is empty"),
        ("A,1,10,", "A.salience:issue: is empty"),
        ("A,,10,5", "A.capability: is empty"),
    ],
)
def test_a_blank_that_is_no_stake_is_a_fault(read, row, words):
    text = f"actor,capability,position,salience\n{row}\nB,1,5,5\nC,1,100,100\n"
    assert words in faults(read, text)[0]


def test_an_issue_needs_two_with_a_stake(read):
    text = "actor,capability,position,salience\nA,1,,\nB,1,5,5\n"
    assert "the number of actors with a stake is 1; allowed: 2 to 200" in faults(read, text)[0]


@st.composite
def tables(draw):
    n, K = draw(st.integers(3, 6)), draw(st.integers(1, 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return ActorTable(
        actors=tuple(f"a{k}" for k in range(n)),
        issues=tuple(f"q{k}" for k in range(K)),
        capability=rng.integers(1, 9, n).astype(float),
        position=rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], size=(n, K)),
        salience=rng.uniform(0.05, 1, (n, K)),
    )


def outcomes(table):
    models = compare_rivals(table)["models"]
    return {name: list(model["outcome"].values()) for name, model in models.items()}


@given(tables())
def test_an_actor_without_any_stake_changes_nothing(table):
    none = np.full((1, len(table.issues)), np.nan)
    more = replace(
        table,
        actors=(*table.actors, "idle"),
        capability=np.append(table.capability, 100.0),
        position=np.vstack([table.position, none]),
        salience=np.vstack([table.salience, 0 * table.salience[:1]]),
    )
    assert outcomes(more) == outcomes(table)


@given(tables(), st.floats(1.5, 100))
def test_only_ktab_depends_on_the_scale_of_positions(table, unit):
    one, other = outcomes(table), outcomes(replace(table, position_unit=unit))
    for name in one:
        if not name.startswith("ktab"):
            assert one[name] == other[name]
    moved = outcomes(replace(table, position=unit * table.position - 7, position_unit=unit))
    for name in (name for name in one if name != "challenge_scholz"):  # rounding may tip who gives way
        assert moved[name] == pytest.approx([unit * value - 7 for value in one[name]], abs=1e-6 * unit)


@given(tables(), st.floats(1.5, 100))
def test_only_the_challenge_depends_on_the_scale_of_saliences(table, unit):
    one, other = outcomes(table), outcomes(replace(table, salience_unit=unit))
    assert [name for name in one if one[name] != other[name]] in ([], ["challenge_scholz"])


def test_on_the_published_cars_the_scale_moves_ktab_by_years():
    table = read_actors(FOLDER / "eu_cars.csv")
    model = compare_rivals(table)["models"]["ktab_markov_proportional"]
    assert table.scales["position"]["ambiguous"]
    assert model["outcome"]["delay"] == pytest.approx(4.40, abs=0.005)
    assert model["outcome_on_own_range"]["delay"] == pytest.approx(7.21, abs=0.005)
    stated = compare_rivals(read_actors(FOLDER / "eu_cars.csv", (4, 10)))["models"]
    assert stated["ktab_markov_proportional"]["outcome"] == model["outcome_on_own_range"]
