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

GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Start here": {
        "run": ("patronage.commands.run:run", "run a scenario: the loss, its charts, a result folder"),
        "view": ("patronage.commands.view:view", "open a scenario in the browser and change it"),
        "report": ("patronage.commands.report:report", "write an HTML report of one or more results"),
        "check": ("patronage.commands.check:check", "check files and list every error with its line"),
    },
    "Code an article": {
        "new": ("patronage.commands.coding.new:command", "create a starter case"),
        "explain": ("patronage.commands.explain:explain", "show a weight and the sentences behind it"),
        "sheet": (
            "patronage.commands.coding.sheet:command",
            "export a coding to a spreadsheet and import it back",
        ),
        "agreement": (
            "patronage.commands.coding.agreement:command",
            "measure how far two coders of an article agree",
        ),
    },
    "Analyse a loss": {
        "compare": ("patronage.commands.compare:compare", "compare the losses of several scenarios"),
        "attribute": (
            "patronage.commands.attribute:attribute",
            "divide a loss among events, actors or sentences",
        ),
        "sensitivity": (
            "patronage.commands.sensitivity:sensitivity",
            "find the settings and weights that matter most",
        ),
        "placebo": ("patronage.commands.placebo:placebo", "test a loss against null models"),
        "multiverse": (
            "patronage.commands.multiverse:multiverse",
            "test whether the sign of a loss depends on the model",
        ),
        "ladder": ("patronage.commands.ladder:ladder", "show what each part of the model does to a loss"),
        "discover": ("patronage.commands.discover:discover", "find the region in which a loss is large"),
        "bargains": ("patronage.commands.bargains:bargains", "list who would trade what with whom"),
        "blocs": ("patronage.commands.blocs:blocs", "show who stands with whom, month by month"),
    },
    "Test the model": {
        "hindcast": (
            "patronage.commands.record.hindcast:hindcast",
            "score the model on acts that really happened",
        ),
        "calibrate": (
            "patronage.commands.record.calibrate:calibrate",
            "estimate the coefficients of choice from dated acts",
        ),
        "acts": ("patronage.commands.record.acts:command", "import dated acts: ICEWS, GDELT, POLECAT"),
        "matching": (
            "patronage.commands.matching:matching",
            "find the settings under which expectations hold",
        ),
        "rivals": ("patronage.commands.rivals:rivals", "run the same case under rival models"),
    },
    "Sweeps, charts and archives": {
        "plan": ("patronage.commands.sweep:plan", "estimate the runs, time and space of a sweep"),
        "sweep": ("patronage.commands.sweep:sweep", "run many variants of a scenario; can be resumed"),
        "status": ("patronage.commands.sweep:status", "show how far the sweep in a folder has come"),
        "merge": ("patronage.commands.sweep:merge", "join the shards of a sweep"),
        "plot": ("patronage.commands.plot:plot", "draw the charts of a result again"),
        "bundle": ("patronage.commands.bundle:bundle", "pack a result so that others can reproduce it"),
        "verify": ("patronage.commands.bundle:verify", "rerun a bundle and compare its numbers"),
        "bench": ("patronage.commands.bench:bench", "measure the speed of this machine, compared with Mesa"),
    },
}
"""Under each heading its commands: the module of each and its name there, and what it does in a few words."""

COMMANDS = {name: each for group in GROUPS.values() for name, each in group.items()}
"""All of them by name."""


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
            raise TypeError(f"{COMMANDS[cmd_name][0]} is not a command")
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
        widest = max(map(len, COMMANDS))  # so that all groups line up
        for heading, group in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), text) for name, (_, text) in group.items()])


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
    """Estimate how much influence a patron gains or loses over its clients, from a coded article.

    To begin: patronage run afrin_airspace. Each command has a help of its own: patronage run --help.
    """


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
