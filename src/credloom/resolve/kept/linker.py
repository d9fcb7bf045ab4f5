"""Bringing what is kept up to date with the store: only what is new or changed is compared, against all the rest.

Changes come from the store's change feed. They go into a new segment; small segments are joined, so that there are few.
Then every new or changed competency is looked for among the others by its own words. Work is committed in portions and
goes on behind the last one when it was stopped.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from credloom.resolve.kept.concepts import concept_of, digest
from credloom.resolve.kept.index import FOLDER, Index, segment_folder
from credloom.resolve.kept.state import FORMAT, Link, State
from credloom.resolve.learned.arrays import portions
from credloom.resolve.learned.kit import best_kit
from credloom.resolve.learned.making import build
from credloom.resolve.learned.ranker import Ranker
from credloom.resolve.learned.segment import Concept
from credloom.resolve.learned.space import Reach
from credloom.resolve.linking import links_of
from credloom.store.ports import Snapshot

REACH = Reach(vectors=30, abouts=0, words=20, about_words=0, meanings=15, pool=160)
LARGEST = 250_000
"""Concepts of one segment."""
_CHANGES = 50_000
_READ = 2_000
_LINKED = 512
"""So many competencies are linked before the links are kept."""


class Done(msgspec.Struct, frozen=True):
    """What one update did: competencies that are new or changed, that are gone, links that were found."""

    fresh: int = 0
    gone: int = 0
    links: int = 0


def update(data: Path, snapshot: Snapshot, stopped: Callable[[], bool] = lambda: False) -> Done:
    """Bring what is kept beside a store up to date with a snapshot. One process at a time, the store's writer."""
    state = State(data / FOLDER, write=True)
    try:
        return Linker(state, snapshot, stopped).run()
    finally:
        state.close()


class Linker:
    """One update."""

    def __init__(self, state: State, snapshot: Snapshot, stopped: Callable[[], bool]) -> None:
        self._state, self._snapshot, self._stopped = state, snapshot, stopped
        self._index, self._kit = Index(state.folder, state), best_kit(state.folder.parent)

    def run(self) -> Done:
        """Read changes, keep them, link them."""
        version = self._kit.version
        if (self._state.get("format"), self._state.get("model")) != (FORMAT, version):
            self._state.clear()
            self._state.set(model=version)
        fresh, gone = self._keep()
        self._join()
        self._sweep()
        links = 0 if self._stopped() else self._link()
        return Done(fresh, gone, links)

    def _keep(self) -> tuple[int, int]:
        cursor, keys = self._changed(self._state.get("cursor"))
        fresh, gone = self._compared(keys)
        with self._state.transaction():
            self._state.forget((*gone, *(one.key for one in fresh)))
            for part in portions(fresh, LARGEST):
                self._write(part, unlinked=True)
            if cursor is not None:
                self._state.set(cursor=cursor)
        return len(fresh), len(gone)

    def _changed(self, after: str | None) -> tuple[str | None, list[str]]:
        keys: dict[str, None] = {}
        while found := self._snapshot.changes(after, _CHANGES, None, ("Competency",)):
            keys.update((one.key, None) for one in found)
            after = found[-1].cursor
        return after, list(keys)

    def _compared(self, keys: Sequence[str]) -> tuple[list[Concept], list[str]]:
        fresh: dict[str, Concept] = {}
        gone: list[str] = []
        for part in portions(keys, _READ):
            concepts = [concept_of(thing) for thing in self._snapshot.get_many(part)]
            known = self._state.digests([*part, *(one.key for one in concepts if one)])
            fresh.update({one.key: one for one in concepts if one and known.get(one.key) != digest(one)})
            gone += [
                key for key, one in zip(part, concepts, strict=True) if key in known and (one is None or one.key != key)
            ]
        return list(fresh.values()), gone

    def _write(self, concepts: Sequence[Concept], *, unlinked: bool) -> None:
        segments = self._state.segments()
        number = max((number for number, _ in segments), default=0) + 1
        like = None
        if segments:
            largest = max(segments, key=lambda one: one[1])
            like = None if largest[1] < len(concepts) else self._index.segment(largest[0]).statistics
        folder = segment_folder(self._state.folder, number)
        shutil.rmtree(folder, ignore_errors=True)
        build(concepts, self._kit.encoders, folder, like)
        self._state.add(number, [(one.key, digest(one)) for one in concepts], unlinked=unlinked)

    def _join(self) -> None:
        """Join the newest segments while one is less than twice what is behind it."""
        segments, dead = self._state.segments(), {n: len(self._state.dead(n)) for n, _ in self._state.segments()}
        count, behind = 0, 0
        for number, size in reversed(segments):
            wasted = dead[number] * 3 > size
            if (count and size - dead[number] > 2 * behind and not wasted) or behind + size > LARGEST:
                break
            count, behind = count + 1, behind + size - dead[number]
        joined = [number for number, _ in segments[len(segments) - count :]]
        if count < 2 and not any(dead[number] * 3 > size for number, size in segments[-1:]):
            return
        keys = self._state.members(joined)
        concepts = [
            one for part in portions(keys, _READ) for one in map(concept_of, self._snapshot.get_many(part)) if one
        ]
        with self._state.transaction():
            self._state.drop(joined)
            if concepts:
                self._write(concepts, unlinked=False)

    def _sweep(self) -> None:
        """Remove what no one needs any more; who has it open keeps it."""
        kept = {segment_folder(self._state.folder, number) for number, _ in self._state.segments()}
        for folder in self._state.folder.glob("segment-*"):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _link(self) -> int:
        count = 0
        for keys in self._waiting():
            found = self._found(self._read(keys))
            with self._state.transaction():
                self._state.link(keys, found)
            count += len(found)
        return count

    def _waiting(self) -> Iterator[list[str]]:
        while not self._stopped() and (keys := self._state.unlinked(_LINKED)):
            yield keys

    def _read(self, keys: Sequence[str]) -> list[Concept]:
        return [one for one in map(concept_of, self._snapshot.get_many(keys)) if one]

    def _found(self, concepts: Sequence[Concept]) -> list[Link]:
        ranker = self._index.ranker()
        return links_of(concepts, Ranker(ranker.space, ranker.kit, REACH))
