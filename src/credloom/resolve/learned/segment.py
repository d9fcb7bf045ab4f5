"""Competencies made ready to be compared: flat arrays, never changed once made, kept as files that are mapped.

A concept has surfaces (its preferred label first, then its other labels) and at most one description. The surfaces of
a concept stand one behind the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from credloom.resolve.learned import near
from credloom.resolve.learned.near import Vectors
from credloom.resolve.learned.static import StaticEncoder
from credloom.resolve.learned.terms import Terms
from credloom.resolve.learned.texts import Texts, block_of
from credloom.resolve.learned.words import GRAMS, Floats, Hashes, Ints, content, folded, grams, read, word_hash

MOST_SURFACES = 40
"""Labels of one concept beyond these are left out."""
ABOUT_CHARACTERS = 220
_PORTION = 20_000
_TERMS = "terms"

Arrays = Mapping[str, npt.NDArray[Any]]


class Concept(msgspec.Struct, frozen=True, gc=False):
    """A competency as it is compared: its key, its preferred label or statement, other labels, what it is about.

    `group` names the framework, within which no two concepts are the same; `sources` and `category` limit searches.
    """

    key: str
    label: str
    others: tuple[str, ...] = ()
    about: str = ""
    group: str = ""
    sources: tuple[str, ...] = ()
    category: str = ""


class Segment:
    """One set of concepts. `n` concepts, `start[c]:start[c + 1]` their surfaces, `owner[s]` a surface's concept."""

    def __init__(self, arrays: Arrays, terms: Terms) -> None:
        get = arrays.__getitem__
        self.arrays, self.terms = arrays, terms
        self.start, self.owner, self.group = get("start"), get("owner"), get("group")
        self.keys = Texts(get("key_block"), get("key_ends"))
        self.surfaces = Texts(get("surface_block"), get("surface_ends"))
        self.vectors = Vectors(get("coarse"), get("fine"), get("scale"), get("centre"))
        self.abouts = Vectors(get("about_coarse"), get("about_fine"), get("about_scale"), get("centre"))
        self.word, self.word_start, self.word_total = get("word"), get("word_start"), get("word_total")
        self.about_word, self.about_word_start = get("about_word"), get("about_word_start")
        self.gram, self.gram_start, self.gram_norm = get("gram"), get("gram_start"), get("gram_norm")
        self.known_word, self.known_count, self.gram_weight = get("known_word"), get("known_count"), get("gram_weight")

    @property
    def n(self) -> int:
        """How many concepts."""
        return len(self.group)

    def word_weights(self, words: Hashes) -> Floats:
        """How rare each word is among preferred labels: log(labels / labels that have it)."""
        if not len(self.known_word):
            return np.zeros(len(words), np.float32)
        place = np.minimum(np.searchsorted(self.known_word, words), len(self.known_word) - 1)
        count = np.where(self.known_word[place] == words, self.known_count[place], 1)
        return np.log(max(self.n, 2) / count).astype(np.float32)

    def allowed(
        self, groups: Sequence[str], sources: Sequence[str], categories: Sequence[str]
    ) -> npt.NDArray[np.bool_]:
        """Which concepts are of some frameworks, sources and categories; an empty list allows any."""
        found = np.ones(self.n, bool)
        if groups:
            found &= np.isin(self.group, _hashed(groups))
        if categories:
            found &= np.isin(self.arrays["category"], _hashed(categories))
        if sources:
            hit = np.isin(self.arrays["source"], _hashed(sources))
            found &= np.add.reduceat(np.append(hit, False), self.arrays["source_start"][:-1]).astype(bool)
        return found

    def save(self, folder: Path) -> None:
        """Write the arrays; the words are written where `build` was told to."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self.arrays.items():
            np.save(folder / f"{name}.npy", array)


def load(folder: Path) -> Segment:
    """A kept segment, mapped, so that processes share its memory."""
    arrays = {file.stem: np.load(file, mmap_mode="r") for file in folder.glob("*.npy")}
    return Segment(arrays, Terms.open(folder / _TERMS))


def build(concepts: Sequence[Concept], encoder: StaticEncoder, folder: Path | None = None) -> Segment:
    """Make concepts ready; in memory, or with the words' index in a folder."""
    labels = [[text for text in map(read, _labels(one)) if text] or [one.key] for one in concepts]
    surfaces = [text for texts in labels for text in texts]
    abouts = [read(one.about[: 4 * ABOUT_CHARACTERS])[:ABOUT_CHARACTERS] for one in concepts]
    counts = np.array([len(texts) for texts in labels], np.int64)
    start = np.cumsum([0, *counts], dtype=np.int64)
    words, about_words = [content(text) for text in surfaces], [content(text) if text else [] for text in abouts]
    arrays: dict[str, npt.NDArray[Any]] = {
        "start": start,
        "owner": np.repeat(np.arange(len(concepts), dtype=np.int32), counts),
        **_limits(concepts),
        **_texts("key", [one.key for one in concepts]),
        **_texts("surface", surfaces),
        **_vectors(encoder, surfaces, abouts),
        **_words(words, about_words, start),
        **_grams(surfaces),
    }
    return Segment(arrays, Terms.build(words, about_words, folder and folder / _TERMS))


def _labels(one: Concept) -> list[str]:
    return list({folded(text): text for text in (one.label, *one.others)[::-1]}.values())[::-1][:MOST_SURFACES]


def _hashed(names: Sequence[str]) -> Hashes:
    return np.array([word_hash(name.casefold()) if name else 0 for name in names], np.uint32)


def _limits(concepts: Sequence[Concept]) -> Arrays:
    sources = [name for one in concepts for name in one.sources]
    return {
        "group": _hashed([one.group for one in concepts]),
        "category": _hashed([one.category for one in concepts]),
        "source": _hashed(sources),
        "source_start": np.cumsum([0, *(len(one.sources) for one in concepts)], dtype=np.int64),
    }


def _texts(name: str, texts: Sequence[str]) -> Arrays:
    block, ends = block_of(texts)
    return {f"{name}_block": block, f"{name}_ends": ends}


def _vectors(encoder: StaticEncoder, surfaces: Sequence[str], abouts: Sequence[str]) -> Arrays:
    rows, about_rows = _encoded(encoder, surfaces), _encoded(encoder, abouts)
    centre = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32)
    fine, scale = near.quantised(rows)
    about_fine, about_scale = near.quantised(about_rows)
    return {
        "centre": centre,
        "coarse": near.bits(rows, centre),
        "fine": fine,
        "scale": scale,
        "about_coarse": near.bits(about_rows, centre),
        "about_fine": about_fine,
        "about_scale": about_scale,
    }


def _encoded(encoder: StaticEncoder, texts: Sequence[str]) -> Floats:
    parts = [encoder.encode(texts[at : at + _PORTION]) for at in range(0, max(len(texts), 1), _PORTION)]
    return np.concatenate(parts)


def _words(words: Sequence[Sequence[str]], abouts: Sequence[Sequence[str]], start: Ints) -> Arrays:
    known: dict[str, int] = {}
    number = {
        word: known.setdefault(word, word_hash(word)) for texts in (words, abouts) for row in texts for word in row
    }
    preferred = [number[word] for place in start[:-1] for word in words[place]]
    known_word, known_count = np.unique(np.array(preferred, np.uint32), return_counts=True)
    flat = np.array([number[word] for row in words for word in row], np.uint32)
    ends = np.cumsum([0, *map(len, words)], dtype=np.int64)
    made: dict[str, npt.NDArray[Any]] = {
        "word": flat,
        "word_start": ends,
        "about_word": np.array([number[word] for row in abouts for word in row], np.uint32),
        "about_word_start": np.cumsum([0, *map(len, abouts)], dtype=np.int64),
        "known_word": known_word,
        "known_count": known_count.astype(np.int32),
    }
    place = np.minimum(np.searchsorted(known_word, flat), max(len(known_word) - 1, 0))
    count = np.where(known_word[place] == flat, known_count[place], 1) if len(flat) else np.zeros(0)
    weight = np.log(max(len(start) - 1, 2) / count)
    made["word_total"] = (
        np.add.reduceat(np.append(weight, 0), ends[:-1]).astype(np.float32) if len(ends) > 1 else weight
    )
    return made


def _grams(surfaces: Sequence[str]) -> Arrays:
    parts = [grams([folded(text) for text in surfaces[at : at + _PORTION]]) for at in range(0, len(surfaces), _PORTION)]
    flat = np.concatenate([gram for gram, _ in parts]) if parts else np.zeros(0, np.uint16)
    counts = np.concatenate([np.diff(starts) for _, starts in parts]) if parts else np.zeros(0, np.int64)
    start = np.cumsum([0, *counts], dtype=np.int64)
    frequency = np.bincount(flat, minlength=GRAMS)
    weight = (np.log((1 + len(surfaces)) / (1 + frequency)) + 1).astype(np.float32) ** 2
    norm = np.sqrt(np.add.reduceat(np.append(weight[flat], 0), start[:-1])) if len(surfaces) else np.zeros(0)
    return {"gram": flat, "gram_start": start, "gram_weight": weight, "gram_norm": norm.astype(np.float32)}
