"""`patronage check` names agreements that have one half only, and events at odds with what they cite."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.calling import Call

CASES = Path(__file__).parents[1] / "cases"

B_CODING = """items:
  - id: b_thanks
    kind: article
    locator: {paragraph: 1, sentence: 2}
    date: 2001-03
    dated_by: article
    paraphrase: Praise for the Duke.
    coder: B
    confidence: high
    acts:
      - {actor: port, verb: endorse, toward: duke, cameo: '051', goldstein: [3.4, 3.4], on: grain}
"""
PRAISE = "cameo: '051', goldstein: [3.4, 3.4]"
MINE = "{actor: port, verb: endorse, toward: duke, " + PRAISE
THEIRS = "{actor: duke, verb: endorse, toward: port, " + PRAISE
SCENARIO = """title: Grain is agreed on
case: ../seeds/tiny
focus: duke
history: {history}
events:
  - {{id: port_agrees, actor: port, verb: endorse, toward: duke, months: [2001-05, 2001-06], on: grain{more}}}
{events}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Copy the invented case beside a folder for scenarios."""
    shutil.copytree(CASES, tmp_path / "seeds")
    (tmp_path / "scenarios").mkdir()
    return tmp_path / "seeds" / "tiny"


def _evidence(tiny: Path, *acts: str) -> None:
    file = tiny / "evidence.yaml"
    text = file.read_text("utf-8")
    old = MINE + "}"
    assert text.count(old) == 1
    file.write_text(text.replace(old, "\n      - ".join(acts)), "utf-8")


def _scenario(tiny: Path, events: str = "", history: str = "none", more: str = "") -> Path:
    file = tiny.parents[1] / "scenarios" / "agreed.yaml"
    rows = "\n".join(f"  - {{{row}}}" for row in events.splitlines())
    file.write_text(SCENARIO.format(history=history, events=rows, more=more), "utf-8")
    return file


def _notes(call: Call, *files: Path) -> list[str]:
    said = call("check", *files)
    assert (said.code, said.err) == (0, "")
    notes = [line for line in said.out.splitlines() if line.startswith("note: ")]
    return [note for note in notes if ": article: " not in note]  # the invented case has no text


def test_an_agreement_that_is_returned_needs_no_note(call: Call, tiny: Path) -> None:
    _evidence(tiny, MINE + ", on: grain}", THEIRS + ", on: grain}")
    assert _notes(call, tiny) == []


@pytest.mark.parametrize("theirs", ["", THEIRS + "}", THEIRS + ", on: harbour}"])
def test_evidence_in_which_half_an_agreement_is_missing(call: Call, tiny: Path, theirs: str) -> None:
    _evidence(tiny, MINE + ", on: grain}", *([theirs] if theirs else []))
    first, *rest = _notes(call, tiny / "evidence.yaml", tiny)
    assert (
        "evidence.yaml:35:93: items[1].acts[0].on: duke does not return this endorsement in 2001-03" in first
    )
    assert "duke reach no agreement on grain" in first
    assert len(rest) == theirs.count("harbour")  # that one has no other half either


def test_another_coding_is_held_to_itself(call: Call, tiny: Path) -> None:
    _evidence(tiny, THEIRS + ", on: grain}")
    (tiny / "coders").mkdir()
    (tiny / "coders" / "b.yaml").write_text(B_CODING, "utf-8")
    own, other = _notes(call, tiny)
    assert "evidence.yaml:35:93" in own
    assert "b.yaml:11:93" in other


def test_a_chronicle_in_which_half_an_agreement_is_missing(call: Call, tiny: Path) -> None:
    file = tiny / "acts.yaml"
    half = """  - {{id: {actor}, month: 2001-{month}, actor: {actor}, verb: endorse, toward: {toward},
     cameo: '051', goldstein: 3.4, paraphrase: Words., source: annals, confidence: high, on: grain}}
"""
    text = file.read_text("utf-8") + half.format(actor="port", toward="duke", month="08")
    file.write_text(text, "utf-8")
    (note,) = _notes(call, file)
    assert "acts.yaml:26:94: acts[2].on: duke does not return this endorsement in 2001-08" in note
    file.write_text(text + half.format(actor="duke", toward="port", month="08"), "utf-8")
    assert _notes(call, file) == []
    file.write_text(text + half.format(actor="duke", toward="port", month="09"), "utf-8")
    assert len(_notes(call, file)) == 2


def test_a_chronicle_that_repeats_acts(call: Call, tiny: Path) -> None:
    file = tiny / "acts.yaml"
    text = file.read_text("utf-8")
    entries = text.partition("acts:\n")[2]
    again = entries.replace("-port\n", "-port-again\n")
    third = entries.replace("-port\n", "-port-3\n").partition("  - id: 2001-04")[0]
    file.write_text(text + again + third, "utf-8")
    one, two = _notes(call, file)
    assert "acts.yaml:3:5: acts[0]: duke aid port in 2001-02 is repeated in lines 25, 47; hindcast" in one
    assert "acts.yaml:15:5: acts[1]: guild warn port in 2001-04 is repeated in line 37; hindcast" in two
    file.write_text(text + again.replace("2001-02", "2001-03").replace("verb: warn", "verb: coerce")
                    .replace("'130'", "'191'"), "utf-8")  # fmt: skip
    assert _notes(call, file) == []


DUKE = "id: duke_agrees, actor: duke, verb: endorse, toward: port, months: [{}], on: grain"


@pytest.mark.parametrize(
    ("events", "month"),
    [
        ("", "2001-05"),
        (DUKE.format("2001-05"), "2001-06"),
        (DUKE.format("2001-05, 2001-06"), None),
        (DUKE.format("2001-05, 2001-06").replace("grain", "harbour"), "2001-05"),
    ],
)
def test_an_event_needs_its_other_half_in_all_its_months(
    call: Call, tiny: Path, events: str, month: str | None
) -> None:
    mine = [line for line in _notes(call, _scenario(tiny, events)) if "events[0].on" in line]
    assert len(mine) == (month is not None)
    if month is not None:
        assert f"agreed.yaml:6:97: events[0].on: duke does not return this endorsement in {month}" in mine[0]


def test_history_and_events_make_an_agreement_together(call: Call, tiny: Path) -> None:
    _evidence(tiny, THEIRS + ", on: grain}")
    agreed = _scenario(tiny, history="[thanks]")
    agreed.write_text(agreed.read_text("utf-8").replace("[2001-05, 2001-06]", "[2001-03]"), "utf-8")
    assert _notes(call, agreed) == []
    agreed.write_text(agreed.read_text("utf-8").replace("[2001-03]", "[2001-04]"), "utf-8")
    history, event = _notes(call, agreed)
    assert ": history: port does not return this endorsement in 2001-03" in history
    assert ": events[0].on: duke does not return this endorsement in 2001-04" in event
    barred = "id: never, actor: duke, verb: endorse, toward: port, months: [2001-03], bar: true"
    (event,) = _notes(call, _scenario(tiny, barred, history="[thanks]"))
    assert "events[0].on" in event


def test_an_event_on_another_issue_than_the_act_it_cites(call: Call, tiny: Path) -> None:
    _evidence(tiny, MINE + ", on: harbour}", THEIRS + "}")
    duke = DUKE.format("2001-05, 2001-06").replace("on: grain", "evidence: thanks, on: grain")
    port, other = _notes(call, _scenario(tiny, duke, more=", evidence: thanks"))
    assert ": events[0].on: 'thanks' has the same act on harbour, and the event is on grain" in port
    assert ": events[1].on: 'thanks' has the same act on no issue, and the event is on grain" in other
    plain = "id: port_again, actor: port, verb: endorse, toward: duke, months: [2001-07], evidence: thanks"
    *_, silent = _notes(call, _scenario(tiny, DUKE.format("2001-05, 2001-06") + "\n" + plain))
    assert ": events[2].evidence: 'thanks' has the same act on harbour, and the event is on none" in silent
