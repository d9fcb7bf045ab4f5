"""Makes a table of word counts: `python -m credloom.match.text.count FILE > word-counts.tsv`, a text in each line."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from credloom.match.text.words import families

LEAST = 12
"""Words in fewer texts count as in none."""


def counted(texts: Iterable[str]) -> Iterable[str]:
    """The lines of the table."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(set(families(text)))
    yield f"texts\t{total}"
    for word, count in counts.most_common():
        if count >= LEAST and word.isascii() and word.isalpha():
            yield f"{word}\t{count}"


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        sys.stdout.writelines(f"{line}\n" for line in counted(file))
