"""What a site's robots.txt allows (RFC 9309), and where it says that its sitemaps are."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from credloom.connect.pages import Getter, get
from credloom.errors import SourceError, SourceNotFound, SourceRefused
from credloom.sources.manifest import Source

AGENT = "credloom"
MAX_DELAY = 10.0
"""Seconds between two requests, at most, whatever a site asks for."""


class Robots:
    """The rules of one host, and the gate through which its pages are asked for: as many at once as both allow."""

    def __init__(self, parser: RobotFileParser | None, concurrency: int) -> None:
        self._parser = parser
        delay = parser.crawl_delay(AGENT) if parser is not None else None
        self.delay = min(float(delay), MAX_DELAY) if delay else 0.0
        self.gate = asyncio.Semaphore(1 if self.delay else concurrency)

    def allows(self, url: str) -> bool:
        """Whether a page may be read."""
        return self._parser is None or self._parser.can_fetch(AGENT, url)

    def sitemaps(self) -> list[str]:
        """Addresses of sitemaps that the site names."""
        return list((self._parser.site_maps() if self._parser is not None else None) or ())


async def robots_of(client: Getter, source: Source, url: str) -> Robots:
    """The rules of an address's host. A host without robots.txt allows everything; so does one that forbids to read it
    (RFC 9309, 2.3.1.3). Raises `SourceError` where the host cannot be reached."""
    parts = urlsplit(url)
    concurrency = source.manifest.fetch.concurrency
    if parts.scheme == "file":
        return Robots(None, concurrency)
    try:
        answer = await get(client, source, urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")), None, {})
    except (SourceNotFound, SourceRefused):
        return Robots(None, concurrency)
    except SourceError as error:
        if error.code == "SOURCE_BAD_DATA":
            return Robots(None, concurrency)
        raise
    parser = RobotFileParser()
    parser.parse(answer.content[:524_288].decode("utf-8", "replace").splitlines())
    return Robots(parser, concurrency)
