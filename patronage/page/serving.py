"""The server of the page: on this machine only, with every file it needs on this machine."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HOST = "127.0.0.1"
FIRST_PORT = 8765
_TRIED = 20  # ports after the first, where none is named

# Read by solara when it is first imported: no telemetry, no banner, nothing written to the home folder, and
# nothing fetched that is not among its assets.
_SETTINGS = {
    "SOLARA_HOME": str(Path(__file__).parent),
    "SOLARA_ASSETS_CDN": "nowhere:",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "none",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "patronage",
    "SOLARA_MODE": "production",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
}


def free_port(wanted: int | None) -> int:
    """The wanted port, or the first free one from FIRST_PORT on; OSError where it is taken."""
    for port in (wanted,) if wanted is not None else range(FIRST_PORT, FIRST_PORT + _TRIED):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    taken = str(wanted) if wanted is not None else f"{FIRST_PORT} to {FIRST_PORT + _TRIED - 1}"
    raise OSError(f"port {taken} is taken on {HOST}; --port names another")


def serve(path: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page of a scenario until interrupted; ``ready`` is called with its address."""
    os.environ.update(_SETTINGS)
    import solara.server.app as solara_app
    import uvicorn
    from solara.server.starlette import app

    from patronage.page import app as page
    from patronage.page.guarding import guarded

    warnings.filterwarnings("ignore", "Cookies with samesite=none require https")  # they are not meant to be
    page.opening[:] = [path]
    solara_app.apps["__default__"] = solara_app.AppScript("patronage.page.app")

    class Server(uvicorn.Server):  # type: ignore[misc]
        """Says when it listens."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Start, then say so."""
            await super().startup(sockets=sockets)
            if self.started:
                ready(f"http://{HOST}:{port}")

    own = guarded(app, (HOST, "localhost"), port)
    with suppress(KeyboardInterrupt):  # the way to end it
        Server(uvicorn.Config(own, host=HOST, port=port, log_level="warning", lifespan="on")).run()
