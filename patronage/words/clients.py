"""Who depends less and who depends more on the focus actor, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping

from patronage.analysis.estimators.verdict import LossRow, Status
from patronage.words.plain import listed_and, percent
from patronage.words.verdict import MORE_RUNS


def clients_sentence(focus: str, rows: Mapping[str, LossRow]) -> str:
    """What is established of each other actor's dependence on ``focus``; ``rows``: by the actors' names.

    `Assad's government depends less on Iran (by 0.0415, in every draw). Open: Russia. Negligible: Turkey.`
    """
    by_status: dict[Status | str, list[str]] = {}
    if rows and all(row.status is Status.NOTHING_CAN_HAPPEN for row in rows.values()):
        return f"Nobody's dependence on {focus} changes."
    for name, row in rows.items():
        by_status.setdefault(MORE_RUNS if row.borderline else row.status, []).append(name)
    sentences = []
    for status, word in ((Status.LOSES, "less"), (Status.GAINS, "more")):
        clients = [f"{name} ({_size(rows[name])})" for name in by_status.get(status, [])]
        if clients:
            verb = "depends" if len(clients) == 1 else "depend"
            sentences.append(f"{listed_and(clients)} {verb} {word} on {focus}.")
    for which, word in (
        (MORE_RUNS, f"Borderline ({MORE_RUNS})"),
        (Status.OPEN, "Open"),
        (Status.NEGLIGIBLE, "Negligible"),
        (Status.NOTHING_CAN_HAPPEN, "Unchanged"),
        (Status.TOO_FEW_DRAWS, "Too few draws to say"),
    ):
        if which in by_status:
            who = listed_and(by_status[which])
            if sentences or which is Status.TOO_FEW_DRAWS:
                sentences.append(f"{word}: {who}.")
            else:
                what = "Dependence" if which is Status.NOTHING_CAN_HAPPEN else "The change in dependence"
                sentences.append(f"{what} on {focus} is {word[0].lower()}{word[1:]} for {who}.")
    return " ".join(sentences)


def _size(row: LossRow) -> str:
    share = row.losing if row.mean > 0.0 else 1.0 - row.losing
    draws = "every draw" if share == 1.0 else f"{percent(share)} of draws"
    return f"by {abs(row.mean):.4f}, in {draws}"
