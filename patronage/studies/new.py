"""A case to start from: the files of an invented one, which run as they stand and teach the coding."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from patronage.sim.case.draft import Draft
from patronage.sim.files.durable import check_writable
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.schemas import FORMS, schema_text

TEMPLATES = Path(__file__).parent / "_templates"
DRAFT = Path(__file__).parent / "_draft"  # the same of a case that is still to be coded
LONGEST = 80  # characters of a name


def case_name(folder: Path) -> str:
    """A case's name made of its folder's: lower case, and `_` for whatever may not be in a name.

    FaultError where nothing is left to make one of.
    """
    given = folder.resolve().name
    name = re.sub(r"[^a-z0-9.-]+", "_", given.lower()).strip("_.-")
    if not name or len(name) > LONGEST:
        message = "no name for a case can be made of this folder's"
        raise FaultError([Fault(str(folder), 0, 0, "", message, f"1 to {LONGEST} letters a to z and digits")])
    return name


def scaffold(folder: Path, made: Draft | None = None) -> str:
    """Write the files of a case into a folder that is empty or not there yet; returns the case's name.

    They are those of an invented case, or of one that is still to be coded where a draft is given. All of
    them are there in the end or none is. FaultError where the folder holds something already.
    """
    name = case_name(folder)
    _check_free(folder)
    check_writable(folder / "README.md")
    folder.parent.mkdir(parents=True, exist_ok=True)
    near = folder if folder.exists() else folder.parent
    with tempfile.TemporaryDirectory(prefix=".patronage-", dir=near) as place:
        draft = Path(place) / "draft"
        _write(draft, name, made)
        if folder.exists():
            for path in draft.iterdir():
                path.rename(folder / path.name)
        else:
            draft.rename(folder)
    return name


def _check_free(folder: Path) -> None:
    taken = None
    if folder.is_symlink() and not folder.exists():
        taken = "is a link that leads nowhere"
    elif folder.exists() and not folder.is_dir():
        taken = "is a file"
    elif folder.is_dir() and any(folder.iterdir()):
        taken = "is not empty"
    if taken is not None:
        raise FaultError([Fault(str(folder), 0, 0, "", taken, "a folder that is empty or not there yet")])


def _write(folder: Path, name: str, made: Draft | None) -> None:
    templates = TEMPLATES if made is None else DRAFT
    for path in sorted(templates.rglob("*")):
        if path.is_file():
            parts = [name if part == "case" else part for part in path.relative_to(templates).parts]
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            # bytes, not text: the article's digest must not hang on how a system ends its lines
            target.write_bytes(_filled(path.read_bytes(), {"name": name, **(made.fields if made else {})}))
    if made is not None:
        (folder / "seeds" / name / "article.txt").write_bytes(made.article)
    book = (data_root() / "seeds" / "codebook.yaml").read_bytes()
    here = book.replace(b"$schema=../docs/schema/", b"$schema=../schema/", 1)
    (folder / "seeds" / "codebook.yaml").write_bytes(here)
    (folder / "schema").mkdir()
    for schema, form in FORMS.items():  # also of the files that are not there yet, such as a sweep
        (folder / "schema" / f"{schema}.json").write_text(schema_text(form), encoding="utf-8")


def _filled(text: bytes, fields: Mapping[str, str]) -> bytes:
    """A template with each `@field@` in it replaced, once: what is filled in is not looked through again."""
    names = b"|".join(re.escape(name.encode()) for name in fields)
    return re.sub(b"@(" + names + b")@", lambda found: fields[found[1].decode()].encode(), text)
