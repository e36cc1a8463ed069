"""Made-up rows in the layouts of event data, of the invented case in tests/cases/tiny."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number",
    "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename",
    "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip


def icews(date: str, source: Sequence[str], target: Sequence[str], code: str, text: str = "") -> str:
    """A row of ICEWS; source and target are name, sectors and country."""
    given = [
        "1",
        date,
        *source,
        text,
        code,
        "-2.0",
        *target,
        "7",
        "1",
        "Gazette",
        *[""] * 3,
        "Lind",
        "1",
        "2",
    ]
    return "\t".join(given)


def gdelt(date: str, actor: Sequence[str], target: Sequence[str], code: str, width: int = 58) -> str:
    """A row of GDELT; actor and target are code, name, country, group, people and type."""
    row = [""] * width
    row[0], row[1], row[26], row[27], row[28], row[30], row[31] = (
        "1",
        date,
        code,
        code[:3],
        code[:2],
        "0",
        "4",
    )
    for start, party in ((5, actor), (15, target)):
        row[start : start + 5], row[start + 7] = party[:5], party[5]
    return "\t".join(row)


def polecat(date: str, actor: Sequence[str], target: Sequence[str], kind: str, mode: str = "") -> str:
    """A row of POLECAT; actor and target are name, country and sectors."""
    row = dict.fromkeys(POLECAT, "None") | {"Event Date": date, "Event Type": kind, "Event Mode": mode}
    for who, party in (("Actor", actor), ("Recipient", target)):
        row |= {f"{who} Name": party[0], f"{who} Country": party[1], f"{who} Sectors": party[2]}
    return "\t".join(row.values())


def table(header: Iterable[str], *rows: str) -> str:
    """A header and its rows as the text of a file."""
    return "\n".join(["\t".join(header), *rows]) + "\n"
