"""Making concepts ready to be compared: words, letter groups and vectors of every surface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from credloom.resolve.learned import near
from credloom.resolve.learned.encoders import Encoders
from credloom.resolve.learned.segment import TERMS, Arrays, Concept, Segment
from credloom.resolve.learned.statistics import Statistics
from credloom.resolve.learned.terms import Terms
from credloom.resolve.learned.texts import block_of
from credloom.resolve.learned.words import Floats, Ints, content, folded, grams, hashes, read, word_hash

MOST_SURFACES = 40
"""Labels of one concept beyond these are left out."""
ABOUT_CHARACTERS = 220
_PORTION = 20_000


def build(
    concepts: Sequence[Concept], encoders: Encoders, folder: Path | None = None, like: Statistics | None = None
) -> Segment:
    """Make concepts ready, in memory or in a folder; with the statistics of others, or with their own."""
    labels = [[text for text in map(read, _labels(one)) if text] or [one.key] for one in concepts]
    surfaces = [text for texts in labels for text in texts]
    abouts = [read(one.about[: 4 * ABOUT_CHARACTERS])[:ABOUT_CHARACTERS] for one in concepts]
    counts = np.array([len(texts) for texts in labels], np.int64)
    start = np.cumsum([0, *counts], dtype=np.int64)
    words, about_words = [content(text) for text in surfaces], [content(text) if text else [] for text in abouts]
    number = {word: word_hash(word) for texts in (words, about_words) for row in texts for word in row}
    gram, gram_start = _grams(surfaces)
    rows, meanings = _encoded(encoders, surfaces)
    about_rows, about_meanings = _encoded(encoders, abouts)
    preferred = [number[word] for place in start[:-1].tolist() for word in words[place]]
    known = like or Statistics.measured(preferred, len(concepts), gram, rows)
    arrays: dict[str, npt.NDArray[Any]] = {
        "start": start,
        "owner": np.repeat(np.arange(len(concepts), dtype=np.int32), counts),
        "label": hashes([" ".join(sorted(words[place])) for place in start[:-1].tolist()]),
        **_limits(concepts),
        **_texts("key", [one.key for one in concepts]),
        **_texts("surface", surfaces),
        **_vectors("", rows, known.centre),
        **_vectors("about_", about_rows, known.centre),
        **_words("word", words, number),
        **_words("about_word", about_words, number),
        **known.arrays(),
        "gram": gram,
        "gram_start": gram_start,
        "gram_norm": np.sqrt(_sums(known.gram_weight[gram], gram_start)),
    }
    if meanings is not None and about_meanings is not None:
        centre = np.zeros(meanings.shape[1], np.float32)  # these vectors lie around it
        arrays |= {"meaning_centre": centre, **_vectors("meaning_", meanings, centre)}
        arrays |= _vectors("about_meaning_", about_meanings, centre)
    arrays["word_total"] = _sums(known.word_weights(arrays["word"]), arrays["word_start"])
    made = Segment(arrays, Terms.build(words, about_words, folder and folder / TERMS))
    if folder is not None:
        made.save(folder)
    return made


def _labels(one: Concept) -> list[str]:
    """The labels in order, those that differ in case alone once."""
    unique: dict[str, str] = {}
    for text in (one.label, *one.others):
        unique.setdefault(folded(text), text)
    return list(unique.values())[:MOST_SURFACES]


def _limits(concepts: Sequence[Concept]) -> Arrays:
    return {
        "group": hashes([one.group for one in concepts]),
        "category": hashes([one.category for one in concepts]),
        "source": hashes([name for one in concepts for name in one.sources]),
        "source_start": np.cumsum([0, *(len(one.sources) for one in concepts)], dtype=np.int64),
    }


def _texts(name: str, texts: Sequence[str]) -> Arrays:
    block, ends = block_of(texts)
    return {f"{name}_block": block, f"{name}_ends": ends}


def _vectors(name: str, rows: Floats, centre: Floats) -> Arrays:
    fine, scale = near.quantised(rows)
    return {f"{name}coarse": near.bits(rows, centre), f"{name}fine": fine, f"{name}scale": scale}


def _encoded(encoders: Encoders, texts: Sequence[str]) -> tuple[Floats, Floats | None]:
    parts = [encoders.rows(list(texts[at : at + _PORTION])) for at in range(0, max(len(texts), 1), _PORTION)]
    meanings = [meaning for _, meaning in parts if meaning is not None]
    return np.concatenate([rows for rows, _ in parts]), np.concatenate(meanings) if meanings else None


def _words(name: str, texts: Sequence[Sequence[str]], number: dict[str, int]) -> Arrays:
    return {
        name: np.array([number[word] for row in texts for word in row], np.uint32),
        f"{name}_start": np.cumsum([0, *map(len, texts)], dtype=np.int64),
    }


def _grams(surfaces: Sequence[str]) -> tuple[npt.NDArray[np.uint16], Ints]:
    parts = [grams([folded(text) for text in surfaces[at : at + _PORTION]]) for at in range(0, len(surfaces), _PORTION)]
    flat = np.concatenate([np.zeros(0, np.uint16), *(gram for gram, _ in parts)])
    counts = np.concatenate([np.zeros(0, np.int64), *(np.diff(starts) for _, starts in parts)])
    return flat, np.cumsum([0, *counts], dtype=np.int64)


def _sums(values: Floats, starts: Ints) -> Floats:
    """The sum of each run; runs may be empty."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums: Floats = (total[starts[1:]] - total[starts[:-1]]).astype(np.float32)
    return sums
