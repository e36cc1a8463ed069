"""What columns of tables may be called, so that R, Stata and SQL take them without quoting."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

DICTIONARY = "dictionary"
"""The table that says what the columns of all tables mean."""
HEADS = ("table_name", "column_name", "unit", "meaning", "equation")
ColumnMeaning = tuple[str, str, str, str, str]
"""A row under HEADS."""

LONGEST = 32  # letters, as many as Stata takes
_DIGITS = 6  # of the digest in which a shortened name ends
_LEGAL = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST - 1}}}", re.ASCII)
_SHORTENED = re.compile(rf".{{{LONGEST - _DIGITS - 1}}}_[0-9a-f]{{{_DIGITS}}}")
_KEYWORDS = (
    # R
    "break else false for function if in inf na nan next null repeat true while "
    # Stata
    "byte double float int long str strl using with "
    # SQL: what PostgreSQL, SQLite or DuckDB do not take as the bare name of a column
    "add all alter analyse analyze and any array as asc asymmetric autoincrement between both by case cast "
    "check collate column commit constraint create cross current_date current_time current_timestamp default "
    "deferrable delete desc describe distinct do drop end escape except exists fetch foreign from full glob "
    "grant group having index initially inner insert intersect into is isnull join lateral leading left like "
    "limit localtime localtimestamp natural not nothing notnull of offset on only or order outer over pivot "
    "placing primary qualify references returning right select set show similar some summarize symmetric "
    "table tablesample then to trailing transaction union unique unpivot update user values variadic when "
    "where window"
)
KEYWORDS = frozenset(_KEYWORDS.split())
"""Names that one of the three has for itself."""


def is_legal(name: str) -> bool:
    """Whether a name opens as it is: lower-case ASCII letters, digits and `_`, a letter first, no keyword."""
    return _LEGAL.fullmatch(name) is not None and name not in KEYWORDS


def legal(*words: str) -> str:
    """The words as one legal name, joined by `_`: `hold_iran` of hold and iran.

    Where that is too long, a keyword, or has other letters, it is cut, and ends in six hexadecimal digits of
    the SHA-256 of the words joined by `:`; and so does a name that looks as if it had been cut. The name
    depends on nothing but the words.
    """
    joined = "_".join(words)
    if is_legal(joined) and not _SHORTENED.fullmatch(joined):
        return joined
    return _cut(words)


def distinct(every: Sequence[tuple[str, ...]]) -> list[str]:
    """The legal names of many, each different: those that would be alike are cut, and so distinguished."""
    names = [legal(*words) for words in every]
    alike = {name for name, number in Counter(names).items() if number > 1}
    return [_cut(words) if name in alike else name for words, name in zip(every, names, strict=True)]


def _cut(words: tuple[str, ...]) -> str:
    digest = hashlib.sha256(":".join(words).encode()).hexdigest()[:_DIGITS]
    kept = re.sub("[^a-z0-9_]", "_", "_".join(words).lower())
    kept = kept if "a" <= kept[:1] <= "z" else f"x{kept}"
    return f"{kept[: LONGEST - _DIGITS - 1]}_{digest}"
