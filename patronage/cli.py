"""The command line: `patronage COMMAND`, each command imported only when it is called."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Sequence
from typing import NoReturn

import click
from click.shell_completion import CompletionItem, add_completion_class

from patronage import __version__
from patronage.commands.shell.completing import WholeFishComplete
from patronage.commands.shell.errors import DONE, guarded
from patronage.commands.shell.stopping import stoppable
from patronage.commands.shell.streams import drop_output, ready_streams
from patronage.sim.files.faults import nearest

add_completion_class(WholeFishComplete)

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("patronage.commands.run:run", "what a scenario costs: table, charts, result folder"),
    "check": ("patronage.commands.check:check", "whether files are right, with every fault at its place"),
    "explain": ("patronage.commands.explain:explain", "a weight, its spread and the sentences behind it"),
    "view": ("patronage.commands.view:view", "a page in the browser, to change a scenario and step it"),
    "compare": ("patronage.commands.compare:compare", "which of several scenarios costs more"),
    "attribute": (
        "patronage.commands.attribute:attribute",
        "what a loss is due to: events, patrons, sentences",
    ),
    "sensitivity": ("patronage.commands.sensitivity:sensitivity", "which settings and weights matter"),
    "placebo": ("patronage.commands.placebo:placebo", "how much of a loss is left without the coding"),
    "multiverse": (
        "patronage.commands.multiverse:multiverse",
        "whether the sign of a loss depends on the model",
    ),
    "ladder": ("patronage.commands.ladder:ladder", "what each part of the model does to a loss"),
    "matching": ("patronage.commands.matching:matching", "under which settings the expectations hold"),
    "bargains": ("patronage.commands.bargains:bargains", "who would trade what with whom, at whose cost"),
    "discover": ("patronage.commands.discover:discover", "in which region a loss is large"),
    "report": ("patronage.commands.report:report", "results as one page for a reader who was not there"),
    "new": ("patronage.commands.coding.new:command", "a case to start from, which runs as it stands"),
    "sheet": (
        "patronage.commands.coding.sheet:command",
        "a coding as a spreadsheet, and a spreadsheet as a coding",
    ),
    "agreement": ("patronage.commands.coding.agreement:command", "how far two coders of an article agree"),
    "hindcast": (
        "patronage.commands.record.hindcast:hindcast",
        "how far acts that really happened were foreseen",
    ),
    "calibrate": (
        "patronage.commands.record.calibrate:calibrate",
        "what such acts say of the weights of choice",
    ),
    "acts": ("patronage.commands.record.acts:command", "dated acts from event data: ICEWS, GDELT, POLECAT"),
    "blocs": ("patronage.commands.blocs:blocs", "who stands with whom, by month: camps of least energy"),
    "plot": ("patronage.commands.plot:plot", "the charts of a result, drawn from its folder"),
    "sweep": ("patronage.commands.sweep:sweep", "many variants of a scenario, into a folder that survives"),
    "plan": ("patronage.commands.sweep:plan", "what a sweep will take, before anything runs"),
    "status": ("patronage.commands.sweep:status", "how far the sweep in a folder has come"),
    "merge": ("patronage.commands.sweep:merge", "the shards of a sweep, put together"),
    "bundle": ("patronage.commands.bundle:bundle", "a result as one file from which others make it again"),
    "verify": ("patronage.commands.bundle:verify", "whether such a file gives its own numbers again"),
    "rivals": ("patronage.commands.rivals:rivals", "the same case under rival published models"),
    "bench": ("patronage.commands.bench:bench", "how fast the ensemble is, beside Mesa"),
}
"""Each command's module and name in it, and what it does in a few words."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, imported now; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; for an unknown one the nearest is suggested."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            meant = nearest(args[0], COMMANDS)
            hint = f"; did you mean '{meant}'?" if meant else f"; there are {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command '{args[0]}'{hint}")
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            _refuse_amiss(click.Context(command, ctx, info_name=name), rest)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; where whoever reads its output has closed it, as `head` does, it is done."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            drop_output()
            return DONE

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell offers after `patronage`: commands, without importing any, or options."""
        found = [
            CompletionItem(name, help=help_text)
            for name, (_, help_text) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


def _refuse_amiss(ctx: click.Context, args: list[str]) -> None:
    """UsageError for a path given as nothing, which would be the current folder, and for options repeated."""
    if isinstance(ctx.command, click.Group):
        inner = ctx.command.get_command(ctx, args[0]) if args else None
        if inner is not None:
            _refuse_amiss(click.Context(inner, ctx, info_name=args[0]), args[1:])
        return
    given, _, order = ctx.command.make_parser(ctx).parse_args(list(args))
    for param in ctx.command.get_params(ctx):
        if isinstance(param, click.Option) and not param.multiple and order.count(param) > 1:
            names = "/".join(each for each in (*param.opts, *param.secondary_opts) if each.startswith("--"))
            ctx.fail(f"{names} is given more than once; allowed: once")
        value = given.get(param.name or "")
        values = value if isinstance(value, (list, tuple)) else [value]
        named = isinstance(param, click.Argument) or isinstance(param.type, click.Path)
        if named and any(isinstance(each, str) and not each.strip() for each in values):
            name = param.human_readable_name.split()[0].strip("[].…")
            what = name if isinstance(param, click.Argument) else param.opts[0]
            ctx.fail(f"nothing is given for {what}: the text is empty")


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="patronage")
def cli() -> None:
    """How much influence a patron gains or loses over its allies, simulated from a coded article."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    ready_streams()
    logging.getLogger("matplotlib").setLevel(
        logging.ERROR
    )  # where it may keep its cache is no user's concern
    given = None if arguments is None else list(arguments)

    def called() -> object:
        with stoppable():
            return cli.main(args=given, prog_name="patronage", standalone_mode=False)

    sys.exit(guarded(called))


if __name__ == "__main__":
    main()
