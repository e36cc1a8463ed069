"""Worlds whose truth is known, drawn from the priors, and the case that a coder would make of each.

Everything is sampled by the process that the beliefs assume, so that what an interval misses is the fault of
the chain and not of the world. In each world:

- the truth is drawn from the priors: salience from its Dirichlet, positions and capabilities from their
  Betas, trust normal around 0, a commitment of a coded level where a coin falls so, and none elsewhere;
  coefficients of choice from the estimates in the table of settings, gain cut off below 0; all else at its
  default;
- the coding is drawn from the truth: mentions of issues by salience; stances and controls, each for one of
  the two ends, by position and capability; of every other relation a score around the trust; the levels;
- the acts are what actors choose in a run of the model under the truth, each once a month, with the day of
  its round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from patronage.sim.designs.choice import NAMES, from_table
from patronage.sim.designs.weights import settings_row
from patronage.sim.files.months import month_text
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.table import WAIT, RunTable, Script
from patronage.sim.verbs import VERB_NAMES
from patronage.sim.weights.beliefs import (
    CAPABILITY_UNKNOWN,
    CAPABILITY_WEIGHT,
    COMMITMENT_WEIGHT,
    POSITION_PRIOR,
    SALIENCE_PRIOR,
    TRUST_SPREAD,
    TRUST_SPREAD_UNKNOWN,
)
from patronage.sim.weights.fixed import COMMITMENT_MOST
from patronage.sim.weights.weights import Weights

ACTORS, ISSUES = ("north", "south", "west"), ("roads", "water")
FIRST, MONTHS = 2000 * 12, 42  # of the record, which then has about as many acts as that of Syria
ASKED, GIFT = 12, (4, 6)  # months of the question, and those of its event, numbered from 1
MENTIONS, STANCES, CONTROLS = 4, 2, 2  # of each actor; of each actor and issue
CODED = 0.5  # chance that a relation is coded, and that there is a commitment
LEVELS = {"token": 0.05, "some": 0.15, "heavy": 0.3}
CODES = {"endorse": "051", "aid": "071", "warn": "130", "coerce": "191"}
SCORES = {"endorse": 3.4, "aid": 7.4, "warn": -4.4, "coerce": -9.5}


_CASE = """\
title: A world made up
article:
  {{title: None, author: nobody, published: never, language: en, sha256: '{sha}',
    paragraphs: 1, sentences: 1}}
period: {{from: {first}, to: {last}}}
actors:
{actors}issues:
{issues}capability_prior:
  source: made up
  entries:
{capability}silent:
  - {{locator: {{paragraph: 1, sentence: 1}}, reason: there is none}}
"""
_ACTOR = "  - {{id: {id}, name: {id}, kind: state}}\n"
_ISSUE = "  - {{id: {id}, name: {id}, zero: none, one: all, start: 0.5, start_source: assumed}}\n"
_CAPABILITY = "    - {{actor: {id}, mean: {mean}}}\n"
_ITEM = """\
  - id: item{k}
    kind: fact
    source: made up
    paraphrase: so it is reported
    coder: A
    confidence: sure
    {coded}
"""
_ACT = """\
  - {{id: act{k}, month: {month}, day: {day}, actor: {actor}, verb: {verb}, toward: {toward},
     cameo: '{cameo}', goldstein: {goldstein}, paraphrase: so it was, source: made up, confidence: sure}}
"""
_CODEBOOK = """\
verbs:
  endorse: {{goldstein: 3.5, quad: verbal cooperation, cameo_roots: ['05']}}
  aid: {{goldstein: 8.3, quad: material cooperation, cameo_roots: ['07']}}
  warn: {{goldstein: -4.4, quad: verbal conflict, cameo_roots: ['13']}}
  coerce: {{goldstein: -10.0, quad: material conflict, cameo_roots: ['19']}}
cameo:
  '051': {{name: praise, goldstein: 3.4, verb: endorse}}
  '071': {{name: give economic aid, goldstein: 7.4, verb: aid}}
  '130': {{name: threaten, goldstein: -4.4, verb: warn}}
  '191': {{name: blockade, goldstein: -9.5, verb: coerce}}
scales:
  strength: {{once: 1}}
  control: {{none: 0.0, full: 1.0}}
  commitment: {{{levels}}}
  confidence: {{sure: 1.0}}
"""
_QUESTION = """\
# What does the north lose when the south aids the west?
title: The south's aid
case: .
focus: north
history: none
period: {{from: {first}, to: {last}}}
events:
  - {{id: gift, actor: south, verb: aid, toward: west, months: [{begins}, {ends}]}}
rng: {rng}
"""


@dataclass(frozen=True)
class World:
    """What is true, and what a coder would have of it.

    weights: a single row; settings: a row of a table of settings; rng: by which the true runs are made.
    files: of the case and the question about it, by name; the case is in the folder `case`.
    """

    weights: Weights
    settings: list[float]
    rng: int
    files: Mapping[str, str]


def world(number: int) -> World:
    """The world of a number, from 0 up; another number is another world."""
    random = np.random.default_rng([number, 2000])
    levels = {
        pair: str(random.choice(list(LEVELS)))
        for pair in permutations(range(len(ACTORS)), 2)
        if random.random() < CODED
    }
    weights = _truth(random, levels)
    coefficients, _ = from_table(random.random((len(NAMES), 1)))
    settings = settings_row(dict(zip(NAMES, coefficients[0].tolist(), strict=True)))
    rng = 2 * number + 1  # the chain has an even one
    files = {
        "case/case.yaml": _CASE.format(
            sha="0" * 64, first=month_text(FIRST), last=month_text(FIRST + MONTHS - 1),
            actors=_rows(ACTORS, _ACTOR), issues=_rows(ISSUES, _ISSUE),
            capability=_rows(ACTORS, _CAPABILITY, mean=CAPABILITY_UNKNOWN),
        ),
        "case/evidence.yaml": "items: []\n",
        "case/outside.yaml": _coding(random, weights, levels),
        "case/chronicle.yaml": _chronicle(weights, settings, rng),
        "codebook.yaml": _CODEBOOK.format(levels=", ".join(f"{k}: {v}" for k, v in LEVELS.items())),
        "case/question.yaml": _QUESTION.format(
            first=month_text(FIRST), last=month_text(FIRST + ASKED - 1),
            begins=month_text(FIRST + GIFT[0] - 1), ends=month_text(FIRST + GIFT[1] - 1), rng=2 * number,
        ),
    }  # fmt: skip
    return World(weights, settings, rng, files)


def _rows(ids: Sequence[str], row: str, **more: object) -> str:
    return "".join(row.format(id=one, **more) for one in ids)


def _truth(random: np.random.Generator, levels: Mapping[tuple[int, int], str]) -> Weights:
    n, issues = len(ACTORS), len(ISSUES)
    trust = np.clip(TRUST_SPREAD_UNKNOWN * random.normal(size=(n, n)), -1.0, 1.0)
    trust[np.arange(n), np.arange(n)] = 0.0
    commitment = np.zeros((n, n))
    for pair, level in levels.items():
        share = LEVELS[level]
        commitment[pair] = random.beta(COMMITMENT_WEIGHT * share, COMMITMENT_WEIGHT * (1.0 - share))
    commitment *= np.minimum(1.0, COMMITMENT_MOST / np.maximum(commitment.sum(axis=1, keepdims=True), 1e-12))
    half = CAPABILITY_WEIGHT * CAPABILITY_UNKNOWN
    return Weights(
        actors=ACTORS,
        issues=ISSUES,
        salience=random.dirichlet([SALIENCE_PRIOR] * issues, size=n)[None],
        position=random.beta(POSITION_PRIOR, POSITION_PRIOR, size=(1, n, issues)),
        capability=random.beta(half, CAPABILITY_WEIGHT - half, size=(1, n, issues)),
        trust=trust[None],
        commitment=commitment[None],
        outcome=np.full(issues, 0.5),
        field_leverage=np.zeros(issues),
        field_position=np.zeros(issues),
    )


def _coding(random: np.random.Generator, true: Weights, levels: Mapping[tuple[int, int], str]) -> str:
    """What a coder has of the truth, an item for each thing that is coded."""
    coded: list[str] = []
    for i, actor in enumerate(ACTORS):
        mentioned = random.choice(len(ISSUES), size=MENTIONS, p=true.salience[0, i])
        coded += [f"mentions: [{{actor: {actor}, issue: {ISSUES[q]}, count: 1}}]" for q in mentioned]
        for q, issue in enumerate(ISSUES):
            about = f"actor: {actor}, issue: {issue}, strength: once"
            wanted = random.random(STANCES) < true.position[0, i, q]
            coded += [f"stances: [{{{about}, position: {float(one)}}}]" for one in wanted]
            able = random.random(CONTROLS) < true.capability[0, i, q]
            coded += [f"controls: [{{{about}, level: {'full' if one else 'none'}}}]" for one in able]
        for j, other in enumerate(ACTORS):
            pair = f"actor: {actor}, toward: {other}"
            if i != j and random.random() < CODED:
                score = float(np.clip(10.0 * random.normal(true.trust[0, i, j], TRUST_SPREAD), -10.0, 10.0))
                coded.append(f"ties: [{{{pair}, goldstein: [{score:.4f}, {score:.4f}]}}]")
            if (i, j) in levels:
                coded.append(f"commitments: [{{{pair}, level: {levels[i, j]}}}]")
    return "items:\n" + "".join(_ITEM.format(k=k, coded=each) for k, each in enumerate(coded))


def acts_of_run(weights: Weights, settings: list[float], rng: int) -> list[tuple[int, int, int, str, int]]:
    """What actors choose in MONTHS months of a run, each once a month: month, round, actor, verb, target."""
    one = np.zeros(1, dtype=np.int64)
    n, script = len(weights.actors), Script.empty(MONTHS, len(weights.actors))
    table = RunTable(
        weights=weights, scripts=(script,), settings=np.array([settings]), script=one, point=one, weight=one,
        draw=one, replicate=one, first_month=FIRST, months=MONTHS, window=0, rng=rng,
    )  # fmt: skip
    path = simulate(table, Record(acts=True), threads=1).acts_path[0]
    found, seen = [], set[tuple[int, int, int]]()
    for month, turn, actor in np.ndindex(path.shape):
        chosen = int(path[month, turn, actor])
        if chosen != WAIT and (month, actor, chosen) not in seen:
            seen.add((month, actor, chosen))
            verb, target = divmod(chosen - 1, n)
            found.append((month, turn, actor, VERB_NAMES[verb], target))
    return found


def _chronicle(weights: Weights, settings: list[float], rng: int) -> str:
    rows = [
        _ACT.format(
            k=k, month=month_text(FIRST + month), day=1 + turn, actor=ACTORS[actor], verb=verb,
            toward=ACTORS[target], cameo=CODES[verb], goldstein=SCORES[verb],
        )
        for k, (month, turn, actor, verb, target) in enumerate(acts_of_run(weights, settings, rng))
    ]  # fmt: skip
    return "acts:\n" + "".join(rows)


def true_table(one: World, scripts: Sequence[Script], replicates: int, window: int) -> RunTable:
    """Runs of a world as it is, ``replicates`` of each script."""
    zero, each = np.zeros(len(scripts) * replicates, dtype=np.int64), np.arange(replicates)
    return RunTable(
        weights=one.weights, scripts=tuple(scripts), settings=np.array([one.settings]),
        script=np.repeat(np.arange(len(scripts)), replicates), point=zero, weight=zero, draw=zero,
        replicate=np.tile(each, len(scripts)), first_month=FIRST, months=len(scripts[0].acts), window=window,
        rng=one.rng,
    )  # fmt: skip
