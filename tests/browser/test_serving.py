"""What the page's server does not do: call other machines, or write outside its folder."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.served import Served, served


def test_it_calls_no_machine_and_leaves_nothing_at_home(server: Served, visit: Visit) -> None:
    """By the time a visitor has been served, solara's telemetry would have called home."""
    expect(visit.page.locator("body")).not_to_contain_text("This website runs on")
    assert server.called.read_text(encoding="utf-8") == ""
    assert not (server.home / ".solara").exists()


def test_the_page_is_called_by_its_own_name_from_the_start(address: str) -> None:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
    connection.request("GET", "/")
    text = connection.getresponse().read().decode()
    connection.close()
    assert "<title>patronage</title>" in text


def test_a_name_that_is_not_this_machine_s_is_refused(address: str) -> None:
    """A stranger's page cannot have its own name resolved to this machine and then read along."""
    for host, status in (("127.0.0.1", 200), ("a-stranger.example", 400)):
        connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
        connection.request("GET", "/", headers={"Host": host})
        assert connection.getresponse().status == status
        connection.close()


def test_it_says_when_its_server_has_ended(context: BrowserContext, tmp_path: Path) -> None:
    with served("russian_intervention", tmp_path) as server:
        visit = Visit(context, server.address, 390, 844)
        expect(visit.page.locator(".lost")).to_have_count(0)
        server.end()
        expect(visit.page.get_by_role("alert")).to_contain_text("Start patronage view again", timeout=10_000)
        expect(visit.page.locator(".lost")).to_be_in_viewport()
        visit.page.close()


def test_another_site_s_page_can_neither_read_nor_steer(address: str) -> None:
    """Browsers say where a page is from; its socket would otherwise run the whole page for that site."""
    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    socket |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Cookie": "solara-session-id=a-visitor"}
    channel = "/jupyter/api/kernels/a-kernel/channels?session_id=a-page"
    asked: list[tuple[str, dict[str, str], str, int]] = [
        (path, headers, origin, 403)
        for path, headers in (("/", {}), (channel, socket))
        for origin in ("http://a-stranger.example", address + "1", "null")
    ]
    own = (address, address.replace("127.0.0.1", "localhost"))
    asked += [("/", {}, origin, 200) for origin in own]  # every visit opens a socket too
    for path, headers, origin, status in asked:
        connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
        connection.request("GET", path, headers={**headers, "Origin": origin})
        assert connection.getresponse().status == status, (origin, path)
        connection.close()
