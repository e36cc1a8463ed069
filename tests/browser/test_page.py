"""A reader who writes no code: looks, steps, asks why, moves, switches, compares, reads, takes along."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import expect

from patronage.sim.model.measures import MEASURES
from tests.browser.conftest import Visit

ROOT = Path(__file__).parents[2]


def test_it_shows_the_question_and_the_answer(visit: Visit) -> None:
    page = visit.page
    expect(page.locator("h1")).to_have_text(
        "How much influence does Iran lose in Syria when Russia sends its air force?"
    )
    assert re.search(r"(?s)Given this model and this coding, .*0\.\d{4}", visit.answer)
    expect(page.locator(".said")).to_contain_text("depends less on Iran")
    status = "loses|gains|open|borderline|negligible"
    names = [measure.words.capitalize() for measure in MEASURES]
    names.insert(1, "Hold over its clients")
    words = [re.compile(f"^{name} ({status})$") for name in names]
    expect(page.locator(".measure h3")).to_have_text(words)
    first = page.locator(".card").nth(2)  # after what is folded away, and what the events did
    expect(first.locator("h3")).to_have_text("Who depends less on Iran")
    expect(first.locator(".status")).to_have_text([re.compile(f"^({status})$")] * 5)
    expect(page.locator("figure.chart svg")).to_have_count(2)
    page.get_by_label("By month", exact=True).select_option("share")
    expect(page.locator("figure.chart h3").first).to_have_text("Share by month")
    expect(page).to_have_title("Russia intervenes – patronage")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_what_would_settle_it_is_found_when_it_is_asked(visit: Visit) -> None:
    page = visit.page
    expect(page.locator(".settle table")).to_have_count(0)
    page.get_by_role("button", name="Find out which weights it differs by").click()
    expect(page.get_by_role("button", name="Running some more draws …")).to_be_disabled()
    page.wait_for_selector(".settle p")
    expect(page.locator(".settle")).to_contain_text(
        re.compile("would narrow the range of the loss of hold|No weight stands out")
    )


def test_step_play_reset_and_why(visit: Visit) -> None:
    page = visit.page
    visit.look_at("One run")
    expect(page.locator(".acts")).to_contain_text("has not acted yet")
    expect(page.locator(".month")).to_have_text("before 2015-07")
    for month in ("2015-07", "2015-08", "2015-09"):
        page.get_by_role("button", name="Step").click()
        expect(page.locator(".month")).to_have_text(month)
    expect(page.locator(".acts")).to_contain_text("event strikes")
    expect(page.locator(".tie").first).to_be_visible()
    expect(page.locator(".issues li")).to_have_count(6)

    page.locator(".acts button").nth(1).click()
    expect(page.locator("h3#why")).to_have_text("Why Russia acted so, 2015-09")
    expect(page.locator("table.why").first).to_contain_text("aid Assad's government")
    node = page.get_by_role("button", name=re.compile("^Turkey, hold"))
    node.focus()
    node.press("Enter")
    expect(page.locator("h3#why")).to_contain_text("Why Turkey acted so")

    drawn = page.locator(".network").inner_html()
    page.get_by_label("Ties", exact=True).select_option("dependence")
    expect(page.locator(".network")).to_contain_text("from who depends to whom it depends on")
    assert page.locator(".network").inner_html() != drawn

    page.get_by_role("button", name="Play").click()
    expect(page.locator(".month")).to_have_text("2015-11")
    page.get_by_role("button", name="Pause").click()
    page.locator(".when input").fill("42")
    expect(page.locator(".month")).to_have_text("2018-12")
    expect(page.get_by_role("button", name="Step")).to_be_disabled()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".acts")).to_contain_text("has not acted yet")


def test_sliders_redraw_the_loss_and_can_be_put_back(visit: Visit) -> None:
    page = visit.page
    first = visit.answer
    page.locator("summary", has_text="Salience").click()
    tenure = page.get_by_role("slider", name="Salience Assad's tenure")
    start = perf_counter()
    tenure.fill("0.8")
    weighing = visit.changed(first)
    print(f"a thousand runs in each arm, redrawn in {perf_counter() - start:.2f} s")  # noqa: T201
    expect(page.locator("output[for='slider-salience-iran-tenure']")).to_have_text("0.80")
    page.locator(".slider", has=tenure).locator(".reasons summary").click()
    expect(page.locator("blockquote footer").first).to_contain_text("Article, paragraph 3, sentence 1")

    page.locator("summary", has_text="How actors choose").click()
    page.get_by_role("slider", name="How actors choose Rationality").fill("0")
    random = visit.changed(weighing)
    page.get_by_role("button", name="Put back How actors choose Rationality").click()
    assert visit.changed(random) == weighing
    page.get_by_role("button", name="Put back Salience Assad's tenure").click()
    assert visit.changed(weighing) == first


def test_everything_can_be_reached_and_moved_by_keyboard(visit: Visit) -> None:
    page = visit.page
    before = visit.answer
    strikes = page.get_by_role("switch").first
    strikes.focus()
    strikes.press("Space")
    visit.changed(before)
    page.get_by_role("tab", name="What is lost").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="One run")).to_have_attribute("aria-selected", "true")
    page.locator("summary", has_text="How actors choose").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Put back How actors choose Rationality")).to_be_visible()


def test_an_event_is_switched_off_and_on(visit: Visit) -> None:
    page = visit.page
    both = visit.answer
    strikes, support = page.get_by_role("switch").all()
    strikes.uncheck(force=True)
    support_only = visit.changed(both)
    support.uncheck(force=True)
    assert visit.changed(support_only).startswith("No event is on")
    support.check(force=True)
    strikes.check(force=True)
    page.wait_for_function("both => document.querySelector('.answer').innerText === both", arg=both)


def test_what_is_saved_gives_the_same_numbers(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    before = visit.answer
    page.get_by_role("switch").nth(1).uncheck(force=True)
    page.locator("summary", has_text="Trust").click()
    page.locator("#slider-trust-iran-russia").fill("-0.5")
    visit.changed(before)
    files = {}
    for name in ("scenario (YAML)", "chart (PNG)", "chart (SVG)"):
        with page.expect_download() as saving:
            page.get_by_role("button", name=f"Save {name}").click()
        path = tmp_path / saving.value.suggested_filename
        saving.value.save_as(path)
        files[path.suffix] = path
    assert files[".png"].read_bytes().startswith(b"\x89PNG\r\n")
    assert b"<svg" in files[".svg"].read_bytes()
    visit.settled()
    shown = page.locator(".measure .number").all_inner_texts()
    ran = subprocess.run(
        [sys.executable, "-m", "patronage.cli", "run", files[".yaml"].name, "--json", "--out", "result"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    measures = json.loads(ran.stdout)["measures"]
    assert shown == [f"{abs(loss['loss']):.4f}" for loss in measures.values()]
    assert json.loads(ran.stdout)["digest"][:10] in page.locator(".made").inner_text()


def test_two_scenarios_are_compared(visit: Visit) -> None:
    page = visit.page
    visit.look_at("Compare")
    visit.compare_with("Afrin airspace")
    expect(page.locator(".pair")).to_contain_text("Afrin airspace")
    expect(page.locator(".measure")).to_have_count(len(MEASURES))
    expect(page.locator(".measure").first).to_contain_text("draws in which A costs more")
    before = visit.answer
    page.get_by_role("switch").first.uncheck(force=True)
    visit.changed(before)
    expect(page.locator(".pair")).to_contain_text("as changed here")
    visit.compare_with("Soviet arms for the North")
    expect(page.locator(".panel")).to_contain_text("cannot be paired", timeout=60_000)  # it is run in full


def test_another_scenario_of_another_case_is_chosen(visit: Visit) -> None:
    page = visit.page
    before = visit.answer
    page.get_by_label("Scenario", exact=True).select_option(label="The talks in Paris")
    visit.changed(before)
    expect(page.locator("h1")).to_contain_text("Hanoi")
    visit.look_at("One run")
    page.get_by_role("button", name="Step").click()
    expect(page.locator(".month")).not_to_contain_text("before")


@pytest.mark.parametrize("where", ["visit", "phone"])
def test_it_fits_and_every_control_has_a_name(where: str, request: pytest.FixtureRequest) -> None:
    there: Visit = request.getfixturevalue(where)
    page = there.page
    fold = page.locator(".fold > summary")
    assert fold.is_visible() == (where == "phone")
    if where == "phone":
        fold.click()
    for tab in ("What is lost", "One run", "Compare"):
        there.look_at(tab)
        if tab == "One run":
            page.get_by_role("button", name="Step").click()
            expect(page.locator("table.why").first).to_be_attached()
        if tab == "Compare":
            page.wait_for_selector(".pair")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tab
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('button, input, select, [role=button], svg[role]')]
                .filter(each => !(each.getAttribute('aria-label') || each.textContent.trim()
                    || [...(each.labels || [])].some(label => label.textContent.trim())))
                .map(each => each.outerHTML)"""
        )
        assert nameless == [], tab
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, select, summary, .switch')]
                .filter(each => each.offsetParent && each.getBoundingClientRect().height < 24)
                .map(each => each.outerHTML)"""
        )
        assert small == [], tab


def test_what_can_be_changed_is_there_at_every_width(phone: Visit) -> None:
    page, switch = phone.page, phone.page.get_by_role("switch").first
    summary = page.locator(".fold > summary")
    for width, wide in ((390, False), (1280, True), (700, False), (1000, True)):
        page.set_viewport_size({"width": width, "height": 900})
        expect(summary).to_be_visible(visible=not wide)
        expect(switch).to_be_visible(visible=wide)


@pytest.mark.parametrize("where", ["visit", "phone"])
@pytest.mark.parametrize("by", ["act", "node"])
def test_the_why_is_brought_into_sight(where: str, by: str, request: pytest.FixtureRequest) -> None:
    there: Visit = request.getfixturevalue(where)
    page = there.page
    there.look_at("One run")
    page.get_by_role("button", name="Step").click()
    expect(page.locator("h3#why")).to_have_text("Why Iran acted so, 2015-07")
    for name in ("Turkey", "Turkey", "Iran"):
        page.evaluate("window.scrollTo(0, 0)")
        if by == "act":
            page.locator(".acts button", has=page.locator("b", has_text=name)).click()
        else:
            page.get_by_role("button", name=re.compile(f"^{name}, hold")).press("Enter")
        expect(page.locator("h3#why")).to_contain_text(f"Why {name} acted so")
        page.wait_for_function(
            """() => {
                const top = document.getElementById('why').getBoundingClientRect().top;
                const free = document.querySelector('.answer').getBoundingClientRect().bottom;
                return top > free && top < free + 60;
            }"""
        )
