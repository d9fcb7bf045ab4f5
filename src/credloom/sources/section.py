"""One table of a manifest while it is read: every complaint names file, line, key, what was expected, the nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from credloom.errors import ManifestError, nearest
from credloom.sources.lines import Lines, Step

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_SIZES = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}
_SIZE = re.compile(r"(\d+)\s*([kmg]b)", re.IGNORECASE)

Conditions = tuple[tuple[str, tuple[str, ...]], ...]


class Section:
    """A table with its place in the file. What is taken is known; `close` refuses the rest."""

    def __init__(self, file: Path, lines: Lines, path: tuple[Step, ...], values: object) -> None:
        self._file, self._lines, self._path = file, lines, path
        self._taken: dict[str, None] = {}
        if not isinstance(values, dict):
            raise self.error("expected a table such as { key = … }", found=values)
        self._values: dict[str, Any] = values

    def error(self, expected: str, key: str | None = None, *, found: object = None, hint: str = "") -> ManifestError:
        """The error of a key of this table."""
        path = self._path if key is None else (*self._path, key)
        words = [f"{self._file}:{self._lines.of(path)}: {_dotted(path)}: {expected}"]
        if found is not None:
            words.append(f", found {_shown(found)}")
        return ManifestError("".join(words) + "." + hint)

    def names(self) -> list[str]:
        """The keys that the table has."""
        return list(self._values)

    def as_given(self) -> Mapping[str, Any]:
        """The whole table, for a reader that knows what its keys mean."""
        return self._values

    def has(self, key: str) -> bool:
        """Whether the table has a key."""
        return key in self._values

    def inner(self, key: str, values: object = None, place: int | None = None) -> Section:
        """The table at a key, or one of the tables in the list there."""
        self._taken[key] = None
        path: tuple[Step, ...] = (*self._path, key) if place is None else (*self._path, key, place)
        return Section(self._file, self._lines, path, self._values.get(key, {}) if values is None else values)

    def sections(self, key: str) -> list[Section]:
        """The tables at `[key]` or `[[key]]`."""
        value = self.raw(key)
        if value is None:
            return []
        if isinstance(value, dict):
            return [self.inner(key)]
        if not isinstance(value, list):
            raise self.error("expected a table or a list of tables", key, found=value)
        return [self.inner(key, item, place) for place, item in enumerate(value)]

    def raw(self, key: str) -> Any:
        """The value of a key as TOML gives it; None where it is missing."""
        self._taken[key] = None
        return self._values.get(key)

    def text(self, key: str, default: str = "", *, needed: bool = False, known: Iterable[str] = ()) -> str:
        """A text, one of `known` where these are given."""
        value = self.raw(key)
        if value is None:
            if needed:
                raise self.error(f"{key!r} is missing; expected a text", hint=self._hint(key))
            return default
        if not isinstance(value, str):
            raise self.error("expected a text", key, found=value)
        choices = list(known)
        if choices and value not in choices:
            raise self.error(f"expected one of {', '.join(choices)}", key, found=value, hint=nearest(value, choices))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self.raw(key)
        if value is None:
            return ()
        many = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in many):
            raise self.error("expected a text or a list of texts", key, found=value)
        return tuple(many)

    def number(self, key: str, default: float, *, least: float = 0) -> float:
        """A number that is not smaller than `least`."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise self.error(f"expected a number of at least {least:g}", key, found=value)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.error("expected true or false", key, found=value)
        return value

    def seconds(self, key: str, default: float) -> float:
        """A duration such as "24h", "30s" or "7d"."""
        value = self.raw(key)
        if value is None:
            return default
        found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found or float(found[1]) <= 0:
            raise self.error('expected a duration such as "24h", "30m" or "7d"', key, found=value)
        return float(found[1]) * _UNITS[found[2]]

    def size(self, key: str, default: int) -> int:
        """A size such as "64MB"."""
        value = self.raw(key)
        if value is None:
            return default
        found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found:
            raise self.error('expected a size such as "64MB"', key, found=value)
        return int(found[1]) * _SIZES[found[2].lower()]

    def words(self, key: str) -> dict[str, str]:
        """A table of texts."""
        section = self.inner(key) if self.has(key) else None
        self._taken[key] = None
        return {} if section is None else {name: section.text(name) for name in section.names()}

    def conditions(self, key: str) -> Conditions:
        """`{ column = "value" }` or `{ column = ["one", "other"] }`; "*" is any value."""
        if not self.has(key):
            self._taken[key] = None
            return ()
        section = self.inner(key)
        return tuple((column, section._wanted(column)) for column in section.names())

    def _wanted(self, column: str) -> tuple[str, ...]:
        value = self.raw(column)
        many = value if isinstance(value, list) else [value]
        if not many or not all(isinstance(item, str | int | float) for item in many):
            raise self.error("expected a value or a list of values", column, found=value)
        return tuple(str(item).lower() for item in many)

    def close(self, *more: str) -> None:
        """Refuse every key that was not taken; `more` are further keys for the suggestion."""
        for key in self._values:
            if key not in self._taken:
                known = [*self._taken, *more]
                raise self.error(
                    f"is no key here; expected one of {', '.join(sorted(set(known)))}", key, hint=nearest(key, known)
                )

    def _hint(self, missing: str) -> str:
        near = nearest(missing, [key for key in self._values if key not in self._taken])
        return near.replace("Did you mean", "There is").replace("?", ", which is no key here.") if near else ""


def _dotted(path: tuple[Step, ...]) -> str:
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f"[{step + 1}]"
        else:
            name = step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else f'"{step}"'
            words += f".{name}" if words else name
    return words or "the manifest"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value) if not isinstance(value, Mapping) else "a table"
    return text if len(text) <= 60 else text[:57] + "…"
