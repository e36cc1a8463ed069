"""A coding to fill in: a text's sentences as items of evidence, with what is known without reading it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from patronage.sim.case.article import sentences_of, text_of_article
from patronage.sim.case.codebook import MOST_MENTIONS
from patronage.sim.files.faults import Fault, FaultError, one_line, short, shown
from patronage.sim.files.forms import Id, Name
from patronage.sim.files.located import LARGEST, read_bytes
from patronage.sim.files.values import scalar

_COLORS = ("#D55E00", "#0072B2", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#F0E442")
"""The palette of Okabe and Ito (2008), distinguished with every common kind of colour vision."""


@dataclass(frozen=True)
class Named:
    """An actor and the names by which the text calls it, the first of which is its own."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A coding to fill in: the text's bytes, what its files hold, by name, and who is named nowhere."""

    article: bytes
    fields: Mapping[str, str]
    unnamed: tuple[str, ...]


def named_actors(texts: Sequence[str], option: str = "--actor") -> tuple[Named, ...]:
    """The actors of texts such as `iran=Iran,Tehran`; FaultError where one is no such text or given twice."""
    faults, found = [], list[Named]()
    taken: dict[str, str] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        names = tuple(dict.fromkeys(" ".join(each.split()) for each in rest.split(",")))
        if not equals or not all(names):
            message, allowed = f"{short(text)} gives no names", "ID=NAME,NAME, as in iran=Iran,Tehran"
            faults.append(Fault(option, 0, 0, "", message, allowed))
            continue
        try:
            TypeAdapter(Id).validate_python(name)
            for each in names:
                TypeAdapter(Name).validate_python(each)
        except ValidationError as error:
            context = error.errors()[0]["ctx"]
            faults.append(Fault(option, 0, 0, "", context["message"], str(context["allowed"])))
            continue
        twice = [each for each in (name, *names) if taken.setdefault(each, name) != name]
        twice += [name] if any(one.id == name for one in found) else []
        faults += [
            Fault(option, 0, 0, "", f"{short(each)} is given to {taken[each]} already") for each in twice
        ]
        found.append(Named(name, names))
    if faults:
        raise FaultError(faults)
    return tuple(found)


def draft(path: Path, actors: Sequence[Named]) -> Draft:
    """The coding to fill in of the text in a file; FaultError where it is not text or too long a one."""
    raw = read_bytes(path)
    found = sentences_of(text_of_article(raw, shown(path)))
    calling = [(actor, _pattern(actor.names)) for actor in actors]
    items, named = [], set()
    for p, paragraph in enumerate(found, 1):
        for s, sentence in enumerate(paragraph, 1):
            counts = {actor.id: len(pattern.findall(sentence)) for actor, pattern in calling}
            named |= {actor for actor, count in counts.items() if count}
            items.append(_item(p, s, sentence, counts))
    fields = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "paragraphs": str(len(found)),
        "sentences": str(len(items)),
        "actors": "".join(_actor(actor, k) for k, actor in enumerate(actors)) or " []",
        "capability": "".join(f"\n    - {{actor: {scalar(one.id)}, mean: }}" for one in actors) or " []",
        "most": str(MOST_MENTIONS),
        "items": "\n".join(items),
    }
    if len(fields["items"].encode()) > LARGEST - 10_000:
        message = f"is too long to be coded in one case: {len(items):,} sentences"
        raise FaultError([Fault(shown(path), 0, 0, "", message, "a part of it")])
    unnamed = tuple(actor.id for actor in actors if actor.id not in named)
    return Draft(raw, fields, unnamed)


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest where several fit, with the capitals as they are."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest))


def _actor(actor: Named, place: int) -> str:
    color = f', color: "{_COLORS[place]}"' if place < len(_COLORS) else ""
    return f"\n  - {{id: {scalar(actor.id)}, name: {scalar(actor.names[0])}, kind: {color}}}"


def _item(paragraph: int, sentence: int, text: str, counts: dict[str, int]) -> str:
    rows = [
        f"      - {{actor: {scalar(actor)}, issue: , count: {min(count, MOST_MENTIONS)}}}\n"
        for actor, count in counts.items()
        if count
    ]
    return (
        f"  # {paragraph}.{sentence}: {one_line(text)}\n"
        f"  - id: s{paragraph}_{sentence}\n"
        "    kind: article\n"
        f"    locator: {{paragraph: {paragraph}, sentence: {sentence}}}\n"
        "    paraphrase:\n"
        "    coder: A\n"
        "    confidence: high\n" + ("    mentions:\n" + "".join(rows) if rows else "")
    )
