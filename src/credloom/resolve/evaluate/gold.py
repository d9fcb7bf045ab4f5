"""Gold files of a folder, read with care: what is wrong is told with file and line.

`targets.jsonl` holds what queries may mean, `NAME.queries.jsonl` queries with the ids that they mean (none: nothing),
`evaluation.toml` how each set is to be read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from credloom.errors import UsageError, nearest
from credloom.resolve.learned.segment import Concept

T = TypeVar("T")
TARGETS, HOW = "targets.jsonl", "evaluation.toml"
QUERIES = ".queries.jsonl"


class Target(msgspec.Struct, frozen=True):
    """What a query may mean."""

    id: str
    label: str
    alternatives: tuple[str, ...] = ()
    description: str | None = None

    def concept(self) -> Concept:
        """The target as it is compared."""
        return Concept(self.id, self.label, self.alternatives, self.description or "")


class Query(msgspec.Struct, frozen=True):
    """A text and the targets that it means; none: nothing is meant."""

    q: str
    gold: tuple[str, ...]


class How(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a set is read. `hide_query_surface`: each query is itself a label of its target and must not find itself."""

    profile: Literal["label", "phrase"] = "phrase"
    hide_query_surface: bool = False


def lines(file: Path, kind: type[T]) -> list[T]:
    """The lines of a JSON Lines file as structs. Raises `UsageError` with file and line."""
    return list(_lines(file, kind))


def _lines(file: Path, kind: type[T]) -> Iterator[T]:
    decode = msgspec.json.Decoder(kind).decode
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise UsageError(f"{file}:{number}: {error}.") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}).") from error


def targets(folder: Path) -> list[Target]:
    """The targets of a folder, whose ids differ."""
    found = lines(folder / TARGETS, Target)
    seen: set[str] = set()
    for number, one in enumerate(found, 1):
        if one.id in seen:
            raise UsageError(f"{folder / TARGETS}: target {number}: the id {one.id!r} stands twice.")
        seen.add(one.id)
    if not found:
        raise UsageError(f"{folder / TARGETS}: expected at least one target.")
    return found


def queries(file: Path, known: Mapping[str, int]) -> list[Query]:
    """The queries of a set, whose ids are targets."""
    found = lines(file, Query)
    for number, one in enumerate(found, 1):
        for name in one.gold:
            if name not in known:
                raise UsageError(
                    f"{file}: query {number}: {name!r} is no target's id.{nearest(name, list(known)[:5_000])}"
                )
    return found


def sets(folder: Path, suffix: str) -> dict[str, Path]:
    """The files of one kind by the name of their set."""
    return {file.name.removesuffix(suffix): file for file in sorted(folder.glob(f"*{suffix}"))}


def how(folder: Path) -> dict[str, How]:
    """What `evaluation.toml` says of each set; nothing where it is not there."""
    file = folder / HOW
    if not file.exists():
        return {}
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), dict[str, How])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{file}: {error}.") from error
