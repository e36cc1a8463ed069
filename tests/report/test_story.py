"""The report: what it says, that it needs nothing else, and that nothing of a user's acts in it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from patronage.analysis.estimators.spread import Spread
from patronage.analysis.report.page import Grid, Section, Story, chart_of, page
from patronage.cli import main
from patronage.report.why import why_sections
from patronage.report.words import true_minus
from patronage.sim.case.load import load_case
from patronage.sim.scenario.load import load_scenario
from patronage.studies.attribute import Sentence, Sentences
from patronage.studies.losses import Size
from tests.support.sweeps import CASES

TINY = CASES / "tiny" / "scenario.yaml"
EVERY_ITEM = [item.id for item in load_case(TINY.parent).items]
EVIL = "<script>alert('x')</script> & \"quoted\" <img src=//far.example/x.png>"
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Outline(HTMLParser):
    """What a page is made of: tags, attributes, text, and whether every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


def outline(html: str) -> Outline:
    parsed = Outline()
    parsed.feed(html)
    parsed.close()
    assert parsed.open == []
    return parsed


def needs_nothing(parsed: Outline) -> None:
    """No script, no frame, nothing fetched: every reference is to the page itself."""
    assert not {"script", "iframe", "object", "embed", "link", "img", "form", "base"} & set(parsed.tags)
    for name, value in parsed.attributes:
        assert not name.startswith("on")
        if name in {"href", "src", "xlink:href", "action", "data", "poster", "srcset"}:
            assert value.startswith("#"), value
        assert not re.search(r"url\((?!#)", value)


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario whose every free text tries to be markup."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CASES, tmp_path / "cases")
    folder = tmp_path / "cases" / "tiny"
    quoted = "'" + EVIL.replace("'", "''") + "'"
    for name, old in (
        ("scenario.yaml", "The Guild's grain"),
        ("case.yaml", "The Guild"),
        ("case.yaml", "Grain for the port"),
        ("evidence.yaml", "The Guild closes the harbour."),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, quoted, 1), encoding="utf-8")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    text = text.replace("# What does the Duke lose", f"# What does {EVIL} lose")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def test_a_quick_report_says_what_the_run_said(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("run", TINY, "--out", "stored", "--no-charts") == 0
    capsys.readouterr()
    assert call("report", "stored", "-o", "page.html", "--quick", "--scenario", TINY) == 0
    assert capsys.readouterr().out == "page.html\n"
    html = Path("page.html").read_text(encoding="utf-8")
    parsed = outline(html)
    needs_nothing(parsed)
    said = " ".join(" ".join(parsed.text).split())
    assert "What does the Duke lose when the Guild feeds the port?" in said
    assert "The Duke's hold: the loss is" in said
    assert "How far each depends on The Duke" in said
    assert "The Guild closes the harbour (¶2, sentence 1)" in said
    assert "scenario.yaml --set runs=20 --set replicates=5 --rng 7" in said
    assert "rng 7" in said
    assert parsed.tags.count("svg") == 4
    assert '<meta name="viewport"' in html
    assert "@media print" in html


def test_everything_of_a_users_is_escaped(evil: Path) -> None:
    assert call("run", evil, "--out", "stored", "--no-charts") == 0
    assert call("report", "stored", "--quick", "--scenario", evil) == 0
    html = Path("report.html").read_text(encoding="utf-8")
    parsed = outline(html)
    needs_nothing(parsed)
    assert "<script" not in html
    assert "far.example" in " ".join(parsed.text)
    assert "&lt;script&gt;" in html


def test_a_whole_report_says_why(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("patronage.report.why.sobol", _small_sobol)
    for name, few in (("END_DRAWS", 4), ("END_REPLICATES", 2), ("SWAPS", 3), ("SWAP_DRAWS", 4)):
        monkeypatch.setattr(f"patronage.studies.sensitivity.{name}", few)
    assert call("run", TINY, "--out", "one", "--no-charts") == 0
    assert call("run", TINY, "--set", "settings.rationality=0", "--out", "two", "--no-charts") == 0
    assert call("report", "one", "two", "-o", "out/both.html", "--scenario", TINY, "--scenario", TINY) == 0
    said = capsys.readouterr().err
    assert re.search(r"why the losses come about: this takes about \d+ (s|min)\n(?s:.*)placebos …", said)
    html = Path("out/both.html").read_text(encoding="utf-8")
    parsed = outline(html)
    needs_nothing(parsed)
    said = " ".join(" ".join(parsed.text).split())
    assert "Side by side" in said
    assert "one two " in said or "two one " in said  # of one title, so called by their folders
    assert "Which events and which actors" in said
    assert "Change of the loss without each" in said
    assert "factors with the largest indices" in said
    assert "Which sentences it rests on" in said
    assert "How much of it is due to the coding" in said
    assert "What it depends on" in said
    assert "All settings within their ranges, each actor's weights" in said
    assert "All settings within their ranges (fixed by --set: rationality 0), each actor's weights" in said
    assert "rationality how sharply values decide; 0 is chance" in said
    assert "no evidence at all; each actor's capability from the case's prior" in said
    assert "What this does not settle" in said
    assert said.count("The weights, and the sentences behind them") == 1  # both rest on the same
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {value[1:] for name, value in parsed.attributes if name in {"href", "xlink:href"}}
    assert targets <= set(ids)


def test_a_reason_that_there_is_no_ground_for_is_said_to_be_missing(monkeypatch) -> None:
    for name in ("over_events", "placebo", "sobol"):
        monkeypatch.setattr(f"patronage.report.why.{name}", _refuse)
    scenario = load_scenario(TINY, {"weights.leave_out": json.dumps(EVERY_ITEM)})
    sections, doubts = why_sections(scenario, LOSS, 1, lambda _: None)
    assert [section.paragraphs for section in sections] == [
        ("This cannot be estimated: a number was not finite.",),
        ("This cannot be estimated: no evidence item feeds a weight of this scenario.",),
        *[("This cannot be estimated: a number was not finite.",)] * 2,
    ]
    assert sections[1].title == "Which sentences it rests on"
    assert doubts == []


LOSS = Spread(0.005, -0.01, 0.02, 0.001, 0.7, 40)


def item(place: str, change: float, error: float) -> Sentence:
    spread = Spread(change, change - 0.01, change + 0.01, error, 0.5, 40)
    return Sentence(place, place, f"What {place} says.", spread, replace(spread, mean=0.005 + change))


def text_of_sentences(monkeypatch, *items: Sentence) -> str:
    total = Spread(0.005, -0.01, 0.02, 0.001, 0.7, 40)
    found = Sentences("hold", Size(4, 5), total, total, items, (), total)
    monkeypatch.setattr("patronage.report.why.over_sentences", lambda *_, **__: found)
    for name in ("over_events", "placebo", "sobol"):
        monkeypatch.setattr(f"patronage.report.why.{name}", _refuse)
    sections, _ = why_sections(load_scenario(TINY), LOSS, 1, lambda _: None)
    return sections[1].paragraphs[0]


def test_the_sentence_that_carries_the_loss_is_not_the_one_that_speaks_against_it(monkeypatch) -> None:
    story = text_of_sentences(
        monkeypatch, item("¶1", 0.004, 0.0001), item("¶2", -0.003, 0.002), item("¶3", -0.001, 0.0001)
    )
    carries, against = story.split("This item speaks most against it")
    assert (
        "The loss rests most on this item (¶2): “What ¶2 says.” Without it the loss is +0.0020, a change"
        in carries
    )
    unsure = "not distinguishable from zero"
    assert f"of −0.0030 (90% of draws: −0.0130 to +0.0070; {unsure})." in carries
    assert "(¶1): “What ¶1 says.” Without it the loss is +0.0090, a change of +0.0040" in against
    assert "(90% of draws: −0.0060 to +0.0140)." in against


def test_items_are_named_by_what_they_say(monkeypatch) -> None:
    total = Spread(0.005, -0.01, 0.02, 0.001, 0.7, 40)
    turns = replace(item("blockade", -0.02, 0.001), id="blockade")
    found = Sentences("hold", Size(4, 5), total, total, (turns,), ("blockade",), total)
    monkeypatch.setattr("patronage.report.why.over_sentences", lambda *_, **__: found)
    for name in ("over_events", "placebo", "sobol"):
        monkeypatch.setattr(f"patronage.report.why.{name}", _refuse)
    _, doubts = why_sections(load_scenario(TINY), LOSS, 1, lambda _: None)
    said = "“The Guild closes the harbour.” (¶2, sentence 1)"
    assert f"sentences: the sign of the mean loss, which is the opposite without {said}" in doubts
    assert f"sentences: items from which no weight is derived; they are not shown: {said}" in doubts


def test_where_no_sentence_carries_the_loss_the_report_says_so(monkeypatch) -> None:
    story = text_of_sentences(monkeypatch, item("¶1", 0.004, 0.0001))
    assert "The loss rests on no single item: none lowers it when left out." in story
    assert "speaks most against it (¶1)" in story
    assert "None speaks against it." in text_of_sentences(monkeypatch, item("¶1", -0.004, 0.0001))


def _refuse(*_: object, **__: object):
    raise ValueError("a number was not finite")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0012, "+0.0012"),
        (-0.0012, "−0.0012"),
        (0.0, "0"),
        (-0.00004, "0.0000"),
        (0.00004, "0.0000"),
        (None, "–"),
    ],
)
def test_numbers_have_a_true_sign_or_none(value: float | None, text: str) -> None:
    assert true_minus(value) == text


def _small_sobol(scenario, *, fixed):
    from patronage.studies.sensitivity import sobol

    return sobol(scenario, base=8, repeats=1, fixed=fixed)


def test_a_scenario_may_be_given_by_its_name(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    few = ("--set", "runs=4", "--set", "replicates=2", "--no-charts")
    assert call("run", "afrin_airspace", *few, "--out", "stored") == 0
    assert call("report", "stored", "--quick", "--scenario", "afrin_airspace") == 0
    assert "The weights, and the sentences behind them" in Path("report.html").read_text("utf-8")


def test_without_its_scenario_a_report_says_what_is_missing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("run", TINY, "--out", "stored", "--no-charts") == 0
    assert call("report", "stored") == 0
    assert "was not worked out: its scenario cannot be read" in Path("report.html").read_text("utf-8")


def test_bad_input_is_reported_in_lines(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("run", TINY, "--out", "stored", "--no-charts") == 0
    shutil.copytree("stored", "other")
    changed = tmp_path / "cases" / "tiny" / "scenario.yaml"
    shutil.copytree(CASES, tmp_path / "cases")
    changed.write_text(TINY.read_text("utf-8").replace("2001-07", "2001-08"), encoding="utf-8")
    capsys.readouterr()
    for arguments, words in (
        ((), "report: give at least one result, a folder of"),
        (("nowhere",), "nowhere: there is no such folder"),
        (("stored", "-o", "page.pdf"), "page.pdf: --out: reports have no such ending; allowed: .html"),
        (("stored", "--scenario", changed), "is not the scenario of stored"),
        (("stored", "gone", "--scenario", changed), "gone: there is no such folder"),
        (("stored", "other", "--scenario", changed), "--scenario: given 1 time for 2 results of `patronage"),
        (("stored", "stored"), "stored: is given more than once; allowed: each result once"),
    ):
        assert call("report", *arguments) == 2
        assert words in capsys.readouterr().err
    assert not list(Path().glob("*.html"))


def test_a_chart_in_a_page_keeps_its_ids_to_itself() -> None:
    figure = Figure()
    figure.subplots().plot([1, 2], label="--><script>")
    figure.axes[0].set_title("<b>--></b>")
    one, two = (chart_of(lambda: figure, name) for name in ("a", "b"))
    ids = [set(re.findall(r'\bid="([^"]+)"', chart.svg)) for chart in (one, two)]
    assert not ids[0] & ids[1]
    assert "<!--" not in one.svg
    assert "metadata" not in one.svg
    assert "<b>" not in one.svg
    assert one.width == pytest.approx(6.4 * 25.4)  # matplotlib's own size


def test_texts_of_sections_are_escaped_and_tables_keep_their_sides() -> None:
    grid = Grid(("a", "b"), ((EVIL, "1"),))
    section = Section(EVIL, (EVIL,), grids=((EVIL, grid),), points=(EVIL,), commands=(EVIL,))
    html = page(EVIL, [Story(EVIL, EVIL, (EVIL,), (section,))])
    needs_nothing(outline(html))
    assert '<td class="l">' in html
    assert "<td>1</td>" in html
