"""Settings that have a name: a file of them, which a scenario or `--set settings=NAME` takes as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping

from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short, shown
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.shipped import SETTINGS_FILES, named
from patronage.sim.files.yaml_text import parse


def settings_of(name: str, where: Fault) -> dict[str, object]:
    """The settings in the file of a name; FaultError at ``where`` if there is none, or of the file's own.

    The file is a group `settings`, as a scenario has it; what is in it is checked as the scenario's own.
    """
    files = named(SETTINGS_FILES)
    if name not in files:
        message = f"there are no settings called {short(name)}"
        allowed = f"{listed(files)}, or a group of settings"
        raise FaultError(
            [Fault(where.file, where.line, where.column, where.path, message, allowed, nearest(name, files))]
        )
    content = read_yaml(files[name]).data
    settings = content.get("settings") if isinstance(content, dict) and set(content) == {"settings"} else None
    if not isinstance(settings, dict):
        message = "should hold a group `settings` and nothing else"
        raise FaultError([Fault(shown(files[name]), 0, 0, "", message)])
    return settings


def with_named_settings(located: Located, overrides: Mapping[str, str] | None) -> dict[str, str]:
    """Puts the settings that the file names in their place; gives the overrides with theirs written out.

    What is set as a whole comes before what is set one by one.
    """
    given = located.at("settings")
    if isinstance(given, str):
        located.data["settings"] = settings_of(given, located.fault(("settings",), ""))
    rest = dict(overrides or {})
    if "settings" not in rest:
        return rest
    text = rest.pop("settings")
    value = parse(text, "--set settings").data
    if isinstance(value, str):
        text = json.dumps(settings_of(value, Fault("--set settings", 0, 0, "", "")))
    return {"settings": text} | rest
