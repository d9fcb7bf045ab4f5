"""Texts in one spelling: for ordering by name, for comparing words, for words that a mark makes a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^0-9a-z]+")
_MARKED = re.compile(r"\b([^\W_]+)(\+{1,2}|#)(?![\w+#])")
NAME_LENGTH = 96
"""How much of a name counts for its order; behind it, older entities come first."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def name_order(name: str, number: int) -> str:
    """A text that is compared byte by byte in the order of names, unique by the entity's number.

    It holds letters, digits and dots only, so that it can stand in a query; letters beyond these come last.
    """
    text = plain(name)
    if not text.isascii():
        text = "".join(c if c.isascii() else f"zz{ord(c):06x}" for c in text)
    return f"{_WORD.sub('.', text).strip('.')[:NAME_LENGTH]}..{number:010d}"


def spelled_marks(text: str) -> tuple[str, dict[str, str]]:
    """A text with words like `A+`, `C++` and `C#` written out (`aplus`), and these words with what they are without."""
    bare: dict[str, str] = {}
    if "+" not in text and "#" not in text:
        return text, bare

    def spelled(found: re.Match[str]) -> str:
        word, mark = found.groups()
        written = plain(word) + ("sharp" if mark == "#" else "plus" * len(mark))
        bare[written] = plain(word)
        return written

    return _MARKED.sub(spelled, text), bare
