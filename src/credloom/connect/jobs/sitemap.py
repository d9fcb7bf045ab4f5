"""Sitemaps (sitemaps.org, protocol 0.9): an urlset of pages, or an index of further sitemaps; plain text lists too."""

from __future__ import annotations

from xml.parsers import expat

import msgspec

from credloom.errors import SourceBadData

MAX_ENTRIES = 50_000
"""What the protocol allows in one sitemap."""


class Entry(msgspec.Struct, frozen=True):
    """An address, and when it was last changed, as the sitemap writes it."""

    url: str
    lastmod: str = ""


class Sitemap(msgspec.Struct, frozen=True):
    """One sitemap: `pages` of an urlset, `maps` of an index; `problem` is what could not be read of it."""

    pages: list[Entry]
    maps: list[Entry]
    problem: str = ""


def is_sitemap(content: bytes) -> bool:
    """Whether an answer is a sitemap in XML."""
    head = content[:4096]
    return b"<urlset" in head or b"<sitemapindex" in head


def parse(content: bytes, name: str) -> Sitemap:
    """The entries of a sitemap in XML. One that breaks off keeps what stands before. Raises `SourceBadData`."""
    found = _Handler()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        problem = f"{name}:{error.lineno}:{error.offset}: is no whole XML ({expat.ErrorString(error.code)})"
        if not (found.pages or found.maps):
            raise SourceBadData(f"{problem}; expected a sitemap.") from error
        return Sitemap(found.pages, found.maps, problem + "; what stands before was used.")
    if not found.root:
        raise SourceBadData(f"{name}: expected a sitemap (urlset or sitemapindex), found {found.first or 'nothing'}.")
    return Sitemap(found.pages, found.maps)


def _no_doctype(*_: object) -> None:
    raise SourceBadData("The sitemap declares a document type, which no sitemap needs; it was not read.")


class _Handler:
    """Collects `loc` and `lastmod` of `url` and `sitemap` elements, in any namespace."""

    def __init__(self) -> None:
        self.pages: list[Entry] = []
        self.maps: list[Entry] = []
        self.root = False
        self.first = ""
        self._open: list[str] = []
        self._now: dict[str, str] = {}

    def start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        self.first = self.first or local
        self.root = self.root or local in ("urlset", "sitemapindex")
        if local in ("url", "sitemap"):
            self._now = {}
        self._open.append(local)

    def text(self, data: str) -> None:
        if len(self._open) >= 2 and self._open[-2] in ("url", "sitemap") and self._open[-1] in ("loc", "lastmod"):
            self._now[self._open[-1]] = self._now.get(self._open[-1], "") + data

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2].lower()
        self._open.pop()
        url = self._now.get("loc", "").strip()
        if local in ("url", "sitemap") and url:
            kept = self.pages if local == "url" else self.maps
            if len(kept) < MAX_ENTRIES:
                kept.append(Entry(url, self._now.get("lastmod", "").strip()))
