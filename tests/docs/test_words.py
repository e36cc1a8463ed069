"""One vocabulary: words that are not used, with what to say instead; and a glossary of those that are."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from patronage.generated.glossary import terms
from patronage.generated.reference import command_line_page
from patronage.sim.model.measures import MEASURES, TIES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.verbs import VERBS
from patronage.studies.expectations.held import NULLS
from patronage.studies.stored.answer import LossForm
from patronage.words.verdict import STATUSES
from tests.support.pages import DOCS

ROOT = DOCS.parent
GLOSSARY = DOCS / "reference" / "glossary.md"

NOT_USED = {
    r"\w*(?<![a-zA-Z])luck\w*": "Monte Carlo error, random numbers or replicate",
    r"\w*(?<![a-z])(?:fore|un)?told\w*|foretell\w*": "reported, shown, given, distinguished or predicted",
    r"\b(?:tells?|telling) (?:\w+ ){0,2}apart\b": "distinguish",
    r"\bheed\w*": "weigh",
    r"\bat[ _-]the[ _-]line\b": "borderline",
    r"\bno evidence has touched\b|\bweights without evidence\b|% without evidence\b": "prior-only weights",
    r"\w*(?<![a-z])undated\w*": "without dated capability",
    r"(?<![-\w])quiet(?!\w)": "corrected, for means with Monte Carlo error taken out",
}
"""What is found in no text and in no name, whatever the capitals, and what to say instead."""
NAMES_NOT_USED = {
    "course": "series", "courses": "time_series", "moment": "state or timing", "moments": "states or timings",
}  # fmt: skip
"""Names in Python that do not say what they hold, and others."""
ALLOWED = (
    "luck and decisiveness", "powerful or lucky", "luck plus this (Barry 1980)", "or by luck (Barry 1980)",
    "evidence_undated",
    '{"common_luck": "common_random_numbers"}', "The island will not be told whose money to take.",
)  # fmt: skip
"""What is the field's own word, a quotation, or an old name that is refused."""

HERE = "tests/docs/test_words.py"
OLD_NAMES = (HERE, "sim/store/old_names.py", "tests/store/test_old_names.py", "tests/sweeps/test_file.py")
"""Files that are about names that are no longer used."""
ENDS = {".py", ".md", ".html", ".css", ".json", ".yaml", ".yml", ".csv", ".ipynb"}
FOLDERS = ("sim", "analysis", "patronage", "docs", "scenarios", "tests")
QUOTED = {"article.md", "chronicle.yaml", "evidence.yaml", "outside.yaml"}  # retell a text, in its words


def files() -> Iterator[Path]:
    """All text but the history of changes, what retells an article, and what is broken on purpose."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            left_out = any(part in {"_build", "bad"} for part in path.relative_to(ROOT).parts)
            if path.suffix in ENDS and not left_out and path.name not in QUOTED:
                yield path
    yield from (path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md")
    yield from (ROOT / "seeds" / name for name in ("README.md", "codebook.yaml"))
    yield from sorted((ROOT / "seeds").glob("*/case.yaml"))


def found_in(text: str, where: str = "") -> list[str]:
    """Each use of a word that is not used, with its line and what to say instead."""
    for allowed in ALLOWED:
        text = text.replace(allowed, "-" * len(allowed))
    return [
        f"{where}:{text.count(chr(10), 0, use.start()) + 1}: {use[0]!r}; say {instead}"
        for word, instead in NOT_USED.items()
        for use in re.finditer(word.replace(" ", r"\s+(?:# )?"), text, re.IGNORECASE)
    ]


def names_in(text: str, where: str = "") -> list[str]:
    """Each use of a name that is not used in a Python file."""
    return [
        f"{where}:{token.start[0]}: {token.string}; say {NAMES_NOT_USED[token.string]}"
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.NAME and token.string in NAMES_NOT_USED
    ]


def rows() -> dict[str, str]:
    """The rows of the glossary by what they are about."""
    lines = GLOSSARY.read_text("utf-8").splitlines()
    return {line.split("|")[1].strip(" *†`"): line for line in lines if re.match(r"\| [*`]", line)}


def test_no_file_has_a_word_that_is_not_used() -> None:
    found, read = [], 0
    for path in files():
        where, read = path.relative_to(ROOT).as_posix(), read + 1
        if where in OLD_NAMES:
            continue
        text = path.read_text("utf-8")
        found += found_in(text, where)
        if path.suffix == ".py":
            found += names_in(text, where)
    assert read > 800
    assert not found, "\n".join(found)


def test_no_command_has_a_word_that_is_not_used_in_its_help() -> None:
    assert not found_in(command_line_page())


@pytest.mark.parametrize(
    "text",
    [
        "without the luck of their runs", '"interval_with_luck"', "common_luck: true", "Lucky draws",
        "None where it cannot be told", "told = words(found)", "bytes_told = 1", "an untold number",
        "it foretells the acts", "acts foretold", "Two names that a reader cannot tell apart",
        "it tells the two apart", "whom it heeds", "heeded = 0.0", "it is at the line", "row.at_the_line",
        "weights that no evidence\n    # has touched", "under weights\n    without evidence",
        "7% without evidence",
        "losses_undated", "the same undated", "draws.quiet", "quiet means of draws",
    ],
)  # fmt: skip
def test_a_word_that_is_not_used_is_found(text: str) -> None:
    assert found_in(text)


@pytest.mark.parametrize(
    "text", ["plucky", "a stolid actor", "the scenario's case, that the line names", "pip install --quiet x"]
)
def test_a_word_that_only_looks_like_one_is_not(text: str) -> None:
    assert not found_in(text)


def test_a_name_that_is_not_used_is_found() -> None:
    assert names_in("courses = {}") == [":1: courses; say time_series"]
    assert not names_in('text = "of course"  # in the course of a run')


def test_whatever_has_a_name_in_results_has_an_entry() -> None:
    there = rows()
    wanted = [measure.words for measure in (*MEASURES, *TIES)]
    wanted += [status.replace("_", " ") for status in STATUSES]
    wanted += [verb.name for verb in VERBS] + [f"{null.replace('_', ' ')} (null)" for null in NULLS]
    assert [name for name in wanted if name not in there] == []
    page = GLOSSARY.read_text("utf-8")
    assert [name for name in SETTINGS if f"\n| `{name}` | {SETTINGS[name].symbol} | " not in page] == []
    assert [name for name in LossForm.model_fields if f"`{name}`" not in page] == []


def test_every_term_stands_once_with_its_meaning() -> None:
    every = terms()
    assert len({term.name.lower() for term in every}) == len(every)
    for term in every:
        assert term.meaning.endswith("."), term
        assert len(re.findall(r"[.;](?: |$)", term.meaning)) <= 3, f"{term.name}: three sentences at the most"
        assert not re.search(r"\d{4}", term.source) or re.fullmatch(r"[A-Z].* (?:19|20)\d\d", term.source), (
            term
        )


def test_every_term_that_is_ours_is_used_elsewhere() -> None:
    texts = [path.read_text("utf-8").lower() for path in files() if path.suffix == ".md" and path != GLOSSARY]
    together = " ".join(" ".join(text.split()) for text in texts)
    for term in terms():
        if term.ours:
            name = term.name.removesuffix(" (null)").lower()
            assert re.search(rf"\b{name}\b|\b{name.replace(' ', '_')}\b", together), term.name


def test_every_name_that_an_entry_gives_is_in_a_schema_or_in_the_reference() -> None:
    folders = (DOCS / "schema", DOCS / "reference", DOCS / "how-to")
    pages = [path for folder in folders for path in sorted(folder.iterdir()) if path != GLOSSARY]
    together = GLOSSARY.read_text("utf-8").split("## Columns of a loss")[1]  # from the code, as are the pages
    together += "".join(path.read_text("utf-8") for path in pages)
    for term in terms():
        for name in re.findall(r"`([a-z_]+)`", term.where):
            assert re.search(rf"\b{name}\b", together), f"{term.name}: {name}"
