"""A table set in print, as LaTeX and as Markdown: numbers with the digits that the command line prints."""

from __future__ import annotations

import re

from patronage.analysis.tables import Column, Table, Value
from patronage.analysis.words import change, number, percent

_NONE = "-"
_DIGITS = {
    "points": 4, "percent": 1, "bits": 3, "index": 3, "hundredths of the scale": 2, "of the setting": 2,
    "of the weight": 2, "alpha": 2, "acts": 1, "probability": 4, "times": 1, "runs a second": 0, "seconds": 2,
}  # fmt: skip
_LONG = 30  # letters of a cell, beyond which its column breaks lines

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "`": "{`}", "[": "{[}", "]": "{]}", "*": "{*}",
    "−": "$-$", "×": r"$\times$", "±": r"$\pm$", "¶": r"\P{}", "…": r"\ldots{}",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "ε": r"$\epsilon$",
    "η": r"$\eta$", "θ": r"$\theta$", "κ": r"$\kappa$", "λ": r"$\lambda$", "μ": r"$\mu$", "ν": r"$\nu$",
    "π": r"$\pi$", "ρ": r"$\rho$", "σ": r"$\sigma$", "τ": r"$\tau$", "φ": r"$\phi$", "ω": r"$\omega$",
}  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$])")


def shown(value: Value, column: Column) -> str:
    """A value as the command line prints it; a dash for what cannot be said."""
    if value is None:
        return _NONE
    if isinstance(value, str):
        return "".join(letter for letter in " ".join(value.split()) if letter.isprintable())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and column.unit not in {*_DIGITS, "share"}:
        return f"{value:,}" if column.unit == "count" else str(value)
    return _number(value, column)


def _number(value: float, column: Column) -> str:
    if column.unit == "share":
        return percent(value)
    digits = _DIGITS.get(column.unit)
    if digits is None:
        return f"{value:+.6g}" if column.signed and value else f"{value:.6g}"
    return change(value, digits) if column.signed else number(value, digits)


def latex(table: Table, made: str) -> bytes:
    """A floating table that needs the package booktabs and nothing else; ``made``: how the numbers were made.

    Text of letters that LaTeX's default fonts do not have needs XeLaTeX or LuaLaTeX.
    """
    columns, rows = _cells(table)
    forms = "".join(_form(column, [row[k] for row in rows]) for k, column in enumerate(columns))
    lines = [
        r"% \usepackage{booktabs}",
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{tex(_caption(table, made))}}}",
        rf"\label{{tab:{table.name.replace('_', '-')}}}",
        rf"\begin{{tabular}}{{{forms}}}",
        r"\toprule",
        rf"{' & '.join(tex(_head(column)) for column in columns)} \\",
        r"\midrule",
        *(
            rf"{' & '.join(_tex_cell(cell, column) for cell, column in zip(row, columns, strict=True))} \\"
            for row in rows
        ),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return ("\n".join(lines) + "\n").encode()


def markdown(table: Table, made: str) -> bytes:
    """The caption as a line, and the table, numbers set right."""
    columns, rows = _cells(table)
    heads = [_head(column) for column in columns]
    bars = ["---" if _is_text(column) else "---:" for column in columns]
    lines = [heads, *rows]
    caption = escaped(_caption(table, made))
    body = [_bar([escaped(cell) for cell in line]) for line in lines]
    return "\n".join([f"**{caption}**", "", body[0], _bar(bars), *body[1:], ""]).encode()


def _cells(table: Table) -> tuple[tuple[Column, ...], list[list[str]]]:
    """The columns that are set in print, and their cells."""
    places = [k for k, column in enumerate(table.columns) if column.shown]
    columns = tuple(table.columns[k] for k in places)
    return columns, [[shown(row[k], table.columns[k]) for k in places] for row in table.rows]


def _caption(table: Table, made: str) -> str:
    return f"{table.title}. {made}".rstrip()


def _is_text(column: Column) -> bool:
    return column.unit in {"text", "flag", "month"}


def _head(column: Column) -> str:
    return column.name.replace("_", " ")


def _form(column: Column, cells: list[str]) -> str:
    if not _is_text(column):
        return "r"
    return r"p{0.3\linewidth}" if any(len(cell) > _LONG for cell in cells) else "l"


def _tex_cell(cell: str, column: Column) -> str:
    """A cell; the minus of a number is set as one."""
    if not _is_text(column) and re.match(r"-\d", cell):
        return f"$-${tex(cell[1:])}"
    return tex(cell)


def tex(text: str) -> str:
    """The text so that LaTeX sets every letter of it."""
    set_apart = re.sub(r"(?<=[-',])(?=[-',])", "\0", text)  # which would be one sign otherwise, as -- is
    return "".join(_TEX.get(letter, letter) for letter in set_apart).replace("\0", "{}")


def escaped(text: str) -> str:
    """The text so that Markdown sets every letter of it."""
    return _MARKDOWN.sub(r"\\\1", text)


def _bar(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
