"""`python -m tests.browser.watched LIST ...` is `patronage ...`, and LIST gets each machine that it calls."""

from __future__ import annotations

import sys
from pathlib import Path

from patronage.cli import main


def watch(called: Path) -> None:
    """Write down whatever this process looks up or connects to from now on."""

    def seen(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
            with called.open("a", encoding="utf-8") as file:
                file.write(f"{event} {arguments!r}\n")

    called.touch()
    sys.addaudithook(seen)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    main(sys.argv[2:])
