"""Events that cannot both be: held to every pair, one by one, and for a sweep to every point."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.scenario.clashes import Span, clashes
from patronage.sim.scenario.load import Event, load_scenario
from patronage.sim.sweeps.points import clash, first_clash, moved, moves_of
from patronage.sim.sweeps.targets import targets_of

TINY = load_scenario(Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml")
MONTHS = st.integers(0, 11)
SPANS = st.lists(
    st.builds(
        lambda act, ends, bar: Span(("duke", act, "port"), min(ends), max(ends), bar),
        st.sampled_from(("aid", "warn")),
        st.tuples(MONTHS, MONTHS),
        st.booleans(),
    ),
    max_size=12,
)


def clash_of(one: Span, other: Span) -> bool:
    apart = one.last < other.first or other.last < one.first
    return one.act == other.act and not apart and not (one.bar and other.bar)


@given(SPANS)
def test_whatever_clashes_is_in_some_pair_and_every_pair_clashes(spans):
    pairs = clashes(spans)
    assert all(one < other and clash_of(spans[one], spans[other]) for one, other in pairs)
    assert len(pairs) == len(set(pairs)) <= 2 * len(spans)
    clashing = {
        k for k, one in enumerate(spans) for j, two in enumerate(spans) if j != k and clash_of(one, two)
    }
    assert {place for pair in pairs for place in pair} == clashing


@given(SPANS)
def test_whatever_happens_while_it_is_barred_is_in_some_pair(spans):
    found = {place for pair in clashes(spans) for place in pair if spans[pair[0]].bar != spans[pair[1]].bar}
    against = {
        k for k, one in enumerate(spans) for other in spans if one.bar != other.bar and clash_of(one, other)
    }
    assert found == against


def scenario_of(spans: list[Span]):
    first = TINY.first_month
    events = [
        Event(f"e{k}", *span.act, (first + span.first, first + span.last), span.bar)
        for k, span in enumerate(spans)
    ]
    return replace(TINY, events=tuple(events))


@given(SPANS.filter(bool), st.data())
def test_the_first_point_of_a_sweep_that_cannot_be_is_the_first_found_one_by_one(spans, data):
    scenario = scenario_of(spans)
    paths = [f"events.e{k}.{what}" for k in range(len(spans)) for what in ("start", "lasts", "present")]
    chosen = data.draw(st.lists(st.sampled_from(paths), unique=True, min_size=1, max_size=5))
    targets = tuple(target for path in chosen for target in targets_of(path, scenario))
    values = np.array(
        [
            [float(data.draw(st.integers(int(each.low), int(each.high)))) for each in targets]
            for _ in range(data.draw(st.integers(1, 5)))
        ]
    )
    one_by_one = [clash(moved(scenario, moves_of(targets, row), article=False)) for row in values]
    expected = next((k for k, found in enumerate(one_by_one) if found is not None), None)
    assert first_clash(scenario.events, scenario.last_month, targets, values) == expected
