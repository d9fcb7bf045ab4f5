"""BM25 as it is usually set (k1 1.2, b 0.75) over a few texts: what matching is compared with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from credloom.store.index_schema import words_analyzer

K1, B = 1.2, 0.75


def bm25(query: str, texts: Sequence[str]) -> list[float]:
    """The score of each text; words are read as the search index reads them."""
    read = words_analyzer().analyze
    counts = [Counter(read(text)) for text in texts]
    lengths = [sum(count.values()) for count in counts]
    mean = (sum(lengths) / len(lengths) if lengths else 0) or 1
    held = Counter(word for count in counts for word in count)
    rare = {
        word: math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5)) for word in sorted(set(read(query)))
    }
    return [
        sum(
            weight * count[word] * (K1 + 1) / (count[word] + K1 * (1 - B + B * length / mean))
            for word, weight in rare.items()
        )
        for count, length in zip(counts, lengths, strict=True)
    ]
