"""The coded text beside its coding: its sentences, and what the coding says of them."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from pathlib import Path

from patronage.sim.case.schema import LocatorForm
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.files.forms import sound
from patronage.sim.files.located import Keys, Located, read_bytes, utf8_text
from patronage.sim.files.names import leaves_folder

Place = tuple[int, int]
"""A sentence: its paragraph, and which sentence of it, both from 1."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_END = re.compile(r"(?<=[.!?…])([\"'”’»)]*)\s+")
_WORDS = 5  # of a sentence that a message shows


def sentences_of(text: str) -> list[list[str]]:
    """The sentences of each paragraph of a text, by the rule of the codebook.

    A paragraph ends at a blank line; a sentence ends at . ! ? or …, with any closing quotation marks or
    brackets, followed by white space or by the paragraph's end.
    """
    blocks = _PARAGRAPH.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [_END.sub(r"\1\n", " ".join(block.split())).split("\n") for block in blocks if block.strip()]


def text_of_article(raw: bytes, file: str) -> str:
    """The text of an article's bytes; FaultError for what is not UTF-8, and for a text with no sentence."""
    text = utf8_text(raw, file, "UTF-8")
    if not text.strip():
        raise FaultError([Fault(file, 0, 0, "", "is empty: there is no sentence in it")])
    return text


def text_path(case_file: Located) -> Path | None:
    """Where case.yaml says that the text is, if that is within the case's folder; None otherwise.

    Links are followed: one that leads out of the folder is a fault of `check_article`.
    """
    named, folder = case_file.at("article", "text"), case_file.path.parent
    if not isinstance(named, str) or leaves_folder(named):
        return None
    try:
        path = (folder / named).resolve()
        return folder / named if path.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def check_article(case_file: Located | None) -> list[list[str]] | None:
    """Holds what case.yaml records of its text against the text, where that is in the case's folder.

    Returns the sentences by paragraph; None where there is no text, or one that is not the one recorded.
    """
    named = case_file.at("article", "text") if case_file is not None else None
    if case_file is None or not isinstance(named, str) or leaves_folder(named):
        return None  # what is outside is a fault of the field
    path = text_path(case_file)
    if path is None:
        case_file.report(("article", "text"), "this link leaves the case's folder")
        return None
    try:
        if not path.exists() and not path.is_symlink():
            return None
        raw = read_bytes(path)
        found = sentences_of(text_of_article(raw, shown(path)))
    except FaultError as error:
        case_file.faults.extend(error.faults)
        return None
    same = _check_digest(case_file, raw, named)
    counts = {"paragraphs": len(found), "sentences": sum(map(len, found))}
    right = [_check_count(case_file, named, what, count) for what, count in counts.items()]
    return found if same or all(right) else None  # of another text each sentence would be a fault of its own


def _check_digest(case_file: Located, raw: bytes, named: str) -> bool:
    keys: Keys = ("article", "sha256")
    recorded = case_file.at(*keys)
    digest, lines = hashlib.sha256(raw).hexdigest(), raw.replace(b"\r\n", b"\n")
    if recorded == digest or not isinstance(recorded, str):
        return bool(recorded == digest)
    if recorded in {hashlib.sha256(each).hexdigest() for each in (lines, lines.replace(b"\n", b"\r\n"))}:
        message = f"{named} is this text with other line ends, so that its digest differs"
    else:
        message = (
            f"{named} is not the text that was coded: its digest is {digest}; restore that text, or check the"
            " coding against this one before its digest is recorded"
        )
        case_file.report(keys, message)
        return False
    case_file.report(keys, message, digest)
    return False


def _check_count(case_file: Located, named: str, what: str, count: int) -> bool:
    recorded = case_file.at("article", what)
    if recorded != count and isinstance(recorded, int):
        noun = what if count != 1 else what[:-1]
        case_file.report(("article", what), f"should be {count}, not {recorded}: {named} has {count} {noun}")
    return bool(recorded == count)


def check_sentences(
    case_file: Located | None,
    files: Sequence[Located],
    codings: Sequence[Located],
    sentences: list[list[str]] | None,
) -> None:
    """Adds the faults of which sentence is coded where; `files` are the case's own, `codings` by others.

    No sentence is coded twice by one coder, or silent twice. Where the text is there, there are no others
    than its own, and each is coded or silent.
    """
    recorded = case_file.at("article", "paragraphs") if case_file is not None else None
    paragraphs = len(sentences) if sentences is not None else recorded
    silent = list(places(case_file, "silent")) if case_file is not None else []
    coded = [list(places(file, "items")) for file in files]
    for file, rows, what in (
        *([(case_file, silent, "listed")] if case_file is not None else []),
        *((file, rows, "coded") for file, rows in zip(files, coded, strict=True)),
        *((file, list(places(file, "items")), "coded") for file in codings),
    ):
        _check_rows(file, rows, what, paragraphs, sentences)
    if files and case_file is not None and files[0].path.name != "outside.yaml":
        _check_complete(case_file, files[0], silent, coded[0], sentences)


def places(file: Located, rows: str) -> Iterator[tuple[Keys, Place]]:
    """The sentences that the rows of a list are about, each with the row's keys."""
    for keys, row in file.rows(rows):
        locator = sound(LocatorForm, row.get("locator"))
        if locator is not None:
            yield keys, (locator.paragraph, locator.sentence)


def _check_rows(
    file: Located,
    rows: Sequence[tuple[Keys, Place]],
    what: str,
    paragraphs: object,
    sentences: list[list[str]] | None,
) -> None:
    first: dict[Place, Keys] = {}
    for keys, place in rows:
        earlier = first.setdefault(place, keys)
        if earlier != keys:
            line = file.mark(earlier)[0]
            advice = "; one item a sentence" if what == "coded" else ""
            file.report((*keys, "locator"), f"this sentence is {what} already, in line {line}{advice}")
        paragraph, sentence = place
        if isinstance(paragraphs, int) and paragraph > paragraphs:
            message = f"there is no paragraph {paragraph} in the article"
            file.report((*keys, "locator", "paragraph"), message, f"1 to {paragraphs}")
        elif sentences is not None:
            last = len(sentences[paragraph - 1])
            if sentence > last:
                message = f"there is no sentence {sentence} in paragraph {paragraph}"
                file.report((*keys, "locator", "sentence"), message, f"1 to {last}" if last > 1 else "1")


def _check_complete(
    case_file: Located,
    evidence: Located,
    silent: Sequence[tuple[Keys, Place]],
    coded: Sequence[tuple[Keys, Place]],
    sentences: list[list[str]] | None,
) -> None:
    """Every sentence is coded or silent; without the text, at least no more of them are than there are."""
    done = {place for _, place in (*silent, *coded)}
    if sentences is None:
        count, last = (case_file.at("article", what) for what in ("sentences", "paragraphs"))
        there = [place for place in done if not isinstance(last, int) or place[0] <= last]
        if isinstance(count, int) and len(there) > count:
            message = f"{len(there)} sentences are coded or listed under silent, and the article has {count}"
            case_file.report(("article", "sentences"), message)
        return
    following = sorted((place, keys) for keys, place in coded)
    for p, paragraph in enumerate(sentences, 1):
        for s, sentence in enumerate(paragraph, 1):
            if (p, s) not in done:
                after = bisect(following, (p, s), key=lambda each: each[0])
                keys: Keys = following[after][1] if after < len(following) else ("items",)
                message = (
                    f"sentence {p}.{s} ({opening(sentence)}) is neither coded nor listed under silent"
                    " (sentences that carry no evidence)"
                )
                evidence.report(keys, message)


def opening(sentence: str) -> str:
    """The first words of a sentence, in quotes, by which its coder knows it."""
    words = sentence.split()
    return f"'{' '.join(words[:_WORDS])}{' …' if len(words) > _WORDS else ''}'"
