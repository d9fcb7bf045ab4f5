"""The command line. Exit codes: 0 done, 1 an error (on stderr), 2 wrong usage, 130 stopped by Ctrl-C.

`parser` what can be typed · `output` tables, JSON and errors · `progress` the bar of a refresh · `commands` one module
a command, imported when it is used, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from credloom.cli.output import Output
from credloom.cli.parser import parser
from credloom.errors import CredloomError, UsageError

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Wrong usage leaves by `SystemExit(2)`, as argparse has it."""
    arguments = parser().parse_args(argv)
    output = Output(as_json=arguments.json)
    try:
        command = import_module(f"credloom.cli.commands.{arguments.command}")
        code: int = command.run(arguments, output)
        sys.stdout.flush()
    except CredloomError as error:
        output.error(error)
        return 1
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # the reader of a pipe such as `| head` has what it wants
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        output.error(UsageError(f"{error.filename or arguments.command}: {error.strerror or error}."))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
