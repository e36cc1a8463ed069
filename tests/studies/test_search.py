"""The search for the form of choice: forms that are settings give the model's terms; folds choose alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.estimators.record import choice
from patronage.generated.choice_doc import search_part, search_table
from patronage.sim.designs.choice import design_of
from patronage.sim.scenario.load import load_scenario
from patronage.studies.record import search as module
from patronage.studies.record.calibrate import TERMS
from patronage.studies.record.dated import acts_of, live
from patronage.studies.record.search import ALL, BUILT, FIRST, PLAIN, Form, nested, search, terms_of

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


@pytest.mark.parametrize("form", [BUILT, FIRST, Form("deeds alone", False, True, True)])
def test_a_form_of_the_settings_has_the_terms_of_the_model(form: Form) -> None:
    tiny = load_scenario(TINY)
    acts = acts_of(tiny, None)
    switches = {
        "trust_moves_deeds": form.moves == "deeds alone",
        "standing_damps_trust": form.damped,
        "answers_muted": form.muted,
        "judgement_one_sided": form.one_sided,
    }
    changed = replace(tiny, settings=tiny.settings | {name: float(on) for name, on in switches.items()})
    lived = live(changed, acts, 2).replay
    opened = live(module._opened(tiny, form.one_sided), acts, 2).replay
    made = terms_of(form, opened.terms, opened.prompts, opened.verbs)
    model = design_of(lived.terms, lived.verbs)
    order = [name for name in TERMS if name != "trust"] + ["trust"]  # trust comes last, before the verbs
    columns = [*(TERMS.index(name) for name in order), *range(len(TERMS), model.shape[-1])]
    assert made == pytest.approx(model[..., columns], abs=1e-15)


def test_every_form_is_another() -> None:
    assert len(set(ALL)) == len(ALL) == 80
    assert len({str(form) for form in ALL}) == 80
    assert BUILT in PLAIN
    assert FIRST in PLAIN


def test_every_fold_goes_by_the_rest_alone() -> None:
    outer = {BUILT: np.full((1, 4), -1.0), FIRST: np.full((1, 4), -2.0)}
    inner = {BUILT: np.array([-1.0, -3.0]), FIRST: np.array([-2.0, -2.0])}
    found = nested(outer, inner, np.array([5, 5, 7, 7]))
    assert found.picked == (BUILT, FIRST)
    assert found.logs.tolist() == [[-1.0, -1.0, -2.0, -2.0]]


def test_the_score_inside_a_fold_is_that_of_a_fit_to_the_rest_of_it() -> None:
    g = np.random.default_rng(1)
    middle = g.normal(size=(1, 120, 4, 2))
    design = middle + g.normal(scale=0.3, size=(5, 120, 4, 2))
    taken = np.argmax(middle[0] @ [1.0, -0.5] + g.gumbel(size=(120, 4)), axis=1)
    outer, inner = np.arange(120) // 40, np.arange(120) // 10
    found = choice.left_out_twice(design, taken, outer, inner)
    for k in range(3):
        rest = outer != k
        logs = choice.left_out(design[:, rest], taken[rest], inner[rest])
        exact = np.log(np.exp(logs).mean(axis=0)).mean()
        assert found[k] == pytest.approx(exact, abs=2e-3)


def test_what_is_reported_a_search(monkeypatch) -> None:
    tiny = load_scenario(TINY)
    monkeypatch.setattr(module, "ALL", (FIRST, BUILT))
    monkeypatch.setitem(module.SEARCHES, "forms with one slope for trust", (FIRST, BUILT))
    monkeypatch.setitem(module.SEARCHES, "forms with one slope or more", (FIRST, BUILT))
    found = search(tiny, acts_of(tiny, None), 2)
    own = found.nested["months"]["forms with one slope or more"]
    for k, fold in enumerate(np.unique(found.groups["months"])):
        which = found.groups["months"] == fold
        assert (own.logs[:, which] == found.fixed["months"][own.picked[k]][:, which]).all()
    assert found.ahead("months", found.fixed["months"][FIRST], np.ones(3, dtype=bool)) == (0.0, 0.0)
    assert search_table(found).count("\n") == 5  # two lines of heads, four forms
    part = search_part(found)
    assert "| all | 3 | " in part
    assert f"| {FIRST} |" in part
