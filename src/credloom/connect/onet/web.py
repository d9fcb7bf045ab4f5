"""O*NET Web Services version 2: JSON, a key in `X-API-Key`, listings by `start` and `end` with `next` addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import orjson

from credloom.connect.pages import Getter
from credloom.errors import SourceBadData, SourceRefused, SourceUnavailable
from credloom.sources.manifest import Source

Json = dict[str, Any]
PAGE = 2000
"""Rows of one answer, at most."""
MAX_PAGES = 100
_NONE: Mapping[str, str] = {}
_DOMAINS = ("skills", "knowledge", "abilities")


class Web:
    """The service of one source. Raises `SourceError`s; what the service does not know is simply missing."""

    def __init__(self, source: Source, client: Getter, base: str) -> None:
        self._source, self._client, self._base = source, client, base.rstrip("/")
        self._gate = asyncio.Semaphore(source.manifest.fetch.concurrency)

    def page(self, code: str) -> str:
        """The address of an occupation."""
        return f"{self._base}/online/occupations/{quote(code)}/"

    async def codes(self) -> list[str]:
        """The codes of all occupations."""
        return _codes(await self._listed("/online/occupations/", "occupation", {}))

    async def search(self, text: str, first: int) -> list[str]:
        """Codes of occupations that match a text, best first."""
        found = await self._get(
            f"{self._base}/online/search", {"keyword": text, "start": "1", "end": str(max(first, 1))}
        )
        return _codes(_members(found, "occupation"))[:first]

    async def occupations(self, codes: Sequence[str]) -> list[Json | None]:
        """The occupations of codes, in their order; None for one that the service does not know."""
        return list(await asyncio.gather(*(self._occupation(code) for code in codes)))

    async def _occupation(self, code: str) -> Json | None:
        about = await self._get(self.page(code), _NONE)
        if about is None or not about.get("title"):
            return None
        details = f"/online/occupations/{quote(code)}/details"
        tasks, technology, *rated = await asyncio.gather(
            self._listed(f"{details}/tasks", "task", {}),
            self._listed(f"{details}/technology_skills", "category", {}),
            *(self._listed(f"{details}/{domain}", "element", {}) for domain in _DOMAINS),
        )
        return {
            "code": str(about.get("code", code)),
            "title": str(about["title"]),
            "description": str(about.get("description", "")),
            "titles": [text for text in _titles(about) if text],
            "tasks": [_task(entry) for entry in tasks if _text(entry)],
            "elements": [
                found
                for domain, entries in zip(_DOMAINS, rated, strict=True)
                for entry in entries
                if (found := _element(domain, entry))
            ],
            "technology": [found for category in technology for found in _technology(category)],
        }

    async def _listed(self, path: str, member: str, params: Mapping[str, str]) -> list[Json]:
        """All entries of a listing, page by page."""
        url = self._base + path
        found: list[Json] = []
        answer = await self._get(url, {"start": "1", "end": str(PAGE), **params})
        for _ in range(MAX_PAGES):
            found.extend(_members(answer, member))
            following = answer.get("next") if answer else None
            if not isinstance(following, str) or not following:
                return found
            there = urljoin(url, following)
            if urlsplit(there)[:2] != urlsplit(self._base)[:2]:
                raise SourceBadData("The next page is said to be on another host.", source=self._source.key)
            answer = await self._get(there, _NONE)
        raise SourceBadData(f"{self._source.key}: more than {MAX_PAGES} pages.", source=self._source.key)

    async def _get(self, url: str, params: Mapping[str, str]) -> Json | None:
        """A JSON object; None for 404 and 422, with which the service answers for what it does not have."""
        async with self._gate:
            response = await self._client.get(
                url, source=self._source, headers={"Accept": "application/json"}, params=params
            )
        status = response.status_code
        if status in (404, 422):
            return None
        if status in (401, 403):
            raise SourceRefused(f"{self._source.key} refused the key ({status}).", source=self._source.key, detail=url)
        if status >= 500:
            raise SourceUnavailable(f"{self._source.key} answered {status}.", source=self._source.key, detail=url)
        try:
            found = orjson.loads(response.content)
        except orjson.JSONDecodeError as error:
            raise SourceBadData(
                f"{self._source.key} answered {status} with something that is not JSON.",
                source=self._source.key,
                detail=url,
            ) from error
        if status >= 400 or not isinstance(found, dict):
            raise SourceBadData(f"{self._source.key} answered {status}.", source=self._source.key, detail=url)
        return found


def _members(answer: Json | None, name: str) -> list[Json]:
    found = answer.get(name) if answer else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _codes(entries: list[Json]) -> list[str]:
    return list(dict.fromkeys(str(entry["code"]) for entry in entries if entry.get("code")))


def _titles(about: Json) -> list[str]:
    found = about.get("sample_of_reported_titles", about.get("sample_of_reported_job_titles", []))
    found = found.get("title", []) if isinstance(found, dict) else found
    return [str(text) for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _text(entry: Json) -> str:
    """A task's words: `title`, or `name` as version 1.9 had it."""
    return str(entry.get("title") or entry.get("name") or "")


def _task(entry: Json) -> Json:
    made: Json = {"text": _text(entry)}
    made |= {"id": str(entry["id"])} if entry.get("id") else {}
    made |= {"type": str(entry["category"])} if isinstance(entry.get("category"), str) else {}
    importance = _figure(entry.get("importance"))
    return made | ({"importance": importance} if importance is not None else {})


def _element(domain: str, entry: Json) -> Json | None:
    if not (entry.get("id") and entry.get("name")):
        return None
    made: Json = {"domain": domain, "id": str(entry["id"]), "name": str(entry["name"])}
    for name in ("importance", "level"):
        figure = _figure(entry.get(name))
        made |= {name: figure} if figure is not None else {}
    if isinstance(entry.get("description"), str):
        made["description"] = entry["description"]
    return made


def _technology(category: Json) -> list[Json]:
    title = str(category.get("title") or category.get("name") or "")
    made = []
    for entry in _members(category, "example"):
        name = str(entry.get("title") or entry.get("name") or "")
        if name:
            one: Json = {"name": name, "category": title}
            one |= {"commodity": str(category["code"])} if category.get("code") else {}
            one |= {"hot": True} if entry.get("hot_technology") else {}
            one |= {"demand": True} if entry.get("in_demand") else {}
            percentage = _figure(entry.get("percentage"))
            made.append(one | ({"percentage": percentage} if percentage is not None else {}))
    return made


def _figure(value: object) -> float | None:
    """A figure from 0 to 100, bare or as `{"value": …}`."""
    inner = value.get("value") if isinstance(value, dict) else value
    return (
        float(inner) if isinstance(inner, int | float) and not isinstance(inner, bool) and 0 <= inner <= 100 else None
    )
