"""A report's page as it is parsed: nothing of a user's is markup, and its commands give its numbers."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from patronage.cli import main
from tests.support.sweeps import CASES

HOSTILE = """<script>alert(1)</script> & "quotes" 'too' ]]> <!-- {{ 7 * 7 }}"""
CHANGES = {
    "scenario.yaml": {
        "title: The Guild's grain": f"title: {json.dumps(HOSTILE)}",
        "# What does the Duke lose\n# when": f"# Q {HOSTILE}\n# when",
    },
    "case.yaml": {
        "name: The Duke": """name: '"Duke" <b onclick=x>&amp;'""",
        "name: Grain for the port": "name: '</table><script>alert(2)</script>'",
    },
    "evidence.yaml": {
        "paraphrase: The Guild closes the harbour.": "paraphrase: </li><img src=x onerror=alert(3)>",
    },
}
TAGS = "html head meta title style body main nav article section footer h1 h2 h3 p a div span ul li pre table"
TAGS += " caption thead tbody tr th td figure svg g path defs use rect clippath desc"


class Page(HTMLParser):
    """The tags with their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A case whose names, question and sentences try to be markup, run with options; and the page of it."""
    place = tmp_path_factory.mktemp("hostile")
    case = Path(shutil.copytree(CASES, place / "cases")) / "tiny"
    for name, changes in CHANGES.items():
        text = (case / name).read_text("utf-8")
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        (case / name).write_text(text, encoding="utf-8")
    own = (case / "scenario.yaml").rename(case / "it's mine.yaml")
    options = ["--runs", 15, "--rng", 3, "--set", "settings.rationality=1.23456789", "--set"]
    options += ["weights.leave_out=[thanks]", "--mute", "port"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert call("run", own, *options[:-2], "--out", "result", "--no-charts") == 0
        assert call("run", own, *options, "--out", "muted", "--no-charts") == 0
        assert call("report", "result", "--scenario", own, "-o", "page.html", "--quick") == 0
        assert call("report", "muted", "--scenario", own, "-o", "muted.html") == 0
    return place, (place / "page.html").read_text("utf-8")


def test_nothing_of_a_users_file_becomes_markup(hostile: tuple[Path, str]) -> None:
    page = Page(hostile[1])
    assert {tag for tag, _ in page.tags} <= set(TAGS.split())
    assert not [key for _, attributes in page.tags for key in attributes if key.startswith("on")]
    assert "<!--" not in hostile[1]
    for said in (HOSTILE, '"Duke" <b onclick=x>&amp;', "</table><script>alert(2)", "</li><img src=x onerror"):
        assert said in page.text, said


def test_whoever_cannot_see_a_chart_reads_what_it_shows(hostile: tuple[Path, str]) -> None:
    charts = [attributes for tag, attributes in Page(hostile[1]).tags if tag == "svg"]
    assert len(charts) == 4
    for chart in charts:
        assert chart["role"] == "img"
        words = []
        for key, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            element = re.search(rf'<{tag} id="{chart[key]}">([^<]+)</{tag}>', hostile[1])
            assert element is not None
            words.append(unescape(element[1]))
        assert f"Q {HOSTILE}" in " ".join(words)  # by months in the title, by actors in the caption
        assert "15 runs (3 weight draws × 5), rng " in words[1]


def test_every_reference_within_a_page_has_its_one_target(hostile: tuple[Path, str]) -> None:
    ids = [attributes["id"] for _, attributes in Page(hostile[1]).tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = re.findall(r'(?:href="#|url\(#|aria-(?:labelledby|describedby)=")([^")]+)', hostile[1])
    assert wanted
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("name", ["result", "muted"])
def test_the_command_on_the_page_gives_the_same_numbers(
    hostile: tuple[Path, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _ = hostile
    monkeypatch.chdir(place)
    page = "page.html" if name == "result" else "muted.html"
    commands = re.findall(r"^(?:<pre>)?(patronage run .*)$", Path(page).read_text("utf-8"), re.MULTILINE)
    words = shlex.split(unescape(commands[-1]))
    assert call(*words[1:], "--out", f"{name}-again", "--no-charts") == 0
    first, second = (
        json.loads(Path(folder, "answer.json").read_text("utf-8")) for folder in (name, f"{name}-again")
    )
    assert first == second


def test_a_page_says_what_was_left_out_and_how_to_add_it(hostile: tuple[Path, str]) -> None:
    assert "This page leaves out" in Page(hostile[1]).text
    assert "patronage report result -o report.html --scenario" in Page(hostile[1]).text


def test_a_muted_runs_page_has_its_weights_and_says_why_no_more(hostile: tuple[Path, str]) -> None:
    page = Page((hostile[0] / "muted.html").read_text("utf-8"))
    assert "was not worked out: the run had idle actors" in page.text
    assert "Port Lind can do nothing" in page.text
    assert "The weights, and the sentences behind them" in page.text


def test_an_earlier_page_stays_when_a_result_cannot_be_read(
    hostile: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place, before = hostile
    monkeypatch.chdir(place)
    assert call("report", "result", "cases", "-o", "page.html") == 2
    assert capsys.readouterr().err == "cases: holds no result: it has no manifest.json\n"
    assert Path("page.html").read_text("utf-8") == before
    assert not list(Path().glob(".*tmp"))
