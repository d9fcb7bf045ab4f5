"""What a place holds: its postings, each with a ref that stays the same when others come and go."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import orjson

from credloom.connect.jobs import feed, found, html
from credloom.connect.jobs.options import Options
from credloom.connect.jobs.places import Place
from credloom.connect.jobs.robots import Robots
from credloom.connect.jobs.state import Seen, digest
from credloom.connect.pages import Answer, Getter, Validator, get, read_file
from credloom.sources import formats
from credloom.sources.manifest import Source


class Item(msgspec.Struct, frozen=True):
    """One posting, or one JDX document: `body` is what is kept of it."""

    ref: str
    format: str
    data: dict[str, Any]
    body: bytes
    url: str | None


class Holding(msgspec.Struct, frozen=True):
    """A place as it is now. `unchanged` is a place that says it is what it was; its items were not read then."""

    items: list[Item]
    seen: Seen
    problems: list[tuple[str, str]]
    unchanged: bool = False


class Holder:
    """Reads places of one source."""

    def __init__(self, source: Source, client: Getter, options: Options) -> None:
        self._source, self._client, self._options = source, client, options

    async def read(self, place: Place, seen: Seen | None, robots: Robots) -> Holding:
        """What a place holds. `seen` makes the request conditional. Raises `SourceError`."""
        if place.kind == "file":
            return await asyncio.to_thread(self._file, place)
        if place.kind == "feed":
            return await self._feed(place, seen)
        answer = place.answer
        if answer is None:
            validator = seen.validators.get(place.url) if seen is not None else None
            async with robots.gate:
                answer = await get(self._client, self._source, place.url, validator, {})
                if robots.delay:
                    await asyncio.sleep(robots.delay)
        if answer.unchanged and seen is not None:
            return Holding([], Seen(place.lastmod, seen.validators, seen.refs), [], unchanged=True)
        return await asyncio.to_thread(self._page, place, answer)

    async def _feed(self, place: Place, seen: Seen | None) -> Holding:
        first = place.answer
        if seen is not None and seen.validators and any(seen.validators.values()):
            first = await feed.unchanged(self._client, self._source, seen.validators)
            if first is None:
                return Holding([], seen, [], unchanged=True)
        whole = await feed.read(self._client, self._source, self._options, place.url, first)
        held = _Held(place, dict(whole.validators))
        for url, data in whole.pages:
            self._data(held, data, url, url)
        return held.holding()

    def _page(self, place: Place, answer: Answer) -> Holding:
        """An HTML page; a page that is JSON in spite of its place in a sitemap is read as such."""
        validator = Validator(answer.etag, answer.modified)
        held = _Held(place, {place.url: validator} if validator != Validator() else {})
        content = formats.unpacked(answer.content, place.url, self._source.manifest.fetch.max_bytes)
        if content.lstrip()[:1] in (b"{", b"["):
            self._data(held, formats.strict_json(content, place.url), place.url, place.url)
        else:
            self._html(held, content, place.url, place.url, place.url)
        return held.holding()

    def _html(self, held: _Held, content: bytes, name: str, base: str, url: str | None) -> None:
        page = html.read(content, base)
        held.problems.extend((f"{name}#{where}", f"The script {reason}.") for where, reason in page.problems)
        for number, posting in enumerate(page.postings, start=1):
            held.add(posting, name if number == 1 else f"{name}#{number}", url)

    def _file(self, place: Place) -> Holding:
        answer = read_file(self._source, place.url)
        name = self._name(place.url)
        content = formats.unpacked(answer.content, name, self._source.manifest.fetch.max_bytes)
        held = _Held(place, {})
        if name.lower().removesuffix(".gz").endswith((".html", ".htm")):
            self._html(held, content, name, "", None)
        elif content.lstrip()[:1] == b"{" and _lines(content):
            self._json_lines(held, content, name)
        else:
            self._data(held, formats.strict_json(content, name), name, None)
        return held.holding()

    def _json_lines(self, held: _Held, content: bytes, name: str) -> None:
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip():
                try:
                    data = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    held.problems.append((f"{name}:{number}", f"The line is not strict JSON: {error.msg}."))
                else:
                    self._data(held, data, f"{name}:{number}", None)

    def _data(self, held: _Held, data: Any, name: str, url: str | None) -> None:
        listed = feed.rows(data, self._options.each)
        postings = found.postings(data if listed is None else listed, bare=True)
        if listed is not None:
            postings += [
                found.Posting(row, f"/{place}")
                for place, row in enumerate(listed)
                if isinstance(row, dict) and not any(one.data is row for one in postings)
            ]
        for posting in postings:
            local = found.local_id(posting.data)
            plain = posting.pointer in ("", "/")
            held.add(posting, local or (name if plain else f"{name}#{posting.pointer}"), url)
        if not postings and _is_content(data):
            held.problems.append((name, "There is no JobPosting in it."))

    def _name(self, url: str) -> str:
        path = unquote(urlsplit(url).path)
        for base in self._source.urls.values():
            folder = unquote(urlsplit(base).path).rstrip("/")
            if path.startswith(folder + "/"):
                return path[len(folder) + 1 :]
        return path.rpartition("/")[2]


class _Held:
    """A place while it is read."""

    def __init__(self, place: Place, validators: dict[str, Validator]) -> None:
        self._place, self._validators = place, validators
        self._items: dict[str, Item] = {}
        self.problems: list[tuple[str, str]] = []

    def add(self, posting: found.Posting, ref: str, url: str | None) -> None:
        try:
            body = orjson.dumps(posting.data)
        except TypeError as error:
            self.problems.append((f"{ref}#{posting.pointer}", f"The posting cannot be kept: {error}."))
            return
        known = self._items.get(ref)
        if known is not None and known.body != body:
            number = 2
            while (other := self._items.get(f"{ref}#{number}")) is not None and other.body != body:
                number += 1
            ref = f"{ref}#{number}"
        self._items[ref] = Item(ref, posting.format, posting.data, body, url)

    def holding(self) -> Holding:
        refs = {ref: digest(item.body) for ref, item in self._items.items()}
        seen = Seen(self._place.lastmod, self._validators, refs, self._place.kind == "feed")
        return Holding(list(self._items.values()), seen, self.problems)


def _lines(content: bytes) -> bool:
    """Whether a content is JSON lines: its first line is an object of its own, and there is another behind it."""
    first, _, rest = content.lstrip().partition(b"\n")
    if not rest.strip() or first.strip() in (b"{", b""):
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return rest.lstrip()[:2] == b'{"' and first.rstrip().endswith(b"}")
    return True


def _is_content(data: Any) -> bool:
    return not (isinstance(data, list) and not data) and data not in (None, {})
