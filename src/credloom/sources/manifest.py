"""A connector's manifest as data: what the source is, how it is read, what its fields mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from credloom.sources.rules import Lookup, RecordRule, Table

SourceKind = Literal[
    "CREDENTIAL_REGISTRY",
    "STATE_CATALOG",
    "EMPLOYER_JOBS",
    "OCCUPATION_TAXONOMY",
    "SKILL_FRAMEWORK",
    "OUTCOMES",
    "LIBRARY",
    "OTHER",
]
Mode = Literal["MIRROR", "LIVE"]


class SourceInfo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[source]`: what users see of the source. `key` is the folder's name, `language` the tag of its texts."""

    key: str
    name: str
    kind: SourceKind
    mode: Mode = "MIRROR"
    homepage: str | None = None
    license: str | None = None
    attribution: str | None = None
    jurisdiction: str | None = None
    language: str | None = None


class Secret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the source's secret is sent: in which header, behind which scheme word, from which variable."""

    header: str = "Authorization"
    scheme: str = ""
    env: str | None = None
    required: bool = False


class Fetch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[fetch]`: reader, addresses by name (`main` is the one that a bare `url` gives), rhythm and limits."""

    reader: str
    urls: dict[str, str] = {}
    secret: Secret | None = None
    every_seconds: int = 86_400
    timeout_seconds: float = 30.0
    concurrency: int = 4
    max_bytes: int = 64 * 1024 * 1024
    params: dict[str, str] = {}
    options: dict[str, Any] = {}


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole manifest. `records` are read by `normalise.mapping`, `tables` by `connect.tables`."""

    source: SourceInfo
    fetch: Fetch
    folder: Path
    tables: tuple[Table, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    records: tuple[RecordRule, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest with what the operator set: addresses after environment overrides, and the secret."""

    manifest: Manifest
    urls: dict[str, str]
    secret: str | None = None

    def __repr__(self) -> str:
        """Never shows the secret."""
        return f"Source({self.manifest.source.key!r})"

    @property
    def key(self) -> str:
        """The connector's key."""
        return self.manifest.source.key
