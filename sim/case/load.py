"""A case: an article as coded evidence, with its actors, issues and months; and how it is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from patronage.sim.case import builder as build
from patronage.sim.case.checks import check_case, check_items
from patronage.sim.case.codebook import Codebook, codebook_path, read_codebook
from patronage.sim.case.content import Content, check_contents, content_of
from patronage.sim.case.parts import Act, Actor, Article, Capability, Issue, Item, Silent
from patronage.sim.case.schema import CaseFile, EvidenceFile
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, shown
from patronage.sim.files.forms import Known
from patronage.sim.files.located import Located, files_in, read_yaml
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.files.shipped import case_names, is_there

CHRONICLE = "chronicle.yaml"  # beside case.yaml: the acts by which the case's choices are scored

__all__ = [
    "Act",
    "Actor",
    "Article",
    "Capability",
    "Case",
    "Issue",
    "Item",
    "Silent",
    "case_names",
    "find_case",
    "load_case",
    "load_coding",
]


@dataclass(frozen=True, repr=False)
class Case:
    """A loaded case; every name in it is known and every number within its bounds.

    `items` are those of evidence.yaml, then those of outside.yaml. `codings` holds the article's items by
    coder: those of evidence.yaml, then those of each file under coders/. `contents` holds what the coders of
    files under content/ say that acts are on and capabilities come with. `capability_prior` may lack actors:
    then weights can be derived from the article only. `clients` are by patron, in the actors' order.
    `smallest_effect` is by measure, in points, above 0: a change that is surely smaller is negligible. Acts
    after `calibrate_until`, where there is such a month, are held back for later checks. `digest` is a
    SHA-256 of the bytes of the case's files and of the codebook.
    """

    name: str
    title: str
    folder: Path = field(compare=False)
    article: Article
    actors: tuple[Actor, ...]
    issues: tuple[Issue, ...]
    first_month: int
    last_month: int
    items: tuple[Item, ...]
    codings: dict[str, tuple[Item, ...]]
    contents: dict[str, Content]
    capability_prior: dict[str, Capability]
    silent: tuple[Silent, ...]
    clients: dict[str, tuple[str, ...]]
    smallest_effect: dict[str, float]
    calibrate_until: int | None
    codebook: Codebook
    digest: str

    def __repr__(self) -> str:
        span = f"{month_text(self.first_month)} to {month_text(self.last_month)}"
        size = f"{len(self.actors)} actors, {len(self.issues)} issues, {len(self.items)} items of evidence"
        return f"<Case {self.name}: {size}, {span}>"

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The ids of the actors, in the order of the file."""
        return tuple(actor.id for actor in self.actors)

    @property
    def issue_ids(self) -> tuple[str, ...]:
        """The ids of the issues, in the order of the file."""
        return tuple(issue.id for issue in self.issues)

    @property
    def coders(self) -> tuple[str, ...]:
        """Those who coded the article, first the one whose coding is evidence.yaml."""
        return tuple(self.codings)

    @property
    def chronicle(self) -> Path | None:
        """The case's own file of dated acts, where it has one."""
        path = self.folder / CHRONICLE
        return path if is_there(path) else None

    @property
    def without_prior(self) -> tuple[str, ...]:
        """The actors of whom nothing outside the article says how capable they are."""
        return tuple(actor for actor in self.actor_ids if actor not in self.capability_prior)

    def key_of(self, item: str) -> str:
        """The id by which an item of evidence is called whoever coded it.

        It is that of evidence.yaml's item of the same sentence, or else the item's own.
        """
        return self._keys.get(item, item)

    @cached_property
    def _keys(self) -> dict[str, str]:
        first, *others = self.codings.values()
        by_sentence = {item.locator: item.id for item in reversed(first)}
        return {item.id: by_sentence.get(item.locator, item.id) for coding in others for item in coding}

    def known(self, period: tuple[int, int] | None = None) -> Known:
        """The names that files about this case may use, and the months, the case's own by default."""
        names = {"actor": self.actor_ids, "issue": self.issue_ids} | self.codebook.names()
        read_again = [item for coding in list(self.codings.values())[1:] for item in coding]
        names["evidence id"] = tuple(item.id for item in (*self.items, *read_again))
        names["coder"] = self.coders
        names["coder of content"] = tuple(self.contents)
        return Known(names, period or (self.first_month, self.last_month))


def find_case(name: str, beside: Path | None = None) -> Path:
    """The folder of a case called by its name or by a path.

    A path in a scenario, whose folder `beside` is, starts there (`case: .`) and must stay within the
    folder that holds the scenario's, or within the current directory. FaultError otherwise.
    """
    named = case_names(beside)
    if name in named:
        return named[name]
    looks_like_path = "/" in name or "\\" in name or name.startswith(".")
    if beside is None or looks_like_path:
        try:
            start = (beside or Path()).resolve()
            folder = (start / name).resolve()
            inside = beside is None or any(folder.is_relative_to(root) for root in (start.parent, Path.cwd()))
            if not inside:
                raise FaultError([Fault(name, 0, 0, "", "this path leaves the project")])
            if is_there(folder / "case.yaml"):
                return folder
        except (OSError, ValueError, RuntimeError):
            pass  # no path at all: said below
    if name and cases_in(Path(name)):
        raise FaultError([_no_case(name, Path(name))])
    allowed = listed(named) + ", or the path of a folder with a case.yaml"
    raise FaultError([Fault(name, 0, 0, "", "there is no such case", allowed, nearest(name, named))])


def cases_in(folder: Path) -> list[Path]:
    """The cases under a folder's `seeds/`, as `patronage new` makes one; none where it cannot be read."""
    try:
        return sorted(path.parent for path in (folder / "seeds").glob("*/case.yaml"))
    except (OSError, ValueError):
        return []


def _no_case(name: str, folder: Path) -> Fault:
    """That a folder is not a case, and which it holds."""
    inside = listed(shown(case) for case in cases_in(folder))
    return Fault(name, 0, 0, "", "holds no case.yaml, so it is not a case", inside)


def load_case(folder: Path, instead: Mapping[str, Located] | None = None) -> Case:
    """The case in a folder; FaultError with every fault of every one of its files.

    instead: by their names, files of evidence that are taken in place of those in the folder.
    """
    given = instead or {}
    folder = Path(folder)
    if folder.is_dir() and not (folder / "case.yaml").exists():
        raise FaultError([_no_case(shown(folder), folder)])
    faults: list[Fault] = []
    codebook, book_file = _read_codebook(folder, faults)
    case_file = _read(folder / "case.yaml", faults)
    evidence = given.get("evidence.yaml") or _read(folder / "evidence.yaml", faults)
    outside = given.get("outside.yaml")
    if outside is None and (folder / "outside.yaml").exists():
        outside = _read(folder / "outside.yaml", faults)
    coders = [_read(path, faults) for path in files_in(folder / "coders", ".yaml")]
    codings = [file for file in coders if file is not None]
    others = [_read(path, faults) for path in sorted((folder / "content").glob("*.yaml"))]
    contents = [file for file in others if file is not None]
    chronicle = folder / CHRONICLE
    dated = _read(chronicle, faults) if contents and chronicle.exists() else None
    files = [file for file in (evidence, outside) if file is not None]
    known = check_case(case_file, codebook)
    check_items(files, known, case_file, codebook, codings)
    check_contents(contents, files, codings, dated, known)
    for file in (case_file, *files, *codings, *contents):
        faults.extend(file.faults if file is not None else [])
    if faults or case_file is None or evidence is None or codebook is None or book_file is None:
        raise FaultError(faults)
    return _built(folder, codebook, case_file, files, codings, contents, book_file)


def load_coding(path: Path, case: Case) -> tuple[Item, ...]:
    """The items of a file in which someone else has coded a case's article, wherever it lies.

    FaultError with every fault of it, by the case's own actors, issues, period and codebook.
    """
    file, case_file = read_yaml(path), read_yaml(case.folder / "case.yaml")
    known = check_case(case_file, case.codebook)
    check_items([], known, case_file, case.codebook, [file], case.items)
    file.raise_faults()
    return _items(file, case.codebook)


def _read(path: Path, faults: list[Fault]) -> Located | None:
    try:
        return read_yaml(path)
    except FaultError as error:
        faults.extend(error.faults)
        return None


def _read_codebook(folder: Path, faults: list[Fault]) -> tuple[Codebook | None, Located | None]:
    try:
        return read_codebook(codebook_path(folder))
    except FaultError as error:
        faults.extend(error.faults)
        return None, None


def _built(
    folder: Path,
    book: Codebook,
    case_file: Located,
    files: list[Located],
    codings: list[Located],
    contents: list[Located],
    book_file: Located,
) -> Case:
    form = CaseFile.model_validate(case_file.data)
    read = [_items(file, book) for file in (*files, *codings)]
    digest = hashlib.sha256()
    for file in [case_file, *files, *codings, *contents, book_file]:
        digest.update(f"{file.path.name} {len(file.raw)}\n".encode() + file.raw)
    return Case(
        name=folder.resolve().name,
        title=form.title,
        folder=folder,
        article=build.article(form.article),
        actors=tuple(Actor(a.id, a.name, a.kind, a.color) for a in form.actors),
        issues=tuple(build.issue(row) for row in form.issues),
        first_month=parse_month(form.period.first),
        last_month=parse_month(form.period.last),
        items=tuple(item for items in read[: len(files)] for item in items),
        codings={_coder(items): items for items in (read[0], *read[len(files) :])},
        contents={content.coder: content for content in map(content_of, contents)},
        capability_prior=build.capability_prior(form.capability_prior),
        silent=tuple(build.silent(row) for row in form.silent),
        clients=build.clients(form.clients, [actor.id for actor in form.actors]),
        smallest_effect={row.measure: row.points for row in form.smallest_effect},
        calibrate_until=None if form.calibrate_until is None else parse_month(form.calibrate_until),
        codebook=book,
        digest=digest.hexdigest(),
    )


def _items(file: Located, book: Codebook) -> tuple[Item, ...]:
    return tuple(build.item(row, book) for row in EvidenceFile.model_validate(file.data).items)


def _coder(items: tuple[Item, ...]) -> str:
    """Whose coding this is; a coding that several share is called by all their names."""
    return " and ".join(dict.fromkeys(item.coder for item in items))
