"""On which line of a TOML file a key stands. `tomllib` reads values without places."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Step = str | int

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class Lines:
    """Places of keys. A key inside an inline table is looked for from the line on which its owner starts."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._places: dict[tuple[Step, ...], int] = {}
        counts: dict[tuple[Step, ...], int] = {}
        base: tuple[Step, ...] = ()
        for number, line in enumerate(self._text, start=1):
            if header := _HEADER.match(line):
                base = self._header(header[1], header[2], counts)
                self._note(base, number)
            elif key := _KEY.match(line):
                self._note((*base, *_names(key[1])), number)

    def of(self, path: tuple[Step, ...]) -> int:
        """The line of a key, else of the nearest thing around it; 1 where nothing is known."""
        for length in range(len(path), 0, -1):
            start = self._places.get(path[:length])
            if start is not None:
                return self._inside(start, path[length:])
        return 1

    def _inside(self, start: int, steps: tuple[Step, ...]) -> int:
        line = start
        for step in steps:
            pattern = re.compile(
                rf"(?<![\w-])[\"']?{re.escape(step)}[\"']?\s*=" if isinstance(step, str) else r"^\s*\{"
            )
            found = [number for number in self._below(line, start) if pattern.search(self._text[number - 1])]
            place = step if isinstance(step, int) else 0
            line = found[place] if place < len(found) else line
        return line

    def _below(self, line: int, start: int) -> Iterator[int]:
        """The lines from one on, up to the next header."""
        for number in range(line, len(self._text) + 1):
            if number > start and _HEADER.match(self._text[number - 1]):
                return
            yield number

    def _header(self, bracket: str, written: str, counts: dict[tuple[Step, ...], int]) -> tuple[Step, ...]:
        names = _names(written)
        path: tuple[Step, ...] = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if place == len(names) - 1 and bracket == "[[":
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def _note(self, path: tuple[Step, ...], number: int) -> None:
        self._places.setdefault(path, number)
        for length in range(1, len(path)):
            self._places.setdefault(path[:length], number)


def _names(written: str) -> tuple[str, ...]:
    parts = re.findall(r'"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+)', written)
    return tuple("".join(part) for part in parts)


def syntax_place(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """Line and reason of an error of syntax in a text."""
    message = str(error)
    found = _AT.search(message)
    return (int(found[1]) if found else len(text.splitlines()) or 1), _AT.sub("", message).strip()
