"""What a measure's name asks for: every name that is offered is found, and every other reported in a line."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.files.faults import FaultError
from patronage.sim.model.asked import Asked, asked, asked_in, names_of, words_of
from patronage.sim.model.measures import DERIVED, MEASURES, TAKEN, TIES

ACTORS = ("iran", "russia", "turkey", "assad", "kurds")
NAMES = {
    "iran": "Iran",
    "russia": "Russia",
    "turkey": "Turkey",
    "assad": "Assad's government",
    "kurds": "Kurds",
}
CLIENTS = ("assad", "kurds")

ids = st.from_regex("[a-z][a-z0-9_]{0,8}", fullmatch=True)
casts = st.lists(ids, min_size=2, max_size=6, unique=True)


@given(casts, st.data())
def test_every_name_that_is_offered_asks_for_what_it_says(actors: list[str], data: st.DataObject) -> None:
    focus = data.draw(st.sampled_from(actors))
    others = [actor for actor in actors if actor != focus]
    clients = data.draw(st.lists(st.sampled_from(others), unique=True)) if "clients" not in actors else []
    known = names_of(focus, actors, clients, derived=True)
    assert len(set(known)) == len(known)
    assert len(known) == len(MEASURES) + bool(clients) + len(TIES) * len(others)
    for name in known:
        found = asked(name, focus, actors, clients, derived=True)
        assert (found.name, found.focus) == (name, focus)
        word, _, actor = name.partition(":")
        if not actor:
            assert (found.row.name, found.whose) == (name, ())
        elif name == "hold:clients" and clients:
            assert (found.row.name, found.whose) == ("dependence", tuple(clients))
        else:
            assert (found.row.name, found.whose) == ({"hold": "dependence"}.get(word, word), (actor,))
        assert all(words[-1] == focus for words in found.series)


@given(st.text(max_size=200) | st.builds("{}:{}".format, st.sampled_from(("hold", "ear", "say")), st.text()))
def test_whatever_else_is_asked_for_is_reported_in_one_line(name: str) -> None:
    if name in names_of("iran", ACTORS, CLIENTS):
        return
    with pytest.raises(FaultError) as raised:
        asked(name, "iran", ACTORS, CLIENTS)
    (fault,) = raised.value.faults
    assert str(fault).startswith("--measure: ")
    assert "\n" not in str(fault)
    assert "hold: or ear: with one of russia, turkey, assad, kurds" in str(fault)


@pytest.mark.parametrize(
    ("name", "clients", "words"),
    [
        ("hold:asad", CLIENTS, ("unknown actor 'asad'", "did you mean 'hold:assad'?")),
        ("hold:iran", CLIENTS, ("'hold:iran': iran is the focus actor itself",)),
        ("hold:clients", (), ("'hold:clients': the case names no clients of iran",)),
        ("ear:clients", CLIENTS, ("unknown actor 'clients'",)),
        (
            "zeal",
            CLIENTS,
            ("unknown measure 'zeal'", "allowed: hold, net_hold", ", hold:clients, hold:"),
        ),
        ("hol", (), ("unknown measure 'hol'", "did you mean 'hold'?")),
        ("hold:", (), ("unknown measure 'hold:'",)),
        ("", (), ("unknown measure ''",)),
        (DERIVED[0].name, (), ("cannot be computed here: it takes two more arms",)),
    ],
)
def test_why_a_name_asks_for_nothing(name: str, clients: tuple[str, ...], words: tuple[str, ...]) -> None:
    with pytest.raises(FaultError) as raised:
        asked(name, "iran", ACTORS, clients)
    for word in words:
        assert word in str(raised.value)


def test_an_actor_called_clients_is_one_actor_where_no_clients_are_named() -> None:
    found = asked("hold:clients", "iran", (*ACTORS, "clients"))
    assert found.whose == ("clients",)
    assert words_of("hold:clients", {"clients": "The Clients"}) == "hold over The Clients"


def test_what_is_taken_from_runs_and_from_their_tables() -> None:
    ties = {tie.name: np.arange(50.0).reshape(2, 5, 5) / (k + 7.0) for k, tie in enumerate(TIES)}
    means = {measure.name: np.arange(10.0).reshape(2, 5) + k for k, measure in enumerate(TAKEN)}
    outcome = SimpleNamespace(tie=ties.__getitem__, mean=means.__getitem__)

    def taken(name: str) -> list[float]:
        return list(asked(name, "russia", ACTORS, CLIENTS, derived=True).of(outcome, ACTORS))

    assert taken("share") == list(means["share"][:, 1])
    assert taken("decisiveness") == list(means["attainment"][:, 1])
    assert taken("hold:assad") == list(ties["dependence"][:, 3, 1])  # Assad's, on Russia
    assert taken("ear:iran") == list(ties["ear"][:, 0, 1])
    both = (ties["dependence"][:, 3, 1] + ties["dependence"][:, 4, 1]) / 2.0
    assert taken("hold:clients") == list(both)

    manifest = {"focus": "russia", "actors": [{"id": actor} for actor in ACTORS], "clients": list(CLIENTS)}
    assert asked_in(manifest, "hold:clients").series == (
        ("dependence", "assad", "russia"),
        ("dependence", "kurds", "russia"),
    )
    del manifest["clients"]  # as earlier versions wrote it
    assert asked_in(manifest, "ear:iran").series == (("ear", "iran", "russia"),)
    with pytest.raises(FaultError, match="names no clients of russia"):
        asked_in(manifest, "hold:clients")


def test_a_tie_is_its_own_in_both_arms_and_of_a_derived_measure_four_are_asked_for() -> None:
    four = np.array([[4.0], [3.0], [1.0], [2.0]])
    assert list(Asked("hold:assad", "iran", TIES[0], ("assad",)).in_both_arms(four).ravel()) == [4.0, 3.0]
    found = asked("decisiveness", "iran", ACTORS, derived=True)
    assert found.derived
    assert list(found.in_both_arms(four).ravel()) == [3.0, 1.0]


def test_how_sentences_call_them() -> None:
    assert words_of("net_hold", NAMES) == "net hold"
    assert words_of("hold:assad", NAMES) == "hold over Assad's government"
    assert words_of("hold:clients", NAMES) == "hold over its clients"
    assert words_of("ear:russia", NAMES) == "access to the ear of Russia"
    assert words_of("hold:assad") == "hold over assad"
