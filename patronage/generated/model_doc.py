"""The parts of docs/MODEL.md that are generated from the code, so that they cannot drift from it.

`python -m patronage.generated.model_doc` writes the tables of phases, verbs, measures, settings and
constants, and the value of a choice, between their markers; with `--patterns` it also holds the shipped
expectations to the model, with `--matching` it looks for the settings under which they hold, with `--ladders`
it climbs the ladder of every shipped scenario, with `--multiverses` and `--bargains` it asks that of some of
them, which take a while, and writes what came of them. With `--check` it writes nothing and exits with 1 if a
part differs; the shares of patterns may then differ by two points in a hundred.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from patronage.generated.bargained import bargains_part
from patronage.generated.ladders import ladders_part
from patronage.generated.multiverses import multiverses_part
from patronage.sim.files.shipped import data_root
from patronage.sim.model import formulas as f
from patronage.sim.model.measures import MEASURES, TIES
from patronage.sim.model.phases import PHASES
from patronage.sim.model.settings import SETTINGS, Setting
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.scenario.expectation import in_words
from patronage.sim.verbs import SIDES, VERBS
from patronage.sim.weights import beliefs as interests
from patronage.sim.weights.fixed import COMMITMENT_MOST
from patronage.studies.expectations.held import MEANINGS, Finding, hold, read, read_all, shipped
from patronage.studies.expectations.matching import SIZE, Matching, matching
from patronage.text.expectations import model_share, null_name, null_share, p_text, wanted
from patronage.text.matching import part_text, summary, turns_text
from patronage.words.plain import minus

PAGE = data_root() / "docs" / "MODEL.md"
RUN = ("patterns", "matching", "ladders", "multiverses", "bargains")
"""The parts that take runs, each written by the target of its name."""
SLACK = 2  # points in a hundred by which a share may differ before it counts as drift

_ENDS = {1.0: "the strong", 0.0: "either", -1.0: "the weak"}


def phases_table() -> str:
    """The phases of a month in their order."""
    rows = ["| phase | equations | what happens |", "| --- | --- | --- |"]
    return "\n".join(rows + [f"| `{phase.name}` | {phase.equations} | {phase.happens} |" for phase in PHASES])


def verbs_table() -> str:
    """Tone, side, leaning and cost of every verb."""
    rows = [
        r"| verb | tone $\tau_v$ | side $s_v$ | leaning $e_v$ | goes to | sacrifice |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| {verb.name} | {verb.tone:g} | {SIDES[verb.side]} | {verb.leaning:g} | {_ENDS[verb.leaning]} "
        f"| {verb.sacrifice:g} |"
        for verb in VERBS
    ]
    return "\n".join(rows)


def measures_table() -> str:
    """Every measure: equation, range, meaning."""
    rows = ["| measure | equation | range | what it says of an actor |", "| --- | --- | --- | --- |"]
    for measure in (*MEASURES, *TIES):
        low, high = (f"{end:g}".replace("-", "−") for end in measure.range)
        rows.append(f"| `{measure.name}` | {measure.equation} | {low} to {high} | {measure.meaning} |")
    return "\n".join(rows)


def value_formula() -> str:
    """E8 as an opening."""
    terms = [rf"\beta_{{{term.name}}}\, {term.symbol}" for term in TERMS]
    lines = [" + ".join(terms[k : k + 2]) for k in range(0, len(terms), 2)]
    return _math("V_i(v, j) = " + "\n  + ".join(lines) + r" - (\kappa_v + \kappa_0)")


def answer_formula() -> str:
    """E8 as an answer."""
    terms = [rf"{'-' if term.sign < 0.0 else '+'} \beta_{{{term.name}}}\, {term.symbol}" for term in PROMPTS]
    return _math(" ".join(["V'_i(v, j) = V_i(v, j)", *terms]))


def _math(text: str) -> str:
    return f"```math\n{text}\n```"


def settings_table() -> str:
    """Every setting: symbol, default, estimate, range, whether and how it is drawn, meaning."""
    rows = [
        "| setting | symbol | default | estimate (s.e.) | range | drawn | meaning |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in SETTINGS.values():
        estimate = "" if one.estimate is None else minus("{:g} ({:g})".format(*one.estimate))
        cells = (f"`{one.name}`", one.symbol, f"{one.default:g}", estimate, f"{one.low:g} to {one.high:g}")
        rows.append(f"| {' | '.join((*cells, _drawn(one), one.meaning))} |")
    return "\n".join(rows)


def _drawn(one: Setting) -> str:
    """How draws differ in a setting, and under which kind of uncertainty."""
    if one.estimate is not None:
        return "choice: the fit to the acts" + (", from 0 up" if one.name == "gain" else "")
    return "assumptions: evenly over its range" if one.assumed else "never"


def constants_table() -> str:
    """Numbers that are fixed in the code."""
    found = (
        ("habit: part that is left after a month (E10)", f.HABIT_KEPT),
        ("warning: part that is left after a month (E10)", f.WARNING_KEPT),
        ("commitment: part that is left after warning the client (E11)", f.SUPPORT_AFTER_WARNING),
        ("commitment: part that is left after coercing the client (E7, E11)", f.SUPPORT_AFTER_COERCION),
        ("salience: prior pseudo-mentions of every issue", interests.SALIENCE_PRIOR),
        ("position: each parameter of its prior Beta", interests.POSITION_PRIOR),
        ("capability: pseudo-counts behind its prior mean", interests.CAPABILITY_WEIGHT),
        (
            "capability: prior mean where nothing outside the article may be used",
            interests.CAPABILITY_UNKNOWN,
        ),
        ("trust: standard deviation where a tie is coded", interests.TRUST_SPREAD),
        ("trust: standard deviation where none is", interests.TRUST_SPREAD_UNKNOWN),
        ("commitment: pseudo-counts behind a coded level", interests.COMMITMENT_WEIGHT),
        ("commitment: the most an actor can have committed at the start", COMMITMENT_MOST),
    )
    rows = ["| number | value |", "| --- | --- |"]
    return "\n".join(rows + [f"| {meaning} | {value:g} |" for meaning, value in found])


def patterns_part(findings: Sequence[Finding]) -> str:
    """What came of the expectations: all claims with their nulls, then each with its rates."""
    size = findings[0].size
    counts = ", ".join(f"{verdict} {sum(one.verdict == verdict for one in findings)}" for verdict in MEANINGS)
    lines = [
        _wrapped(
            f"{size.runs:,} runs per arm ({size.draws:,} weight draws × {size.replicates:,}), of the model "
            f"and of every placebo of a claim's null. Of {len(findings)} claims: {counts}. `patronage "
            "check --expectations` gives these numbers and marks shares close to where the verdict changes."
        ),
        "",
        "| claim | about | null | verdict |",
        "| --- | --- | --- | --- |",
        *(
            f"| {one.expectation.name.replace('_', ' ')} | {_about(one)} | {null_name(one)} | {one.verdict} |"
            for one in findings
        ),
    ]
    for finding in findings:
        one = finding.expectation
        lines += [
            "",
            _wrapped(
                f"**{one.name.replace('_', ' ')}: {finding.verdict}.** {one.claim} *{_sentence(one.source)}*"
            ),
            *([_wrapped(one.found)] if one.found else []),
            "",
            f"| `{one.scenario.name}` | expected in | model | {null_name(finding)} |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {in_words(held.statement)} | {wanted(held)} | {model_share(held)} | {null_share(held)} |"
            for held in finding.held
        ]
        if finding.p is not None:
            lines += ["", _wrapped(f"{p_text(finding)}.")]
    return "\n".join(lines)


def matching_part(found: Matching) -> str:
    """Under which settings the expectations hold, a row each."""
    rows = [
        "| claim | by default | holds at | part (90% interval) | effective | depends on |",
        "|" + " --- |" * 6,
    ]
    rows += [
        f"| {one.expectation.name.replace('_', ' ')} | {'holds' if one.by_default else 'fails'} "
        f"| {one.part.kept} of {found.points} | {part_text(one.part)} | {one.part.effective:.0f} "
        f"| {turns_text(one.part)} |"
        for one in found.matched
    ]
    made = (
        f"{found.points} points of a Latin hypercube over the ranges of all settings, {found.size.runs} runs"
        f" per arm at each ({found.size.draws} weight draws × {found.size.replicates}). `patronage matching`"
        " gives these numbers."
    )
    return "\n".join(
        [_wrapped(made), "", *rows, "", *(f"- {line}" for line in map(_wrapped_item, summary(found)))]
    )


def _wrapped_item(text: str) -> str:
    return textwrap.fill(text, 116, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _about(finding: Finding) -> str:
    """The measures that a claim is about, each once."""
    return ", ".join(dict.fromkeys(one.statement.quantity.measure for one in finding.held))


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def _sentence(text: str) -> str:
    """`Source: <text>.`, whether or not it ends in a full stop."""
    return f"Source: {text.strip().rstrip('.')}."


PARTS: dict[str, Callable[[], str]] = {
    "phases": phases_table,
    "verbs": verbs_table,
    "value": value_formula,
    "answer": answer_formula,
    "measures": measures_table,
    "settings": settings_table,
    "constants": constants_table,
}


def part_of(text: str, name: str) -> str:
    """What a page has between the markers of a part; ValueError where there are none."""
    return _between(text, name)[1]


def with_part(text: str, name: str, content: str) -> str:
    """The page with other content between the markers of a part."""
    before, _, after = _between(text, name)
    return f"{before}\n{content}\n{after}"


def _between(text: str, name: str) -> tuple[str, str, str]:
    found = re.search(rf"(<!-- {name}:[^\n]*-->)\n(.*?)(<!-- end of {name} -->)", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the page has no part called {name}")
    return text[: found.end(1)], found[2].strip("\n"), text[found.start(3) :]


def same(one: str, other: str, slack: int = SLACK) -> bool:
    """Whether two texts are the same but for percentages that differ by ``slack`` points at most."""
    share = re.compile(r"[<>]?\d+%")
    if share.sub("%", one) != share.sub("%", other):
        return False
    values = ([int(each.strip("<>%")) for each in share.findall(text)] for text in (one, other))
    return all(abs(a - b) <= slack for a, b in zip(*values, strict=True))


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m patronage.generated.model_doc", description="Writes docs/MODEL.md."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a part differs")
    parser.add_argument("--patterns", action="store_true", help="the results of the patterns, too; runs them")
    parser.add_argument("--matching", action="store_true", help="under which settings they hold; runs it")
    parser.add_argument("--ladders", action="store_true", help="what each part of the model does; runs it")
    parser.add_argument("--multiverses", action="store_true", help="whether signs depend on it; runs it")
    parser.add_argument("--bargains", action="store_true", help="who would trade with whom; runs it")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page")
    options = parser.parse_args(arguments)
    text = options.page.read_text(encoding="utf-8")
    parts = {name: part() for name, part in PARTS.items()}
    if options.patterns:
        parts["patterns"] = patterns_part(hold([read(path) for path in shipped()]))
    if options.matching:
        parts["matching"] = matching_part(matching(read_all((), SIZE)))
    if options.ladders:
        parts["ladders"] = ladders_part()
    if options.multiverses:
        parts["multiverses"] = multiverses_part()
    if options.bargains:
        parts["bargains"] = bargains_part()
    drifted = [name for name, part in parts.items() if not same(part_of(text, name), part)]
    if options.check:
        for name in drifted:
            target = name if name in RUN else "generated"
            sys.stderr.write(f"{options.page}: {name} differ from the code; run `make {target}`\n")
        return 1 if drifted else 0
    for name in drifted:
        text = with_part(text, name, parts[name])
    options.page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
