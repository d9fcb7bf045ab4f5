"""Texts in one spelling: for comparing words, for words that a mark makes a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKED = re.compile(r"\b([^\W_]+)(\+{1,2}|#)(?![\w+#])")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


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
