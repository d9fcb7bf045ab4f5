"""The kept segments as readers use them: opened once in a process, mapped, opened again after every change."""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

import numpy as np

from credloom.resolve.kept.state import FILE, State
from credloom.resolve.learned.kit import best_kit
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Segment, load
from credloom.resolve.learned.space import Mask, Space

log = logging.getLogger(__name__)

FOLDER = "resolve"
ATTEMPTS = 5


def segment_folder(folder: Path, number: int) -> Path:
    """Where a segment lies."""
    return folder / f"segment-{number}"


class Index:
    """The segments of one folder, for reading."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self.state = folder, state
        self._lock = threading.Lock()
        self._version = -1
        self._loaded: dict[int, Segment] = {}
        self._ranker: Ranker | None = None

    def ranker(self) -> Ranker:
        """Ranks all competencies that are kept now."""
        with self._lock:
            version = self.state.version()
            if self._ranker is None or version != self._version:
                self._ranker, self._version = Ranker(self._space(), best_kit(self.folder.parent)), version
            return self._ranker

    def segment(self, number: int) -> Segment:
        """One kept segment."""
        return self._loaded.get(number) or load(segment_folder(self.folder, number))

    def _space(self) -> Space:
        for attempt in range(ATTEMPTS):
            try:
                return self._opened()
            except (FileNotFoundError, ValueError):  # the writer has joined segments between our two steps: look again
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError

    def _opened(self) -> Space:
        known = self.state.segments()
        self._loaded = {number: self.segment(number) for number, _ in known}
        return Space(list(self._loaded.values()), [self._alive(number, size) for number, size in known])

    def _alive(self, number: int, size: int) -> Mask | None:
        dead = self.state.dead(number)
        if not dead:
            return None
        alive = np.ones(size, bool)
        alive[dead] = False
        return alive


_OPEN: dict[Path, Index] = {}
_OPENING = threading.Lock()


def index_of(data: Path | None) -> Index | None:
    """The index beside a store; None where none has been made yet."""
    if data is None:
        return None
    folder = data / FOLDER
    with _OPENING:
        known = _OPEN.get(folder)
        there = (folder / FILE).exists()
        if known is not None and there:
            return known
        _OPEN.pop(folder, None)
        if not there:
            return None
        try:
            state = State(folder, write=False)
            state.segments()
        except sqlite3.Error:
            log.warning("what resolving keeps cannot be read", exc_info=True)
            return None
        _OPEN[folder] = Index(folder, state)
        return _OPEN[folder]
