"""Reads which module imports which, from the source alone, and holds that to a table of arrows."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("sim", "analysis", "patronage")

# What a module, or a folder, may import of the project. The longest name that fits a module is its row.
ARROWS: Mapping[str, tuple[str, ...]] = {
    "sim": ("sim",),
    "sim.compiled": (),
    "sim.numerics": ("sim.compiled",),
    "sim.formulas": ("sim.numerics", "sim.compiled"),
    "sim.rng": ("sim.numerics", "sim.compiled"),
    "sim.faults": (),
    "sim.yaml_text": ("sim.faults",),
    "sim.located": ("sim.faults", "sim.yaml_text"),
    "sim.months": (),
    "sim.data": (),
    "sim.store": ("sim.faults", "sim.located", "sim.months"),
    "analysis": ("analysis", "sim.store", "sim.durable", "sim.faults", "sim.located"),
    "patronage": ("patronage", "sim", "analysis"),
}

# What the leaves may import of other people's code, besides the standard library.
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "sim.compiled": ("numpy", "numba"),
    "sim.numerics": ("numpy", "numba", "llvmlite"),
    "sim.formulas": ("numpy", "numba"),
    "sim.rng": ("numpy", "numba"),
    "sim.faults": (),
    "sim.yaml_text": ("yaml",),
    "sim.located": ("yaml", "pydantic", "pydantic_core"),
    "sim.months": (),
    "sim.data": (),
}


class Import(NamedTuple):
    """`importer` imports `target` (dotted names) on `line`; `top` unless that waits inside a function."""

    importer: str
    target: str
    line: int
    top: bool


def modules(root: Path) -> dict[str, Path]:
    """Map each module of the project below `root`, by its dotted name, to its file."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, path: Path, known: Mapping[str, Path]) -> list[Import]:
    """List what a file imports, inside functions too; `from sim import store` counts as `sim.store`."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    found = []
    for node, top in _walk(tree, top=True):
        if isinstance(node, ast.Import):
            found += [Import(module, alias.name, node.lineno, top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            inner = [f"{base}.{alias.name}" for alias in node.names]
            targets = dict.fromkeys(name if name in known else base for name in inner)
            found += [Import(module, target, node.lineno, top) for target in targets]
    return found


def _walk(node: ast.AST, *, top: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        inside = top and not typing_only and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield child, inside
        yield from _walk(child, top=inside)


def _within(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}.")


def _row(module: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    fitting = [name for name in table if _within(module, name)]
    return table[max(fitting, key=len)] if fitting else None


def violations(root: Path) -> list[str]:
    """Name every import that goes against ARROWS or LIBRARIES, as `module:line imports target`."""
    known = modules(root)
    found = []
    for module, path in known.items():
        arrows, libraries = _row(module, ARROWS) or (), _row(module, LIBRARIES)
        for one in imports(module, path, known):
            first = one.target.partition(".")[0]
            if first in (*PACKAGES, "tests"):
                turned = not any(_within(one.target, allowed) for allowed in arrows)
            else:
                turned = libraries is not None and first not in (*libraries, *sys.stdlib_module_names)
            if turned:
                found.append(f"{module}:{one.line} imports {one.target}")
    return found


def cycles(root: Path) -> list[str]:
    """Name every ring of modules that import one another while being imported, as `a -> b -> a`."""
    known = modules(root)
    graph = {
        module: sorted(
            {one.target for one in imports(module, path, known) if one.top and one.target in known}
        )
        for module, path in known.items()
    }
    rings: list[str] = []
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        if module in trail:
            rings.append(" -> ".join([*trail[trail.index(module) :], module]))
        elif module not in done:
            for target in graph[module]:
                visit(target, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())
    return rings
