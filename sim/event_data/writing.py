"""What was imported as files that users edit: a chronicle of acts, and a proposal of ties."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from patronage.sim.case.codebook import Codebook
from patronage.sim.event_data.cells import Kept, Stood
from patronage.sim.files.faults import Fault, FaultError, one_line, shown
from patronage.sim.files.located import LARGEST
from patronage.sim.files.months import month_text

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null"}
_LONGEST_ID = 80


def sureness(book: Codebook) -> str:
    """The codebook's word for how well a coded report attests an act: medium, or else its weakest word."""
    return "medium" if "medium" in book.confidence else min(book.confidence, key=book.confidence.__getitem__)


def acts_text(acts: Sequence[Kept], book: Codebook, source: str, comments: Sequence[str]) -> str:
    """The chronicle of these acts; each says of how many events it is the weightiest."""
    lines = [*map(_comment, comments), "acts:"]
    confidence, taken = _word(sureness(book)), set[str]()
    for number, act in enumerate(acts, start=1):
        month, code = month_text(act.month), book.cameo[act.code]
        name = f"{month}-{act.actor}-{act.verb}-{act.target}"
        if len(name) > _LONGEST_ID or name in taken:
            name = f"{month}-{number}"
        taken.add(name)
        only = "the only event" if act.events == 1 else f"the weightiest of {act.events} events"
        lines += [
            f"  - id: {_text(name)}",
            f"    month: {month}",
            f"    day: {act.day}",
            f"    actor: {_word(act.actor)}",
            f"    verb: {act.verb}",
            f"    toward: {_word(act.target)}",
            f"    cameo: '{act.code}'",
            f"    goldstein: {code.goldstein}",
            f"    paraphrase: {_text(f'{code.name}: {only} of the month')}",
            f"    source: {_text(source)}",
            f"    confidence: {confidence}",
        ]
    return "\n".join(lines) + "\n"


def ties_text(ties: Sequence[Stood], book: Codebook, source: str, comments: Sequence[str]) -> str:
    """One fact for each pair: how the one stood towards the other before the period."""
    lines = [*map(_comment, comments), "items:"]
    for number, tie in enumerate(ties, start=1):
        name = f"before-{tie.actor}-{tie.target}"
        span = f"[{tie.low:g}, {tie.high:g}]"
        lines += [
            f"  - id: {_text(name if len(name) <= _LONGEST_ID else f'before-{number}')}",
            "    kind: fact",
            f"    source: {_text(f'{source}, {tie.events} events')}",
            f"    paraphrase: {_text(f'How {tie.actor} stood towards {tie.target} the year before.')}",
            "    coder: import",
            f"    confidence: {_word(sureness(book))}",
            "    ties:",
            f"      - {{actor: {_word(tie.actor)}, toward: {_word(tie.target)}, goldstein: {span}}}",
        ]
    return "\n".join(lines) + "\n"


def check_size(path: Path, text: str, advice: str) -> bytes:
    """The bytes of a file's text; FaultError where it is larger than such files can be read."""
    data = text.encode()
    if len(data) > LARGEST:
        message = f"would be {len(data) / 1e6:.1f} MB, and files are read up to {LARGEST // 1_000_000} MB"
        raise FaultError([Fault(shown(path), 0, 0, "", message, advice)])
    return data


def _comment(line: str) -> str:
    return f"# {one_line(line)}".rstrip()


def _word(text: str) -> str:
    """An id or a word of the codebook, in quotes where a reader of YAML might take it for something else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else _text(text)


def _text(text: str) -> str:
    return json.dumps(one_line(text), ensure_ascii=False)
