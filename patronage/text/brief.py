"""The answer to a scenario on one screen of 80 columns: how sure, for whom, and what would settle it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from patronage.analysis.estimators.influence import Loss
from patronage.analysis.estimators.verdict import Status
from patronage.sim.files.faults import counted
from patronage.sim.files.months import month_text
from patronage.studies.answer import Answer
from patronage.text.settle import names_of, settle_sentence
from patronage.words.plain import brief, change, percent
from patronage.words.wording import actor_names

_COLUMNS = 80
_SCALE = 31  # letters from the end of one side to that of the other, zero in the middle
_KEY = (
    "o: mean loss of dependence, =: 90% of draws. Draws: the share of draws with a loss. Verdict: less or"
    " more where that is established; borderline: more runs may settle it."
)
_WORDS = {
    Status.NOTHING_CAN_HAPPEN: "no change",
    Status.TOO_FEW_DRAWS: "few draws",
    Status.OPEN: "open",
    Status.NEGLIGIBLE: "negligible",
    Status.LOSES: "less",
    Status.GAINS: "more",
}


def brief_text(answer: Answer) -> str:
    """All that `patronage run --brief` prints."""
    scenario, case = answer.scenario, answer.scenario.case
    focus = actor_names(case)[scenario.focus]
    window = f"{month_text(scenario.first_event_month)} to {month_text(scenario.last_month)}"
    made = (
        f'{focus}, {window}, coded from "{case.article.title}": {counted(scenario.runs, "run")} in each arm'
        f" ({counted(scenario.runs // scenario.replicates, 'weight draw')} x {scenario.replicates:,})."
    )
    parts = [scenario.question or scenario.title, made, str(answer.verdict)]
    paragraphs = [textwrap.fill(part, _COLUMNS, break_on_hyphens=False) for part in parts]
    paragraphs.append(clients_picture(focus, answer.dependence, actor_names(case)))
    if answer.settling is not None:
        said = settle_sentence(answer.settling, names_of(case))
        paragraphs.append(textwrap.fill(said, _COLUMNS, break_on_hyphens=False))
    return "\n\n".join(paragraphs)


def clients_picture(focus: str, dependence: Mapping[str, Loss], names: Mapping[str, str]) -> str:
    """Who depends less and who depends more on the focus actor, as a chart of letters."""
    ends = [abs(end) for loss in dependence.values() for end in loss.interval]
    reach = max([*ends, 1e-9])
    width = max(len(brief(names[who])) for who in dependence)
    rows = sorted(dependence.items(), key=lambda row: -row[1].loss)
    scale = "more <- none -> less".center(_SCALE + 2)
    lines = [f"Who depends less (+) and who more (-) on {focus}"]
    lines.append(f"{''.ljust(width)} {'loss'.rjust(8)} {scale} draws verdict")
    for who, loss in rows:
        share = percent(loss.share_of_draws_with_loss).rjust(5)
        lines.append(
            f"{brief(names[who]).ljust(width)} {change(loss.loss).rjust(8)} {_bar(loss, reach)}"
            f" {share} {'borderline' if loss.row.borderline else _WORDS[loss.status]}".rstrip()
        )
    return "\n".join([*lines, textwrap.fill(_KEY, _COLUMNS)])


def _bar(loss: Loss, reach: float) -> str:
    """An interval and its mean on a scale of letters from -reach to +reach."""
    cells = [" "] * _SCALE
    low, high = (_place(end, reach) for end in loss.interval)
    for k in range(low, high + 1):
        cells[k] = "="
    cells[_SCALE // 2] = "|"
    cells[_place(loss.loss, reach)] = "o"
    return f"[{''.join(cells)}]"


def _place(value: float, reach: float) -> int:
    half = _SCALE // 2
    return half + round(half * max(-1.0, min(1.0, value / reach)))
