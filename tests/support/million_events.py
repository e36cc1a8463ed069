"""Time and peak memory of importing a million made-up rows: `python -m tests.support.million_events [ROWS]`.

It takes minutes, so no test runs it. Peak memory is that of a process of its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from patronage.sim.case.codebook import read_codebook
from patronage.sim.files.shipped import data_root
from tests.support.event_data import ICEWS, gdelt, icews

COUNTRIES = {
    "Turkey": "TUR", "Russia": "RUS", "Iran": "IRN", "United States": "USA", "Syria": "SYR", "Iraq": "IRQ",
    "France": "FRA", "Germany": "DEU",
}  # fmt: skip
ACTORS = """\
iran: {country: Iran, codes: [IRN], bare_country: true}
russia: {country: Russia, codes: [RUS], bare_country: true}
turkey: {country: Turkey, codes: [TUR], bare_country: true}
us: {country: United States, codes: [USA], bare_country: true}
assad: {country: Syria, codes: [SYR]}
"""


def rows(layout: str, count: int) -> Iterator[str]:
    """Rows of 2014 to 2017 in a layout, of states, governments and hundreds of thousands of citizens."""
    chance = random.Random(1)  # noqa: S311
    codes = list(read_codebook(data_root() / "seeds" / "codebook.yaml")[0].cameo)
    if layout == "icews":
        yield "\t".join(ICEWS)
    for _ in range(count):
        date = f"{chance.randrange(2014, 2018)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        one, other = _party(chance, layout), _party(chance, layout)
        code = chance.choice(codes)
        day = date.replace("-", "")
        yield icews(date, one, other, code) if layout == "icews" else gdelt(day, one, other, code)


def _party(chance: random.Random, layout: str) -> tuple[str, ...]:
    country, code = chance.choice(list(COUNTRIES.items()))
    kind = chance.choice(["", "GOV", "CVL"])
    citizen = f"Citizen {chance.randrange(200_000)}"
    if layout == "gdelt":
        name = {"": country, "GOV": "PRESIDENT", "CVL": citizen}[kind].upper()
        return code + kind, name, code, "", "", kind
    return {
        "": (country, "", country),
        "GOV": (f"Government ({country})", "Government,Executive", country),
        "CVL": (f"{citizen} ({country})", "Social,General Population / Civilian / Social", country),
    }[kind]


def measured(layout: str, count: int, folder: Path) -> str:
    """Import so many rows of a layout into the Syrian case; time and the children's peak memory in words."""
    file = folder / f"{layout}.tab"
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{row}\n" for row in rows(layout, count))
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    given = [
        "acts",
        "import",
        file,
        "--format",
        layout,
        "--case",
        "syria",
        "--actors",
        folder / "actors.yaml",
    ]
    words = [sys.executable, "-m", "patronage.cli", *map(str, given), "--most", "2"]
    began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*words, "-o", str(folder / f"{layout}.yaml")], check=True, capture_output=True)
    took, now = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    size, peak = file.stat().st_size / 1e6, now.ru_maxrss / 1024
    long = f"{took:.0f} s ({processor:.0f} s of processor)"
    return f"{layout}: {count:,} rows, {size:.0f} MB: {long}, peak {peak:.0f} MiB"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for layout in ("icews", "gdelt"):
            number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
            sys.stdout.write(measured(layout, number, Path(place)) + "\n")
            sys.stdout.flush()
