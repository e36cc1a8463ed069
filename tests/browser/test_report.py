"""A report as a browser shows it, from its file: at a desk, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from patronage.cli import main

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter(each => !each.parentElement.closest(".scroll, figure, pre"))
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios in one report."""
    place = tmp_path_factory.mktemp("report")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for command in (
            ["run", "afrin_airspace", "--runs", "40", "--out", "one", "--no-charts"],
            ["run", "losing_ground", "--runs", "40", "--out", "two", "--no-charts"],
            ["report", "one", "two", "--quick", "-o", "page.html"],
        ):
            with pytest.raises(SystemExit) as left:
                main(command)
            assert left.value.code == 0
    return place / "page.html"


@pytest.fixture(params=SIZES)
def page(file: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The report, opened; nothing else may be asked for, and nothing be complained of."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.on("console", lambda each: complaints.append(each.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert asked == [file.as_uri()]
    assert complaints == []


def test_it_fits_the_width(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT_OFF) == []
    for table in page.locator(".scroll").all():
        box = table.bounding_box()
        assert box is not None
        assert box["width"] <= page.evaluate("innerWidth")


def test_a_tables_rows_keep_their_names_when_it_is_scrolled(page: Page) -> None:
    table = page.locator(".scroll", has_text="decisiveness").first
    name = table.locator("td", has_text="hold").first
    before = name.bounding_box()
    table.evaluate("each => { each.scrollLeft = 9999; }")
    assert name.bounding_box() == before


def test_its_charts_are_drawn_and_named(page: Page) -> None:
    charts = page.get_by_role("img")
    assert charts.count() == 9  # four of each run, and both side by side
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 100
        assert chart.evaluate(
            "each => document.getElementById(each.getAttribute('aria-describedby')).textContent"
        )


def test_a_question_leads_to_its_part(page: Page) -> None:
    page.get_by_role("link", name="Is Iran losing ground").click()
    assert page.evaluate("location.hash") == "#story-2"
    box = page.locator("#story-2").bounding_box()
    assert box is not None
    assert box["y"] < 200


def test_it_prints_on_a4(file: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed
    assert 5 <= printed.count(b"/Type /Page\n") <= 16
