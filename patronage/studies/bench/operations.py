"""How much arithmetic a month of a run takes, counted by running the ensemble's own source.

The compiled functions are turned back into the Python that they were compiled from, and run one run at a time
over numbers that count what is done with them. Nothing is left out by hand and nothing is added: an addition,
a multiplication, a fused multiply-add, a comparison (a minimum or maximum is one) and, in the hash of random
numbers, a shift, a bitwise operation or a conversion count as one operation each; divisions and square roots
are counted apart. Loads, stores, choosing by what was compared, and loops count nothing, and of two branches
only the one that is taken does. So the count is low, and a limit made from it high.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import CellType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from patronage.sim.exact import numerics, rng
from patronage.sim.exact.arrays import Floats
from patronage.sim.exact.rng import choice_keys, noise_keys, rng_key
from patronage.sim.model.ensemble.block import simulate_block
from patronage.sim.model.ensemble.families import families, stages_of
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.table import RunTable
from patronage.sim.model.world import Block
from patronage.sim.verbs import VERB_NAMES

SCALARS = {
    name: getattr(module, name)
    for module, names in (
        (numerics, ("log", "exp", "log2_for_noise", "mix", "unit", "odds", "waiting", "normal")),
        (rng, ("run_key", "month_key", "slot_key")),
    )
    for name in names
}
"""The functions of plain numbers that are counted from their text, for they have no branches."""

ONE = ("_fma", "float", "int64", "min", "max")
"""What they call that is a single operation; to read a float's bits as an integer's is none."""


@dataclass
class Operations:
    """Operations on numbers, and divisions with square roots."""

    lane: float = 0.0
    divisions: float = 0.0

    def add(self, other: Operations) -> None:
        """Count those of another as well."""
        self.lane += other.lane
        self.divisions += other.divisions


def of_scalar(name: str) -> Operations:
    """What one call of a function of SCALARS takes, from its text."""
    found = Operations()
    tree = ast.parse(textwrap.dedent(inspect.getsource(SCALARS[name].py_func)))
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    for node in (node for line in body for node in ast.walk(line)):
        if isinstance(node, ast.BinOp) and not _constant(node):
            if isinstance(node.op, ast.Div):
                found.divisions += 1
            else:
                found.lane += 1
        elif isinstance(node, ast.Compare):
            found.lane += len(node.ops)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id  # type: ignore[attr-defined]
            if called in SCALARS:
                found.add(of_scalar(called))
            elif called in ONE:
                found.lane += 1
            elif called == "sqrt":
                found.divisions += 1
    return found


def _constant(node: ast.AST) -> bool:
    """Whether an expression is of written numbers alone, which the compiler works out."""
    return not any(isinstance(each, ast.Name | ast.Call) for each in ast.walk(node))


_count = Operations()


class _Counted(float):
    """A number that counts into ``_count`` what is done with it."""

    __slots__ = ()
    __hash__ = float.__hash__


class _Whole(int):
    """A whole number, of which only comparisons are counted: what else is done is to find a place."""

    __slots__ = ()
    __hash__ = int.__hash__


def _operation(name: str) -> Callable[[Any, Any], Any]:
    plain, divides = getattr(float, name), "div" in name

    def operate(self: Any, other: Any) -> Any:
        if divides:
            _count.divisions += 1
        else:
            _count.lane += 1
        found = plain(float(self), float(other))
        return found if isinstance(found, bool) else _Counted(found)

    return operate


for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(_Counted, f"__{_name}__", _operation(f"__{_name}__"))
    setattr(_Whole, f"__{_name}__", _operation(f"__{_name}__"))
for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv"):
    setattr(_Counted, f"__{_name}__", _operation(f"__{_name}__"))


def _called(name: str) -> Callable[..., Any]:
    """A function of SCALARS that counts what its text says and gives what it gives."""
    one, function = of_scalar(name), SCALARS[name]

    def counting(*numbers: Any) -> Any:
        _count.add(one)
        found = function(*numbers)
        return _Counted(found) if isinstance(found, float) else np.uint64(found)

    return counting


class _Plain:
    """Compiled functions as the Python that they were compiled from, with other things under some names."""

    def __init__(self, instead: dict[str, Any]) -> None:
        self._instead = instead
        self._known: dict[int, Any] = {}

    def of(self, thing: Any) -> Any:
        """The same thing, plain if it is a compiled function, one that calls such, or a module of them."""
        if isinstance(thing, ModuleType) and thing.__name__.startswith("patronage."):
            return _PlainModule(self, thing)
        function = getattr(thing, "py_func", thing)
        if not isinstance(function, FunctionType) or not function.__module__.startswith("patronage."):
            return thing
        if id(function) not in self._known:
            names: dict[str, Any] = {"__builtins__": __builtins__}
            held = function.__closure__ or ()
            cells = tuple(CellType() for _ in held)
            plain = FunctionType(function.__code__, names, function.__name__, function.__defaults__, cells)
            self._known[id(function)] = plain
            for name in function.__code__.co_names:
                if name in self._instead:
                    names[name] = self._instead[name]
                elif name in function.__globals__:
                    names[name] = self.of(function.__globals__[name])
            for new, old in zip(cells, held, strict=True):
                new.cell_contents = self.of(old.cell_contents)
        return self._known[id(function)]


class _PlainModule:
    """A module whose functions are plain."""

    def __init__(self, plain: _Plain, module: ModuleType) -> None:
        self._plain, self._module = plain, module

    def __getattr__(self, name: str) -> Any:
        found = self._plain.of(getattr(self._module, name))
        setattr(self, name, found)  # so that it is looked up once
        return found


_AS_THEY_ARE = ("imposed", "barred", "on", "instead", "muted", "actors_by_name", "issues_by_name", "bargains")


def _one_lane(world: Any) -> Any:
    """The arrays of a block with the first of its runs alone, and numbers in them that count."""
    found = {}
    for name, array in world._asdict().items():
        if isinstance(array, np.ndarray) and name not in _AS_THEY_ARE:
            alone = array[..., :1] if array.shape[-1] == LANES and not name.startswith("field") else array
            if name in {"opening", "answer"}:
                alone = np.vectorize(_Whole, otypes=[object])(alone)
            elif alone.dtype == np.float64:
                alone = np.vectorize(_Counted, otypes=[object])(alone)
            found[name] = alone
    return world._replace(**found)


def counted_run(table: RunTable) -> tuple[Operations, Floats]:
    """What a month of the first run of a table takes, in the mean, and its averages (M, n) as a check of it.

    The table has one script; its first run is the first of its first block.
    """
    w, months = table.weights, table.months
    n = len(w.actors)
    family = next(iter(families(table)))
    rows = family.rows[0]
    stages = [w.capability_at(happened) for happened in stages_of(table)]
    block = Block(table, stages, 0, choice_keys(w.actors, VERB_NAMES), noise_keys(w.issues))
    block.start(rows[0], family.muted)
    measures = np.empty((table.runs, len(TAKEN) * n))
    nothing, no_month = np.empty((0, 0, 0)), np.full(months + 1, -1)
    as_numba = SimpleNamespace(int64=_Whole, uint64=np.uint64, isfinite=np.isfinite)
    instead = {"LANES": 1, "WIDTH": 1, "np": as_numba} | {name: _called(name) for name in SCALARS}
    _count.lane = _count.divisions = 0.0
    _Plain(instead).of(simulate_block)(
        _one_lane(block.world), block.state, block.kept, rows, 1, family.start, no_month, family.acts,
        family.bars, family.instead, family.stage, family.on, table.draw, table.replicate,
        [np.uint64(rng_key(table.rng))], table.first_month, table.window, measures,
        np.empty((table.runs, len(TIES) * n * n)), np.empty((table.runs, len(w.issues))),
        np.empty((table.runs, n)), np.zeros(table.runs, dtype=np.bool_), nothing, nothing, nothing, nothing,
        np.empty((0, 3), dtype=np.int64), nothing, nothing, nothing,
    )  # fmt: skip
    found = Operations(_count.lane / months, _count.divisions / months)
    return found, measures[rows[0, 0]].reshape(len(TAKEN), n)
