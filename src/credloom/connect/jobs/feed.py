"""JSON feeds of postings: one address, or a chain of pages by `next`, `Link`, offset, number or cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from credloom.connect.jobs.options import Options
from credloom.connect.pages import Answer, Getter, Validator, get, pages
from credloom.errors import SourceBadData
from credloom.sources import formats
from credloom.sources.cells import walk
from credloom.sources.manifest import Source
from credloom.sources.rules import Table

MAX_PAGES = 20_000
_NEXT = (
    "next",
    "next_url",
    "nextUrl",
    "nextPage",
    "next_page_url",
    "links.next",
    "_links.next",
    "paging.next",
    "view.next",
    "hydra:view.hydra:next",
    "@odata.nextLink",
    "meta.next",
)


class Feed(msgspec.Struct, frozen=True):
    """A feed as a whole: what each page holds (address, data), and what makes the next reading conditional."""

    pages: list[tuple[str, Any]]
    validators: dict[str, Validator]
    problems: list[tuple[str, str]] = []


async def unchanged(client: Getter, source: Source, validators: Mapping[str, Validator]) -> Answer | None:
    """None where every page of a feed says that nothing changed; else the first answer that has news."""
    for url, validator in validators.items():
        answer = await get(client, source, url, validator, {})
        if not answer.unchanged:
            return answer
    return None


async def read(client: Getter, source: Source, options: Options, url: str, first: Answer | None) -> Feed:
    """All pages of a feed. `first` is the answer of its address, where it was asked already."""
    found = Feed([], {})
    if options.page is not None:
        table = Table(name="feed", reader="json", each=options.each, page=options.page)
        async for answer in pages(client, source, table, url):
            _take(found, answer, source)
        return msgspec.structs.replace(found, validators={})
    answer = first if first is not None and first.url == url else await get(client, source, url, None, {})
    while True:
        data = _take(found, answer, source)
        address = answer.link or _next(data, answer.url)
        if not address or address in found.validators:
            return found
        if urlsplit(address)[:2] != urlsplit(url)[:2]:
            raise SourceBadData(
                f"The next page is said to be on another host ({urlsplit(address).netloc}).", source=source.key
            )
        if len(found.pages) >= MAX_PAGES:
            raise SourceBadData(f"{source.key}: more than {MAX_PAGES} pages.", source=source.key)
        answer = await get(client, source, address, None, {})


def _take(feed: Feed, answer: Answer, source: Source) -> Any:
    body = formats.unpacked(answer.content, answer.url, source.manifest.fetch.max_bytes)
    data = formats.strict_json(body, urlsplit(answer.url).path)
    feed.pages.append((answer.url, data))
    feed.validators[answer.url] = Validator(answer.etag, answer.modified)
    return data


def _next(data: Any, url: str) -> str:
    """The address of the next page that a page names, in one of the usual places."""
    for path in _NEXT if isinstance(data, dict) else ():
        found = data.get(path, walk(data, path))
        if isinstance(found, dict):
            found = found.get("href", found.get("@id"))
        if isinstance(found, str) and found.strip() and ("/" in found or "?" in found):
            return urljoin(url, found.strip())
    return ""


def rows(data: Any, each: str) -> list[Any] | None:
    """The list at a path; None where no path is given."""
    if not each:
        return None
    found = walk(data, each)
    return found if isinstance(found, list) else [] if found is None else [found]
