"""Where a source's postings are: files of a folder, pages of sitemaps, feeds."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import msgspec

from credloom.connect.jobs import sitemap
from credloom.connect.jobs.options import Options
from credloom.connect.jobs.robots import Robots, robots_of
from credloom.connect.pages import Answer, Getter, get
from credloom.errors import SourceBadData, SourceError, SourceNotFound
from credloom.model.record import Refusal
from credloom.sources import formats
from credloom.sources.manifest import Source

Kind = Literal["file", "page", "feed"]
MAX_MAPS_DEEP = 3
ENDINGS = (".html", ".htm", ".json", ".jsonld", ".jsonl", ".ndjson")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)


class Place(msgspec.Struct, frozen=True):
    """A page, a file or a feed. `lastmod` is what a sitemap says of it; `answer` is there if it was asked already."""

    url: str
    kind: Kind
    lastmod: str = ""
    answer: Answer | None = None


class Places:
    """All places of a source, found by asking its addresses; with the rules of each host."""

    def __init__(self, source: Source, client: Getter, options: Options) -> None:
        self._source, self._client, self._options = source, client, options
        self._robots: dict[str, Robots] = {}
        self._hosts = {urlsplit(url).netloc.lower() for url in source.urls.values()} | set(options.hosts)
        self._found: dict[str, Place] = {}
        self.refusals: list[Refusal] = []
        self.whole = True
        """False where a part of the listing could not be read: then what is missing is not gone."""

    async def find(self, feeds: Iterable[str]) -> list[Place]:
        """Every place once, in the order of the sources' own lists; `feeds` are addresses known to be feeds."""
        known = frozenset(feeds)
        for url in self._source.urls.values():
            if urlsplit(url).scheme == "file":
                self._add(await asyncio.to_thread(self._files, url))
            elif url in known:
                await self.robots(url)
                self._add([Place(url, "feed")])
            else:
                await self._ask(url)
        return list(self._found.values())

    async def robots(self, url: str) -> Robots:
        """The rules of an address's host."""
        host = urlsplit(url).netloc.lower()
        if host not in self._robots:
            self._robots[host] = await robots_of(self._client, self._source, url)
        return self._robots[host]

    def digest(self) -> str:
        """A digest of the list of places: another one means that positions in it mean nothing any more."""
        found = hashlib.sha256()
        for place in self._found.values():
            found.update(f"{place.url}|{place.lastmod}\n".encode())
        return found.hexdigest()[:32]

    def _add(self, places: Iterable[Place]) -> None:
        for place in places:
            self._found.setdefault(place.url, place)
        if len(self._found) > self._options.max_pages:
            raise SourceBadData(
                f"{self._source.key}: more than {self._options.max_pages:,} pages (options.max_pages).",
                source=self._source.key,
            )

    def _files(self, url: str) -> list[Place]:
        base = Path(unquote(urlsplit(url).path))
        if not base.exists():
            raise SourceNotFound(f"There is no file or folder {base.name}.", source=self._source.key, detail=str(base))
        found = []
        for file in [base] if base.is_file() else sorted(base.rglob("*")):
            if file.is_file() and (base.is_file() or file.name.lower().removesuffix(".gz").endswith(ENDINGS)):
                about = file.stat()
                found.append(Place(file.absolute().as_uri(), "file", f"{about.st_mtime_ns}-{about.st_size}"))
        return found

    async def _ask(self, url: str) -> None:
        """An address of which nothing is known yet: its answer says what it is."""
        robots = await self.robots(url)
        try:
            answer = await get(self._client, self._source, url, None, {})
        except SourceNotFound:
            if urlsplit(url).path not in ("", "/"):
                raise
            answer = Answer(url=url)
        content = formats.unpacked(answer.content, url, self._source.manifest.fetch.max_bytes)
        if sitemap.is_sitemap(content):
            await self._sitemap(url, content, 0)
        elif content.lstrip()[:1] in (b"{", b"["):
            self._add([Place(url, "feed", answer=answer)])
        elif urlsplit(url).path in ("", "/"):
            await self._site(url, robots)
        elif _HTML.search(content[:4096]):
            self._add([Place(url, "page", answer=answer)])
        else:
            raise SourceBadData(
                f"{self._source.key}: expected a sitemap, a JSON feed or an HTML page.",
                source=self._source.key,
                detail=url,
            )

    async def _site(self, url: str, robots: Robots) -> None:
        """A site's start page: its robots.txt says where its sitemaps are, else /sitemap.xml."""
        parts = urlsplit(url)
        named = robots.sitemaps() or [urlunsplit((parts.scheme, parts.netloc, "/sitemap.xml", "", ""))]
        for address in named:
            if self._ours(address):
                await self._map(address, 0)

    async def _map(self, url: str, depth: int) -> None:
        answer = await get(self._client, self._source, url, None, {})
        content = formats.unpacked(answer.content, url, self._source.manifest.fetch.max_bytes)
        await self._sitemap(url, content, depth)

    async def _sitemap(self, url: str, content: bytes, depth: int) -> None:
        found = sitemap.parse(content, urlsplit(url).path)
        if found.problem:
            self._refuse(url, found.problem)
        pages = [(urljoin(url, entry.url), entry.lastmod) for entry in found.pages]
        wanted = [(address, lastmod) for address, lastmod in pages if self._wanted(address)]
        for address in {urlsplit(address).netloc.lower(): address for address, _ in wanted}.values():
            await self.robots(address)
        self._add(Place(address, "page", lastmod) for address, lastmod in wanted if self._allowed(address))
        maps = [urljoin(url, entry.url) for entry in found.maps] if depth < MAX_MAPS_DEEP else []
        failed = [error for address in maps if (error := await self._part(address, depth + 1)) is not None]
        if failed and len(failed) == len(maps) and not pages:
            raise failed[-1]

    async def _part(self, url: str, depth: int) -> SourceError | None:
        """A map that another one names: why it could not be read, else None."""
        if not self._ours(url):
            self._refuse(url, "The sitemap is on another host; name it in options.hosts to read it.")
            return None
        try:
            await self._map(url, depth)
        except SourceError as error:
            if error.code in ("SOURCE_RATE_LIMITED", "SOURCE_TIMEOUT"):
                raise
            self._refuse(url, f"This part of the sitemap could not be read: {error}")
            return error
        return None

    def _wanted(self, url: str) -> bool:
        if not self._ours(url):
            self._refuse(url, "The page is on another host; name it in options.hosts to read it.", whole=True)
            return False
        return self._options.wants(url)

    def _allowed(self, url: str) -> bool:
        allowed = self._robots[urlsplit(url).netloc.lower()].allows(url)
        if not allowed:
            self._refuse(url, "The site's robots.txt does not allow to read the page.", whole=True)
        return allowed

    def _ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.netloc.lower() in self._hosts

    def _refuse(self, url: str, reason: str, *, whole: bool = False) -> None:
        self.whole = self.whole and whole
        if len(self.refusals) < 1000:
            self.refusals.append(Refusal(source=self._source.key, place=url, reason=reason))
