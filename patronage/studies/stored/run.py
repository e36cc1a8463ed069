"""A stored run as it is read back: whole, finished, and with all that its readers need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patronage.sim.designs.settle import ABOUT
from patronage.sim.designs.treatment import KINDS
from patronage.sim.files.faults import Fault, FaultError, short, shown
from patronage.sim.model.measures import TIES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.store.manifest import RunManifest, called, misshapen
from patronage.sim.store.old_names import renamed
from patronage.sim.store.result import ANSWER, DONE, FAILED, MANIFEST, Result
from patronage.studies.stored.answer import AnswerForm


def stored_run(folder: Path) -> tuple[Result, dict[str, Any]]:
    """The finished run in a folder, and its answer.

    FaultError with every fault: no result, one of something else than a run, one that is not finished, parts
    that are missing or corrupt, a manifest or an answer that lacks something or is of another run.
    """
    result = Result.open(folder)
    kind = result.manifest.get("kind")
    if kind != "run":
        message = f"holds the result of {called(kind)}; a report is of runs"
        raise FaultError([Fault(shown(folder), 0, 0, "", message, "a folder that `patronage run` wrote")])
    if result.manifest.get("status") not in {DONE, FAILED}:
        raise FaultError([Fault(shown(folder), 0, 0, "", "holds a run that is not finished")])
    faults = [
        *misshapen(RunManifest, result.manifest, folder / MANIFEST),
        *result.damaged(),
        *unvouched(result),
    ]
    if faults:
        raise FaultError(faults)
    return result, stored_answer(result)


def unvouched(result: Result) -> list[Fault]:
    """The fault of an answer without a digest, as versions wrote it that kept none of it."""
    finished = result.manifest.get("kind") == "run" and result.status in {DONE, FAILED}
    if not finished or ANSWER in {*result.sealed, *result.parts}:
        return []
    message = (
        "no digest vouches for this file, since an earlier version of patronage wrote it;"
        " run the scenario again with the same options, and the result is replaced"
    )
    return [Fault(shown(result.folder / ANSWER), 0, 0, "", message)]


def stored_answer(result: Result) -> dict[str, Any]:
    """The answer of a run; FaultError where there is none that can be read, or one of another run."""
    path, found = result.folder / ANSWER, parsed_answer(result)
    faults = misshapen(AnswerForm, found, path) or _at_odds(result.manifest, found, result.folder)
    if faults:
        raise FaultError(faults)
    return dict(found)


def parsed_answer(result: Result) -> Any:
    """What is in the answer of a result, under its present names; FaultError where it cannot be read."""
    data, fault = result.verified(ANSWER)
    if fault is not None:
        raise FaultError([fault])
    try:
        return renamed(json.loads(data))
    except (ValueError, RecursionError) as error:
        message = f"cannot be read: {error}"
        raise FaultError([Fault(shown(result.folder / ANSWER), 0, 0, "", message)]) from None


def _at_odds(manifest: dict[str, Any], answer: dict[str, Any], folder: Path) -> list[Fault]:
    """What the manifest and the answer of a run say differently."""
    actors = [actor["id"] for actor in manifest["actors"]]
    found = []
    if answer["digest"] != manifest["inputs"]:
        found.append(f"its {ANSWER} is of another run than its {MANIFEST}")
    others = {actor for actor in actors if actor != manifest["focus"]}
    if any(set(answer[tie.name]) != others for tie in TIES if answer.get(tie.name) is not None):
        found.append(f"its {ANSWER} is of other actors than its {MANIFEST}")
    if not set(answer["clients"]) <= others or not set(answer["gainers"]) <= set(actors):
        found.append(f"its {ANSWER} has clients or gainers that its {MANIFEST} does not know")
    if not set(answer["months"]) <= set(answer["measures"]):
        found.append(f"its {ANSWER} has months of measures without a loss")
    known = {
        "setting": list(SETTINGS),
        "actor": actors,
        "issue": [issue["id"] for issue in manifest.get("issues", [])],
    }
    for key, verb, kinds in (("treatment", "treats", KINDS), ("settle", "would settle", ABOUT)):
        found += [
            f"its {ANSWER} {verb} {short(row['what'])}, which its {MANIFEST} does not know"
            for row in answer.get(key, [])
            if not _called(row["what"], kinds, known)
        ]
    if answer["settle"] and answer["settle_from"] is None:
        found.append(f"its {ANSWER} does not say what would settle it by chance")
    if "hold" not in answer["measures"]:
        found.append(f"its {ANSWER} has no hold")
    return [Fault(shown(folder), 0, 0, "", message) for message in found]


def _called(what: str, kinds: Mapping[str, tuple[str, ...]], known: Mapping[str, list[str]]) -> bool:
    """Whether something such as `trust:russia:turkey` is of a known kind and of known ids."""
    kind, *names = what.split(":")
    of = kinds.get(kind)
    return (
        of is not None
        and len(names) == len(of)
        and all(name in known[one] for one, name in zip(of, names, strict=True))
    )
