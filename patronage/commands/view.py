"""`patronage view`: the interactive page of a scenario."""

from __future__ import annotations

import click

from patronage.commands.shell.completing import scenarios


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="The port [a free one from 8765].")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only print the address.")
def view(scenario: str, port: int | None, browser: bool) -> int:
    """Open SCENARIO in the browser, where it can be changed and run month by month without writing code.

    SCENARIO is a file, or the name of one that comes with the project. The page is served to this machine
    only, until Ctrl-C. It needs the extra: pip install 'patronage[page]'.
    """
    from importlib.util import find_spec

    from patronage.commands.shell.errors import DONE
    from patronage.page.serving import free_port, serve
    from patronage.sim.scenario.load import load_scenario
    from patronage.studies.shipped import scenario_path

    if find_spec("solara") is None:  # not imported: `serve` has to say first what it must not do
        raise ModuleNotFoundError("No module named 'solara'", name="solara")
    path = scenario_path(scenario)
    load_scenario(path)  # its faults belong on the terminal

    def ready(address: str) -> None:
        click.echo(f"{address}  (Ctrl-C ends it)")
        if browser:
            import webbrowser

            webbrowser.open(address)

    serve(path, free_port(port), ready)
    return DONE
