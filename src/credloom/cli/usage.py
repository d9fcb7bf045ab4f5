"""Wrong usage: what was expected, and the nearest thing that there is."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from typing import NoReturn

from credloom.errors import nearest

_CHOICE = re.compile(r"^(?:argument \S+: )?invalid choice: '(?P<given>.*)' \(choose from (?P<known>.*)\)$", re.DOTALL)
_UNKNOWN = re.compile(r"^unrecognized arguments: (?P<given>\S+)")


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` whose errors name the nearest command or option."""

    def error(self, message: str) -> NoReturn:
        """End with code 2."""
        if message.endswith(": COMMAND"):
            self.print_help(sys.stderr)
            self.exit(2)
        if (found := _CHOICE.match(message)) is not None:
            known = re.findall(r"[\w-]+", found["known"])
            message = f"there is no {found['given']!r}; expected {', '.join(known)}.{nearest(found['given'], known)}"
        elif (found := _UNKNOWN.match(message)) is not None:
            name = found["given"].partition("=")[0]
            message += f".{nearest(name, _options(self))}" if name.startswith("-") else "."
        super().error(message)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every option of a parser and of those below it."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _options(below)
