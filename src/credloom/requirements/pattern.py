"""Regular expressions that are compiled when first used: together they take longer than most commands may start in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

Match = re.Match[str]


class Pattern:
    """A regular expression without regard to case, with the methods of `re.Pattern` that are used here."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, re.IGNORECASE)

    @cached_property
    def search(self) -> Callable[..., Match | None]:
        """`re.Pattern.search`."""
        return self._compiled.search

    @cached_property
    def has(self) -> Callable[[str], bool]:
        """Whether a text holds the expression; remembered, as several parts ask it of one sentence."""
        search = self._compiled.search
        return lru_cache(maxsize=2048)(lambda text: search(text) is not None)

    @cached_property
    def match(self) -> Callable[..., Match | None]:
        """`re.Pattern.match`."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., Match | None]:
        """`re.Pattern.fullmatch`."""
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[Match]]:
        """`re.Pattern.finditer`."""
        return self._compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        """`re.Pattern.sub`."""
        return self._compiled.sub
