"""Holds a coding against the article it codes.

The article is not part of the project; whoever has it can check every locator.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Place = tuple[int, int]

LONGEST_SHARED_RUN = 5  # words in a row that a paraphrase may have in common with the article

_END = re.compile(r"(?<=[.!?…])([\"'”’»)]*)\s+")


def split(article: str) -> list[list[str]]:
    """The sentences of each paragraph, by the rule of seeds/README.md.

    A paragraph ends at a blank line; a sentence ends at . ! ? or …, with its closing quotation marks,
    followed by white space or by the paragraph's end.
    """
    blocks = re.split(r"\n[ \t]*\n", article.replace("\r\n", "\n"))
    return [_END.sub(r"\1\n", " ".join(block.split())).split("\n") for block in blocks if block.strip()]


def words(text: str) -> list[str]:
    """Lower-case words; quotation marks and dashes separate them, an apostrophe doesn't."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'"))


def copied_runs(text: str, article: str, longest: int = LONGEST_SHARED_RUN) -> list[str]:
    """The runs of more than `longest` words of the text that the article has, too."""
    size = longest + 1
    source, given = words(article), words(text)
    runs = {tuple(source[i : i + size]) for i in range(len(source) - size + 1)}
    ours = [tuple(given[i : i + size]) for i in range(len(given) - size + 1)]
    return [" ".join(run) for run in ours if run in runs]


def place(row: Mapping[str, Any]) -> Place:
    """Paragraph and sentence of an item or a silent sentence."""
    return row["locator"]["paragraph"], row["locator"]["sentence"]


def located(case: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> list[Place]:
    """The places of all sentences that are coded or silent."""
    return [place(row) for row in [*items, *case["silent"]] if "locator" in row]


def inner_faults(case: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with the locators by the counts that the case records, without the article."""
    places = located(case, items)
    article = case["article"]
    counts = Counter(places)
    faults = [f"{where} is coded or silent {times} times" for where, times in counts.items() if times > 1]
    if len(counts) != article["sentences"]:
        faults.append(f"{len(counts)} sentences are coded or silent, not {article['sentences']}")
    paragraphs = sorted({paragraph for paragraph, _ in places})
    if paragraphs != list(range(1, article["paragraphs"] + 1)):
        faults.append(f"the paragraphs coded or silent are {paragraphs}, not 1 to {article['paragraphs']}")
    for paragraph in paragraphs:
        numbers = sorted({sentence for other, sentence in places if other == paragraph})
        if numbers != list(range(1, len(numbers) + 1)):
            faults.append(f"paragraph {paragraph} leaves out a sentence: {numbers}")
    return faults


def article_faults(
    case: Mapping[str, Any], items: Sequence[Mapping[str, Any]], raw: bytes, texts: Mapping[str, str]
) -> list[str]:
    """Where the coding departs from the article's bytes; `texts`, by name, are ours and may copy nothing."""
    faults = []
    if hashlib.sha256(raw).hexdigest() != case["article"]["sha256"]:
        faults.append("this is not the text that was coded: its digest differs")
    article = raw.decode("utf-8")
    paragraphs = split(article)
    there = {(p, s) for p, sentences in enumerate(paragraphs, 1) for s in range(1, len(sentences) + 1)}
    coded = set(located(case, items))
    faults += [f"{where} is in the article and neither coded nor silent" for where in sorted(there - coded)]
    faults += [f"{where} is coded or silent and not in the article" for where in sorted(coded - there)]
    for what, count in {"paragraphs": len(paragraphs), "sentences": len(there)}.items():
        if count != case["article"][what]:
            faults.append(f"the article has {count} {what}, not {case['article'][what]}")
    for name, text in texts.items():
        faults += [f"{name} copies: {run}" for run in copied_runs(text, article)]
    return faults
