"""The page's server, a headless Chromium, and what must hold of every visit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.served import Served, served

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000  # milliseconds that anything may take before a test fails
expect.set_options(timeout=PATIENCE)  # which does not go by a context's


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the page of a shipped scenario until the tests are over."""
    with served("russian_intervention", tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def address(server: Served) -> str:
    """Give the address of that page."""
    return server.address


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the Chromium that `make browser` found, with a profile of its own."""
    program = os.environ.get("PATRONAGE_BROWSER") or shutil.which("chromium")
    if program is None:
        pytest.fail("there is no Chromium; PATRONAGE_BROWSER=/path/to/one names it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all visits, so that what the page loads is loaded once."""
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


class Visit:
    """A visit to the page, and whatever the browser complained of in its course."""

    def __init__(self, context: BrowserContext, address: str, width: int, height: int) -> None:
        self.complaints: list[str] = []
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.on("console", lambda m: self._complain(m.text) if m.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.on("response", lambda r: self._complain(f"{r.status} {r.url}") if r.status >= 400 else None)
        self.page.goto(address)
        self.page.wait_for_selector(".measure")
        self.settled()

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self._complain(f"asked another machine: {url}")

    @property
    def answer(self) -> str:
        """The sentence at the top."""
        return str(self.page.locator(".answer").inner_text())

    def compare_with(self, title: str) -> None:
        """Choose the scenario to compare with."""
        self.page.get_by_label("Compare with").select_option(label=title)

    def settled(self) -> None:
        """Wait until the answer belongs to what is set."""
        self.page.wait_for_selector(".answer:not(.stale) b")

    def changed(self, before: str) -> str:
        """Wait for an answer other than the one before, and give it."""
        self.page.wait_for_function(
            "before => !document.querySelector('.answer').matches('.stale')"
            " && document.querySelector('.answer').innerText !== before",
            arg=before,
        )
        return self.answer

    def look_at(self, tab: str) -> None:
        """Turn to a tab."""
        self.page.get_by_role("tab", name=tab).click()
        self.page.wait_for_selector(f"[role=tab][aria-selected=true]:text-is('{tab}')")


def visits(context: BrowserContext, address: str, width: int, height: int) -> Iterator[Visit]:
    """One visit, which must end without a complaint."""
    visit = Visit(context, address, width, height)
    yield visit
    visit.page.close()
    assert visit.complaints == []


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    """Visit at a desk."""
    yield from visits(context, address, 1280, 900)


@pytest.fixture
def phone(context: BrowserContext, address: str) -> Iterator[Visit]:
    """Visit on a phone."""
    yield from visits(context, address, 390, 844)
