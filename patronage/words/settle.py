"""What a loss is open by, in words: the same for command line and charts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_NAMED = {
    "salience": "how {0} divides its attention",
    "position": "{0}'s position on {1}",
    "capability": "{0}'s capability on {1}",
    "trust": "{0}'s trust in {1}",
    "commitment": "{0}'s commitment to {1}",
    "coder": "whose coding is taken",
    "choice": "what moves actors to act",
    "assumption": "the assumed setting {0}",
}


def weight_text(what: str, names: Mapping[str, str]) -> str:
    """`Russia's trust in Turkey` of `trust:russia:turkey`; ``names``: of actors and issues, by id."""
    kind, *ids = what.split(":")
    called = [re.sub("^The ", "the ", names.get(one, one)) for one in ids]
    return _NAMED[kind].format(*called).replace("s's ", "s' ")


_RESTS = {"choice": "the dated acts", "assumption": "its range"}


def rests_on(what: str, without: str) -> str:
    """What stands behind a group that no item of evidence bears on; ``without`` of a weight."""
    return _RESTS.get(what.partition(":")[0], without)


def evidence_text(what: str, items: Sequence[str], shown: int = 2) -> str:
    """The items behind a group of weights, of which as many are ``shown`` as there is room for."""
    if not items:
        return rests_on(what, "none: the prior alone")
    more = len(items) - shown
    return f"{', '.join(items[:shown])}{f' and {more} more' if more > 0 else ''}"
