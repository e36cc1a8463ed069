"""A month of the model: its phases in their order. A mechanism of one's own is a file and a line here."""

from __future__ import annotations

from patronage.sim.model.mechanism import Phase

PHASES: tuple[Phase, ...] = (
    Phase("decide", "E4–E9", "every actor opens with an act of its choice and with its scripted acts"),
    Phase("answer", "E8, E9", "every actor may act once more, in answer to the others' openings"),
    Phase("agree", "E18", "actors agree on issues, as scripted or because an offer is good for both"),
    Phase(
        "remember",
        "E10",
        "commitment, pressure, warnings, habits and effort fade; trust and stances return to their start",
    ),
    Phase("act", "E11, E18", "all acts and agreements of the month take effect"),
    Phase("judge", "E12", "every actor judges the acts of every other"),
    Phase("settle", "E1–E3", "leverage, the settlement of every issue and dependence are computed"),
    Phase("move", "E13", "outcomes move towards the settlement, with a random shock"),
    Phase("measure", "from E14 on", "the measures are recorded"),
)
"""All open on the same snapshot, all answer the openings, and all acts take effect at once: no order of
visiting matters. `measure` is the last, and there is one `settle` before the first month."""
