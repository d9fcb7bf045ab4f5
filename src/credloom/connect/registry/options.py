"""`[fetch.options]` of a manifest with `reader = "registry"`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from credloom.errors import nearest
from credloom.model.identity import ctid_of
from credloom.sources.lines import Lines
from credloom.sources.manifest import Manifest
from credloom.sources.parse import FILE
from credloom.sources.section import Section

MOST_PER_PAGE = 200
"""What the Registry gives at most; what it does with more is not documented."""

FILTERS = (
    "resource_type",
    "envelope_ctdl_type",
    "owned_by",
    "published_by",
    "resource_publish_type",
    "type",
    "fts",
)
"""Parameters of `/search` that limit what is mirrored. Another name would be taken for a property and find nothing."""

Provisional = Literal["exclude", "include", "only"]
_PROVISIONAL: tuple[Provisional, ...] = ("exclude", "include", "only")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How one registry is read.

    `per_page` envelopes a page, `overlap` seconds by which a refresh looks back, `full_every` seconds between listings
    of everything, `only` filters of `/search`.
    """

    community: str = "ce-registry"
    per_page: int = 100
    overlap: float = 900.0
    full_every: float = 7 * 86_400.0
    provisional: Provisional = "exclude"
    only: dict[str, str] = {}


def options_of(manifest: Manifest) -> Options:
    """The options of a manifest. Raises `ManifestError` with file, line, key and the nearest known key."""
    file = manifest.folder / FILE
    section = Section(file, Lines(_text(file)), ("fetch", "options"), manifest.fetch.options)
    per_page = int(section.number("per_page", 100, least=1))
    if per_page > MOST_PER_PAGE:
        raise section.error(f"the Registry gives at most {MOST_PER_PAGE} a page", "per_page", found=per_page)
    word = section.text("provisional", "exclude", known=_PROVISIONAL)
    found = Options(
        community=section.text("community", "ce-registry"),
        per_page=per_page,
        overlap=section.seconds("overlap", 900.0),
        full_every=section.seconds("full_every", 7 * 86_400.0),
        provisional=next(value for value in _PROVISIONAL if value == word),
        only=_filters(section),
    )
    section.words("shared_identifiers")
    section.close()
    return found


def _filters(section: Section) -> dict[str, str]:
    if not section.has("only"):
        section.raw("only")
        return {}
    inner = section.inner("only")
    for name in inner.names():
        if name not in FILTERS:
            hint = nearest(name, FILTERS)
            raise inner.error(f"is no filter of the Registry; expected one of {', '.join(FILTERS)}", name, hint=hint)
    found = {name: ",".join(inner.texts(name)) for name in inner.names()}
    return {name: _exact(value) for name, value in found.items()}


def _exact(value: str) -> str:
    """CTIDs in lower case: the Registry compares them exactly."""
    return ",".join(ctid_of(word) or word.strip() for word in value.split(","))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
