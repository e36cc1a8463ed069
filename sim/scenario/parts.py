"""The parts of a scenario: what happens in one arm, and what its weights are derived from."""

from __future__ import annotations

from dataclasses import dataclass

from patronage.sim.weights.fixed import Fixed


@dataclass(frozen=True)
class Event:
    """An act that happens, or with `bar` is off the menu, in the scenario arm; `months` are inclusive.

    `on`: the issue that it settles something on, or None; `instead`: the actor's own opening of those months
    is set aside.
    """

    id: str
    actor: str
    verb: str
    toward: str
    months: tuple[int, int]
    bar: bool = False
    evidence: str | None = None
    on: str | None = None
    instead: bool = False


@dataclass(frozen=True)
class WeightOptions:
    """What the weights are derived from.

    `article_only`: the article's items and flat priors; `assumed`: whether items of kind assumption count;
    `leave_out`: ids of items that feed no weight (their acts still are history). `coders`: whose codings of
    the article are mixed, one taken at random for each draw; without any it is evidence.yaml's. `fix`:
    weights with one value in every draw, by path. `brought_by_coder`: whose content says what the controls of
    the case's own items come with; by default they say it themselves.
    """

    article_only: bool = False
    assumed: bool = True
    leave_out: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    fix: Fixed = ()
    brought_by_coder: str | None = None
