"""A sweep: many variants of one scenario, each run with many draws; how it is loaded from its file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault, FaultError, Keys, nearest, short
from patronage.sim.files.forms import check, sound
from patronage.sim.files.kinds import check_kind
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.overrides import replacing
from patronage.sim.files.shipped import SWEEPS, data_root, named
from patronage.sim.scenario.load import Scenario, load_scenario, question_of
from patronage.sim.store.provenance import digest_of
from patronage.sim.sweeps.axes import axes_of, listed_points
from patronage.sim.sweeps.batches import Batch, Size, batches_of
from patronage.sim.sweeps.checks import DRAWS, check_counts, check_number, check_points
from patronage.sim.sweeps.lattice import count, grid, sample
from patronage.sim.sweeps.schema import SweepFile
from patronage.sim.sweeps.targets import Target


@dataclass(frozen=True)
class Sweep:
    """A loaded sweep; every value is one its target can have, and every event stays within the period.

    targets, values (points, targets): what is varied and its values at each point. article: whether the
    scenario's history is the article's, so that it ends where the first event begins. draws, replicates:
    of each point; each such pair is run once in both arms. digest: of whatever can change a result.
    changes: the values that replaced some of the file's, as `load_sweep` was given them.
    grown_from: the sizes it had before it was added to, from the first; its points are then in the order in
    which they came, and ``order`` says of each which it is in the order of the file, as stretches [from, to).
    """

    path: Path
    name: str
    title: str
    question: str
    scenario: Scenario
    article: bool
    design: str
    size: int | None
    targets: tuple[Target, ...]
    values: Floats
    uncertainty: bool
    draws: int
    replicates: int
    common_random_numbers: bool
    rng: int
    digest: str
    changes: Mapping[str, str] = field(default_factory=dict, compare=False)
    grown_from: tuple[Size, ...] = ()
    order: tuple[tuple[int, int], ...] = ()

    @property
    def size_now(self) -> Size:
        """How many points, draws and replicates it has."""
        return Size(self.points, self.draws, self.replicates)

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The batches in which its runs come, from the first."""
        return batches_of([*self.grown_from, self.size_now])

    @property
    def points(self) -> int:
        """How many points it has."""
        return len(self.values)

    @property
    def pairs(self) -> int:
        """How many pairs of runs each point has."""
        return self.draws * self.replicates

    @property
    def runs(self) -> int:
        """How many runs it has: two for each pair."""
        return 2 * self.points * self.pairs


def load_sweep(path: Path, overrides: Mapping[str, str] | None = None) -> Sweep:
    """The sweep in a file, with some of its values replaced (`{"draws": "10"}`).

    Raises FaultError with every fault of the file, of the overrides and of the scenario.
    """
    path = Path(path)
    located = read_yaml(path, named(SWEEPS))
    check_kind(located, "sweep")
    with replacing(located, overrides or {}):
        check(SweepFile, located)
        if (own := sound(SweepFile, located.data)) is not None:
            check_counts(located, own)
    check(SweepFile, located)
    elsewhere: list[Fault] = []
    scenario = _load_scenario(located, path.parent, elsewhere)
    if located.faults or elsewhere or scenario is None:
        raise FaultError([*elsewhere, *located.faults])
    form = SweepFile.model_validate(located.data)
    check_counts(located, form)
    targets, values, places = _points(located, form, scenario)
    located.raise_faults()
    article = _article_history(scenario)
    check_points(located, scenario, targets, values, places, article=article)
    located.raise_faults()
    rng = scenario.rng if form.rng is None else form.rng
    draws = (form.draws or DRAWS) if form.uncertainty else 1
    content = {
        "scenario": scenario.digest,
        "design": [form.design, form.size],
        "paths": [target.path for target in targets],
        "values": values.tolist(),
        "uncertainty": form.uncertainty,
        "pairs": [draws, form.replicates, form.common_random_numbers],
        "rng": rng,
    }
    return Sweep(
        path=path,
        name=path.stem,
        title=form.title,
        question=question_of(located),
        scenario=scenario,
        article=article,
        design=form.design,
        size=form.size,
        targets=targets,
        values=values,
        uncertainty=form.uncertainty,
        draws=draws,
        replicates=form.replicates,
        common_random_numbers=form.common_random_numbers,
        rng=rng,
        digest=digest_of(content),
        changes=dict(overrides or {}),
    )


def _points(
    located: Located, form: SweepFile, scenario: Scenario
) -> tuple[tuple[Target, ...], Floats, list[Keys]]:
    """The targets, the points over them, and the place of each target in the file."""
    if form.design == "list":
        check_number(located, form, len(form.rows), len(form.rows[0]) if form.rows else 0)
        return listed_points(located, form, scenario)
    axes, places = axes_of(located, form, scenario)
    size = form.size or 1
    on_grid = form.design == "grid"
    number = math.prod(len(axis.levels) for axis in axes) if on_grid else count(form.design, len(axes), size)
    check_number(located, form, number, len(axes))
    located.raise_faults()
    rng = scenario.rng if form.rng is None else form.rng
    values = grid(axes) if on_grid else sample(form.design, axes, size, rng)
    return tuple(axis.target for axis in axes), values, places


def _article_history(scenario: Scenario) -> bool:
    """Whether the scenario's file asks for the article's history."""
    return read_yaml(scenario.path).at("history") in (None, "article")


def _load_scenario(located: Located, folder: Path, elsewhere: list[Fault]) -> Scenario | None:
    """The sweep's scenario; None where there is none or it has faults, which are added to `elsewhere`."""
    name = located.at("scenario")
    if not isinstance(name, str) or not name.strip():
        return None
    shipped = {file.stem: file for file in sorted((data_root() / "scenarios").glob("*.yaml"))}
    roots = [folder.resolve().parent, Path.cwd(), data_root()]
    try:
        path = (folder / name).resolve()
        inside = any(path.is_relative_to(root) for root in roots)
        found = path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside, found = True, False
    if not found and name in shipped:
        path = shipped[name]
    elif not inside:
        located.report(("scenario",), f"{short(name)}: this path leaves the project")
        return None
    elif not found:
        meant = nearest(Path(name).stem, shipped)
        allowed = "the path of a scenario as seen from this file, or the name of a shipped one"
        located.report(("scenario",), f"{short(name)}: there is no such scenario", allowed, meant)
        return None
    try:
        return load_scenario(path)
    except FaultError as error:
        elsewhere.extend(error.faults)
        return None
