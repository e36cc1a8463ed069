"""The page that the how-to makes with Mesa's SolaraViz, rendered and pressed without a browser."""

from __future__ import annotations

from typing import Any

import ipyvuetify
import pytest
import solara

from tests.support.pages import DOCS, blocks

HOW_TO = DOCS / "how-to" / "step-with-mesa.md"


def _pressable(page: Any) -> dict[str, Any]:
    """The buttons of a rendered page by their text, and its sliders by their label."""
    buttons = {str(button.children[0]): button for button in page.find(ipyvuetify.Btn).widgets}
    return buttons | {slider.label: slider for slider in page.find(ipyvuetify.Slider).widgets}


# solara says that a component of Mesa's has a hook after an early return
@pytest.mark.filterwarnings("ignore:.*found despite early return:UserWarning")
def test_the_how_tos_page_steps_ends_and_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(solara.v, "TabsItems"):  # Mesa 3.3 asks ipyvuetify 3 for what it calls Window
        monkeypatch.setattr(solara.v, "TabsItems", solara.v.Window, raising=False)
        monkeypatch.setattr(solara.v, "TabItem", solara.v.WindowItem, raising=False)
    (text,) = [block.text for block in blocks(HOW_TO) if block.name == "app.py"]
    app: dict[str, Any] = {}
    exec(text, app)  # noqa: S102  (the page has the reader run it)
    model, drawn = app["model"], []

    def seen(shown: Any) -> Any:
        drawn.append(shown)
        return solara.Text(repr(shown))

    app["page"].kwargs["components"].append(seen)
    _, page = solara.render(solara.AppLayout(children=[app["page"]]), handle_error=False)
    assert drawn[-1] is model
    _pressable(page)["Step"].click()
    assert model.steps == 1
    while model.elapsed < model.table.months - 1:
        model.step()
    _pressable(page)["Step"].click()
    assert not model.running
    assert _pressable(page)["Step"].disabled
    _pressable(page)["Replicate"].v_model = 3
    _pressable(page)["Reset"].click()
    fresh = drawn[-1]
    assert fresh.steps == 0
    assert fresh.table is model.table
    assert not _pressable(page)["Step"].disabled
    _pressable(page)["Step"].click()
    assert fresh.steps == 1
    page.close()
