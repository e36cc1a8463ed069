"""The page of a reader's own scenario, with other files beside it that are faulty, or edited meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from patronage.sim.scenario.load import load_scenario
from tests.browser.conftest import Visit, visits
from tests.browser.served import ROOT, served


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the invented case, and put a scenario beside its own that has a fault."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(ROOT / "tests" / "cases", folder / "seeds")
    scenario = folder / "seeds" / "tiny" / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8").replace("The Guild's grain", "A faulty one")
    scenario.with_name("faulty.yaml").write_text(text.replace("focus: duke", "focus: duk"), encoding="utf-8")
    return scenario


@pytest.fixture(scope="module")
def address(own: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve that scenario in place of the shipped one."""
    with served(str(own), tmp_path_factory.mktemp("served")) as server:
        yield server.address


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    """Visit its page at a desk."""
    yield from visits(context, address, 1280, 900)


def test_a_faulty_neighbour_is_said_to_be_so_and_another_can_be_chosen(visit: Visit) -> None:
    visit.look_at("Compare")
    expect(visit.page.locator(".panel .wrong")).to_contain_text("faulty.yaml")
    visit.compare_with("The Guild's grain, unchanged")
    expect(visit.page.locator(".pair")).to_contain_text("The Guild's grain")
    visit.compare_with("A faulty one")
    expect(visit.page.locator(".panel .wrong")).to_contain_text("duke")


def test_what_is_saved_is_what_is_shown_though_files_were_edited_and_opened_elsewhere(
    own: Path, address: str, visit: Visit, context: BrowserContext, tmp_path: Path
) -> None:
    text = own.read_text(encoding="utf-8")
    try:
        own.write_text(text.replace("rng: 7", "rng: 8"), encoding="utf-8")
        with contextmanager(visits)(context, address, 1280, 900) as second:
            expect(second.page.locator(".made")).to_contain_text("rng 8")
        before = visit.answer
        visit.page.get_by_role("switch").first.uncheck(force=True)
        visit.changed(before)
        visit.settled()
        with visit.page.expect_download() as saving:
            visit.page.get_by_role("button", name="Save scenario (YAML)").click()
        saving.value.save_as(tmp_path / "saved.yaml")
        expect(visit.page.locator(".made")).to_contain_text("rng 7")
    finally:
        own.write_text(text, encoding="utf-8")
    saved = own.with_name("saved.yaml")
    shutil.move(tmp_path / "saved.yaml", saved)
    assert load_scenario(saved).digest[:10] in visit.page.locator(".made").inner_text()
