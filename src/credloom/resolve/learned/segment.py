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

from credloom.resolve.learned.near import Vectors
from credloom.resolve.learned.statistics import Statistics
from credloom.resolve.learned.terms import Terms
from credloom.resolve.learned.texts import Texts
from credloom.resolve.learned.words import hashes

TERMS = "terms"

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
        self.meanings: Vectors | None = None
        self.about_meanings: Vectors | None = None
        if "meaning_fine" in arrays:
            self.meanings = _vectors(arrays, "meaning_")
            self.about_meanings = _vectors(arrays, "about_meaning_")
        self.word, self.word_start, self.word_total = get("word"), get("word_start"), get("word_total")
        self.about_word, self.about_word_start = get("about_word"), get("about_word_start")
        self.gram, self.gram_start, self.gram_norm = get("gram"), get("gram_start"), get("gram_norm")
        self.label = get("label")
        self.statistics = Statistics.of(arrays)

    @property
    def n(self) -> int:
        """How many concepts."""
        return len(self.group)

    def allowed(
        self, groups: Sequence[str], sources: Sequence[str], categories: Sequence[str]
    ) -> npt.NDArray[np.bool_]:
        """Which concepts are of some frameworks, sources and categories; an empty list allows any."""
        found = np.ones(self.n, bool)
        if groups:
            found &= np.isin(self.group, hashes(groups))
        if categories:
            found &= np.isin(self.arrays["category"], hashes(categories))
        if sources:
            before = np.concatenate([[0], np.cumsum(np.isin(self.arrays["source"], hashes(sources)))])
            found &= np.diff(before[self.arrays["source_start"]]) > 0
        return found

    def save(self, folder: Path) -> None:
        """Write the arrays; the words are written where `build` was told to."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self.arrays.items():
            np.save(folder / f"{name}.npy", array)


def _vectors(arrays: Arrays, name: str) -> Vectors:
    coarse, fine, scale = (arrays[f"{name}{part}"] for part in ("coarse", "fine", "scale"))
    return Vectors(coarse, fine, scale, arrays["meaning_centre"])


def load(folder: Path) -> Segment:
    """A kept segment, mapped, so that processes share its memory."""
    # plain views: every part that is taken of a numpy.memmap costs microseconds
    arrays = {file.stem: np.load(file, mmap_mode="r").view(np.ndarray) for file in folder.glob("*.npy")}
    return Segment(arrays, Terms.open(folder / TERMS))
