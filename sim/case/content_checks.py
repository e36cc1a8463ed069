"""What must hold of what acts are about (`on`) and of what capability comes with (`brought_by`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from patronage.sim.case.parts import Item
from patronage.sim.case.schema import LocatorForm
from patronage.sim.files.faults import listed, nearest, short
from patronage.sim.files.forms import sound
from patronage.sim.files.located import Keys, Located

MOST_BROUGHT = 10  # items that bring an actor's capability on an issue: each subset of them has a value


def check_content(files: Sequence[Located], codings: Sequence[Located], items: Sequence[Item] = ()) -> None:
    """Adds the faults of both fields; `files` are one coding, and each of the others is one beside it.

    `items` are those of the case where its own files are not among these.
    """
    own = {item.id: bool(item.acts) for item in items}
    for file in files:
        own |= with_acts(file)
    bringing = Bringing([*files, *codings], items)
    for file in files:
        bringing.check(file, controls_of(file), own)
    _check_one_issue([(file, keys, act) for file in files for keys, act in acts_of(file)])
    for file in codings:
        bringing.check(file, controls_of(file), own | with_acts(file))
        _check_one_issue([(file, keys, act) for keys, act in acts_of(file)])


def with_acts(file: Located) -> dict[str, bool]:
    """The items of a file, each with whether it has acts."""
    return {
        item["id"]: bool(item.get("acts"))
        for _, item in file.rows("items")
        if isinstance(item.get("id"), str)
    }


class Bringing:
    """Which items bring what an actor can do about an issue, by the sentences of the items."""

    def __init__(self, files: Sequence[Located], items: Sequence[Item] = ()) -> None:
        """Take the items' sentences from files of evidence, and from items that are in none of them."""
        self.places: dict[str, object] = {item.id: item.locator or item.id for item in items}
        self.found: dict[tuple[str, str], set[object]] = {}
        for file in files:
            for _, item in file.rows("items"):
                locator = sound(LocatorForm, item.get("locator"))
                if isinstance(item.get("id"), str):
                    place = None if locator is None else (locator.paragraph, locator.sentence)
                    self.places[item["id"]] = place or item["id"]

    def add(self, control: dict[str, Any]) -> int:
        """Take a control in; how many items bring what its actor can do about its issue by now."""
        items = self.found.setdefault((str(control.get("actor")), str(control.get("issue"))), set())
        items.add(self.places.get(control["brought_by"], control["brought_by"]))
        return len(items)

    def check(
        self, file: Located, controls: Iterable[tuple[Keys, dict[str, Any]]], able: Mapping[str, bool]
    ) -> None:
        """Adds a fault for each control that comes with no act, or with more than can be kept apart.

        `able`: the items that may be named, each with whether it has acts.
        """
        acting = [name for name, acts in able.items() if acts]
        for control_keys, control in controls:
            name, keys = control.get("brought_by"), (*control_keys, "brought_by")
            if not isinstance(name, str):
                continue
            if name not in able:
                message = f"unknown evidence id {short(name)}"
                file.report(keys, message, listed(acting), nearest(name, acting))
            elif not able[name]:
                file.report(keys, f"the item {short(name)} has no act that could bring it", listed(acting))
            if (count := self.add(control)) > MOST_BROUGHT:
                actor, issue = control.get("actor"), control.get("issue")
                message = f"{count} items bring what {actor} can do about {issue}"
                file.report(keys, message, f"at most {MOST_BROUGHT}, all coders together")


def controls_of(file: Located) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """The controls of a file of evidence."""
    for item_keys, _ in file.rows("items"):
        yield from file.rows(*item_keys, "controls")


def acts_of(file: Located) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """The acts of a file of evidence, each with its item's month, `month`."""
    for item_keys, item in file.rows("items"):
        for keys, act in file.rows(*item_keys, "acts"):
            yield keys, {**act, "month": item.get("date")}


def check_dated(file: Located) -> None:
    """The same for a chronicle, whose acts have months of their own."""
    _check_one_issue([(file, keys, act) for keys, act in file.rows("acts")])


def _check_one_issue(acts: Sequence[tuple[Located, Keys, dict[str, Any]]]) -> None:
    """Adds a fault where the same act of a month is on two issues: it happens once, and is on one."""
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    for file, keys, act in acts:
        issue = act.get("on")
        if not isinstance(issue, str):
            continue
        actor, verb, toward, month = (str(act.get(name)) for name in ("actor", "verb", "toward", "month"))
        place = f"{file.file}:{file.mark((*keys, 'on'))[0]}"
        earlier, where = first.setdefault((actor, verb, toward, month), (issue, place))
        if earlier != issue:
            message = f"{actor} {verb} {toward} in {month} is on {earlier} already, in {where}"
            file.report((*keys, "on"), message, "one issue an act and month")
