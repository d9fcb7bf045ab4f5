"""What a command prints: tables for people or JSON for scripts on stdout, errors on stderr."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence

import orjson

from credloom.errors import CredloomError

_JSON = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS


class Output:
    """Prints data as JSON where `--json` was given, else the text."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, data: object, text: str) -> None:
        """Print the data or the text."""
        if self.as_json:
            sys.stdout.write(orjson.dumps(data, default=str, option=_JSON).decode())
        else:
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def error(self, error: CredloomError) -> None:
        """Print an error that was raised on purpose. Its private detail stays in the log."""
        if self.as_json:
            told = {"error": {"code": error.code, "message": str(error)}}
            sys.stderr.write(orjson.dumps(told, option=_JSON).decode())
        else:
            sys.stderr.write(f"credloom: {error}\n")


def counted(count: int, word: str) -> str:
    """A count with its word: `1 row`, `2,000 rows`."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def wrapped(text: str, indent: int) -> str:
    """A line as wide as the terminal, its further lines indented; as it is where a pipe or a file reads it."""
    if not sys.stdout.isatty():
        return text
    width = max(40, shutil.get_terminal_size().columns)
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as they need; numbers to the right. On a terminal a last column of text is wrapped."""
    texts = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in [list(head), *texts]) for place in range(len(head))]
    right = [bool(rows) and all(isinstance(row[place], int) for row in rows) for place in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        pairs = zip(cells, widths, right, strict=True)
        row = "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in pairs
        ).rstrip()
        return row if right[-1] else _last_wrapped(row, sum(widths[:-1]) + 2 * (len(widths) - 1))

    return "\n".join([line(head), *(line(row) for row in texts)])


def _last_wrapped(row: str, place: int) -> str:
    """A row whose last cell, which begins at `place`, continues below itself."""
    return row[:place] + wrapped(" " * place + row[place:], place)[place:]
