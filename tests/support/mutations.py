"""Damaged files for the fuzz tests: trees whose nodes are changed, tables whose cells are, and plain bytes.

Everything is hypothesis's to choose, so that what fails can be shrunk and had again.
"""

from __future__ import annotations

import copy
import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from hypothesis import strategies as st

Keys = tuple[str | int, ...]

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DIGITS = "9" * 5000  # more than Python takes for a whole number at once


def _deep(levels: int) -> Any:
    value: Any = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 7, 60, 10**9, 2**53, 2**63, -(2**63), 10**18, 10**299, 10**308,
    0.0, -0.0, 0.5, 1.5, -0.1, 1e-320, 1e300, -1e308, math.nan, math.inf, -math.inf,
    "", " ", "a", "A", "no", "null", "nan", "1", "01", "-1", "1e999", "0x10", "1_000", "٣",
    "2015-13", "0000-00", "1000-01", "9999-12", "2018-01", "2018-1", "2018-01-01", "#0072B2", "#zzzzzz",
    ".", "..", "/", "/etc/passwd", "../../..", "a/b", "syria", "iran", "article", "none", "range",
    "settings.*", "weights.fix", "a.b.c", "x" * 5000, "a b", "é", "日本", "\u202e", "\ud800", "\x00",
    "\x1b[31m", "\n", "a: b", "- a", "{", "$x^2$", "%s", "{0}", "<b>", "&a", "*a", "!!int 3", "#", "'", '"',
    ",", _DIGITS, [], {}, [[]], [{}], {"a": 1}, [1, "x"], [None], ["2018-01", "2017-01"], {"from": 1},
    {"from": 0, "to": 1, "steps": 3}, _deep(15), _deep(60),
)  # fmt: skip
"""Values that a file may hold where another is meant."""

_ENCODABLE = tuple(value for value in ODD if value != "\ud800")  # half a character, which JSON can hold

JUNK = (
    b"", b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b" ", b"  ", b"[", b"]", b"{", b"}",
    b": ", b"- ", b"'", b'"', b"*a", b"&a ", b"!!int ", b"!!python/object:os.system ", b"? ", b"---\n",
    b"...\n", b"%YAML 9.9\n", b"<<: ", b"#", b"|\n", b">\n", b",", b",,,", b";", b"\\", b"\x1b",
    b"\xe2\x80\xae", b"NaN", b"Infinity", b"1e999", b"0x1F", b"[" * 300, b"9" * 5000, b"x" * 3000,
)  # fmt: skip
"""What may slip into a file between any two of its bytes."""


def _nodes(tree: Any) -> list[Keys]:
    """The way to every node of a tree, the whole of it first."""

    def below(value: Any, keys: Keys) -> Iterator[Keys]:
        yield keys
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, part in inner:
            yield from below(part, (*keys, key))

    return list(below(tree, ()))


def _at(tree: Any, keys: Keys) -> Any:
    for key in keys:
        tree = tree[key]
    return tree


@st.composite
def trees(draw: st.DrawFn, tree: Any, odd: Sequence[Any] = ODD) -> Any:
    """A tree of lists, groups and plain values with one to three of its nodes changed, some to odd values."""
    tree = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, 3))):
        keys = draw(st.sampled_from(_nodes(tree)))
        if not keys:
            keys = draw(st.sampled_from(_nodes(tree)))  # all of it less often than a part
        if not keys:
            tree = draw(st.sampled_from(odd))
        else:
            _change(draw, tree, keys, odd)
    return tree


def _change(draw: st.DrawFn, tree: Any, keys: Keys, odd: Sequence[Any]) -> None:
    """Change the node that keys lead to, in place."""
    parent, key = _at(tree, keys[:-1]), keys[-1]
    value = parent[key]
    what = draw(
        st.sampled_from(("odd", "odd", "other", "delete", "repeat", "rename", "wrap", "text", "spell"))
    )
    if what == "other":
        parent[key] = copy.deepcopy(_at(tree, draw(st.sampled_from(_nodes(tree)))))
    elif what == "delete":
        del parent[key]
    elif what == "repeat" and isinstance(key, int):
        parent[key:key] = [copy.deepcopy(value) for _ in range(draw(st.sampled_from((1, 2, 60))))]
    elif what in {"rename", "repeat"} and isinstance(parent, dict):
        others = [str(node[-1]) for node in _nodes(tree) if node]
        name = draw(st.sampled_from([f"{key}s", str(key)[1:], str(key)[::-1], *others, "", "x" * 300]))
        parent[name] = copy.deepcopy(value) if what == "repeat" else parent.pop(key)
    elif what == "wrap":
        parent[key] = draw(st.sampled_from(([value], {"a": value}, [value, value], [[value]])))
    elif what == "text":
        parent[key] = str(value)
    elif what == "spell" and isinstance(value, str) and value:
        at = draw(st.integers(0, len(value) - 1))
        parent[key] = value[:at] + draw(st.sampled_from(("", "x", " ", "_", "É", value))) + value[at + 1 :]
    else:
        parent[key] = copy.deepcopy(draw(st.sampled_from(odd)))


@st.composite
def damaged(draw: st.DrawFn, raw: bytes, most: int = 4) -> bytes:
    """Bytes with pieces cut out, doubled, moved, replaced by junk, or all after one of them missing."""
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + draw(st.sampled_from((0, 0, 1, 2, 5, 20, 200))))
        what = draw(st.sampled_from(("junk", "junk", "cut", "double", "line", "many", "end")))
        if what == "cut":
            raw = raw[:start] + raw[stop:]
        elif what == "double":
            raw = raw[:stop] + raw[start:]
        elif what in {"line", "many"}:
            begin, end = raw.rfind(b"\n", 0, start) + 1, raw.find(b"\n", start) + 1 or len(raw)
            raw = raw[:end] + raw[begin:end] * (1 if what == "line" else 70) + raw[end:]
        elif what == "end":
            raw = raw[:start]
        else:
            raw = raw[:start] + draw(st.sampled_from(JUNK)) + raw[stop:]
    return raw


@st.composite
def yaml_files(draw: st.DrawFn, raw: bytes) -> bytes:
    """A YAML file with its tree changed, or its bytes."""
    if draw(st.integers(0, 2)) == 0:
        return draw(damaged(raw))
    tree = draw(trees(yaml.load(raw, Loader=_Plain), _ENCODABLE))  # noqa: S506  # it makes plain data
    text = yaml.dump(tree, Dumper=_DUMPER, allow_unicode=draw(st.booleans()), sort_keys=False, width=120)
    first = raw.partition(b"\n")[0] + b"\n" if draw(st.integers(0, 3)) else b""  # what an editor goes by
    return first + text.encode("utf-8", "surrogatepass")


class _Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads what files of the project hold, dates as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@st.composite
def csv_files(draw: st.DrawFn, raw: bytes) -> bytes:
    """A CSV file with rows, columns or cells changed, or its bytes."""
    if draw(st.integers(0, 2)) == 0:
        return draw(damaged(raw))
    rows: list[list[str]] = list(csv.reader(io.StringIO(raw.decode())))
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, max(0, len(rows[row]) - 1)))
        what = draw(st.sampled_from(("odd", "odd", "odd", "other", "row", "rows", "column", "short", "drop")))
        if what == "row":
            rows.insert(row, list(rows[row]))
        elif what == "rows":
            rows += [[f"{name}{k}", *rest] for k in range(250) for name, *rest in [rows[row] or [""]]]
        elif what == "column":
            rows = [[*each[:column], *each[column : column + 1] * 2, *each[column + 1 :]] for each in rows]
        elif what == "short":
            rows[row] = rows[row][:column]
        elif what == "drop" and len(rows) > 1:
            del rows[row]
        elif rows[row]:
            other = draw(st.sampled_from([cell for each in rows for cell in each]))
            rows[row][column] = other if what == "other" else str(draw(st.sampled_from(ODD)))
    out = io.StringIO()
    csv.writer(out, lineterminator=draw(st.sampled_from(("\n", "\r\n")))).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")
