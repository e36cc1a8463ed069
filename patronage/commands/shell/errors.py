"""What a command says when it cannot do what it was asked: one line a fault on stderr, never a traceback."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable

import click

from patronage.sim.files.durable import DISK_TROUBLE
from patronage.sim.files.faults import FaultError, nearest, one_line

_LONG = re.compile(r"\S{120,}")  # such as a number of thousands of digits

DONE, SOME_FAILED, BAD_INPUT, BUG, INTERRUPTED = 0, 1, 2, 3, 130

EXTRAS = {
    "solara": "page",
    "altair": "page",
    "openpyxl": "sheet",
    "pandas": "frames",
    "xarray": "frames",
    "distributed": "cluster",
    "dask": "cluster",
}
"""Libraries that are installed with an extra only."""

NO_ARGUMENTS: type[click.ClickException] | tuple[()] = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What click 8.2 and later raise for a command without arguments; its message is the help, of many lines."""


def guarded(command: Callable[[], object]) -> int:
    """Run a command and give its exit code; whatever goes wrong is said in lines on stderr.

    0 done (or the code the command returns), 1 some runs failed or a chart is missing, 2 bad usage or
    input, or a file that cannot be written; 3 a bug; 130 interrupted.
    """
    try:
        code = command()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except NO_ARGUMENTS as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001
        lines = _lines_of(error)
        for line in lines or [_bug(error)]:
            click.echo(one_line(line), err=True)
        return BAD_INPUT if lines else BUG
    return code if isinstance(code, int) else DONE


def _lines_of(error: Exception) -> list[str]:
    """What to say of an error that is no bug; nothing for one that is."""
    if isinstance(error, FaultError):
        return [str(fault) for fault in error.faults]
    if isinstance(error, click.ClickException):
        return [_usage(error)]
    if isinstance(error, ModuleNotFoundError):
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        install = f"pip install 'patronage[{extra}]'"
        return [f"this command needs '{error.name}', which is not installed: {install}"] if extra else []
    if isinstance(error, MemoryError):
        return ["there is not enough memory; fewer runs need less"]
    if isinstance(error, OSError):
        what = error.filename or ("a file or the output" if error.errno in DISK_TROUBLE else "")
        return [f"{what}: {error.strerror}" if what else error.strerror or str(error)]
    return []


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    name = context.command_path if context is not None else "patronage"
    message = _LONG.sub(lambda word: f"{word[0][:80]}…", _bounded(error))
    return f"{name}: {message}{_meant(error)} (`{name} --help` says more)"


def _bounded(error: click.ClickException) -> str:
    """Its message; of what is no number at all where one within bounds is wanted, with the bounds."""
    message = error.format_message()
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param is not None else None
    for range_type, noun in ((click.IntRange, "a whole number"), (click.FloatRange, "a number")):
        if isinstance(kind, range_type) and f"is not a valid {kind.name}." in message:
            bounds = f"from {kind.min:,} to {kind.max:,}"
            return message.replace(f"is not a valid {kind.name}.", f"is not {noun}; allowed: one {bounds}.")
    return message


def _meant(error: click.ClickException) -> str:
    """The choice that is spelled most like what was given, of an option that leaves one."""
    param = error.param if isinstance(error, click.BadParameter) else None
    given = re.match("'(.*)' is not one of ", error.message)
    if param is None or not isinstance(param.type, click.Choice) or given is None:
        return ""
    meant = nearest(given[1], [str(choice) for choice in param.type.choices])
    return f" Did you mean '{meant}'?" if meant else ""


def _bug(error: Exception) -> str:
    if os.environ.get("PATRONAGE_DEBUG") == "1":
        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}"
    return f"this is a bug in patronage: {what} (PATRONAGE_DEBUG=1 shows where it arose)"
