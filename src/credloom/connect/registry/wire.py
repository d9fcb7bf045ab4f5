"""One question to the Registry and its answer. Every error is a `SourceError`; the secret is the client's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from credloom import clock
from credloom.connect.pages import Getter, Response
from credloom.connect.registry.options import Options
from credloom.connect.registry.problems import check, instead_of_list
from credloom.errors import SourceBadData
from credloom.sources.manifest import Source

Params = Mapping[str, str]
_NONE: Params = {}
_ROWS: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


class Api(Getter, Protocol):
    """A client that also posts."""

    async def post(
        self, url: str, *, source: Source, json: Any, headers: Mapping[str, str], params: Params, safe: bool
    ) -> Response: ...


class Wire:
    """The addresses of one registry and how they are asked. `assistant` is its search for key holders, if set."""

    def __init__(self, source: Source, client: Api, options: Options) -> None:
        self.source, self.options = source, options
        self.base = source.urls["main"].rstrip("/")
        self.assistant = source.urls.get("assistant", "").rstrip("/")
        self.community = f"{self.base}/{quote(options.community, safe='')}"
        self._client = client

    async def ask(self, url: str, params: Params = _NONE) -> Response:
        """A GET; the status is the caller's business."""
        merged = {**self.source.manifest.fetch.params, **params}
        headers = {"Accept": "application/json"}
        return await self._client.get(url, source=self.source, headers=headers, params=merged)

    async def get(self, url: str, params: Params = _NONE) -> Response:
        """A GET that succeeded."""
        response = await self.ask(url, params)
        check(response, self.source, url)
        return response

    async def post(self, url: str, body: Any) -> Response:
        """A POST that only asks, and succeeded."""
        headers, params = {"Accept": "application/json"}, self.source.manifest.fetch.params
        response = await self._client.post(
            url, source=self.source, json=body, headers=headers, params=params, safe=True
        )
        check(response, self.source, url)
        return response

    async def payloads(self, ctids: Sequence[str]) -> list[bytes]:
        """`POST /graph/search`: payloads of envelopes by their main CTIDs, in any order, unknown ones missing."""
        url = f"{self.community}/graph/search"
        return rows_of(await self.post(url, {"ctids": list(ctids)}), self.source, url)

    async def graph(self, ctid: str) -> bytes:
        """`GET /graph/{id}`: the payload that holds a resource; a member gives its whole container."""
        return (await self.get(f"{self.community}/graph/{quote(ctid, safe='')}")).content

    async def envelope(self, identifier: str) -> bytes:
        """`GET /envelopes/{id}` by envelope id or CTID."""
        return (await self.get(f"{self.community}/envelopes/{quote(identifier, safe='')}")).content


def rows_of(response: Response, source: Source, url: str) -> list[bytes]:
    """The members of a JSON list, undecoded. Raises `SourceBadData` for anything else."""
    try:
        return [bytes(row) for row in _ROWS.decode(response.content)]
    except (msgspec.MsgspecError, RecursionError) as error:
        name = url.rsplit("/", 1)[-1]
        raise SourceBadData(
            f"{source.key}: the answer of {name} is {instead_of_list(response.content, error)}.",
            source=source.key,
            detail=url,
        ) from error


def server_time(response: Response) -> datetime:
    """The server's clock, so that a wrong one here loses no change; ours where the answer has no `Date`."""
    try:
        found = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return clock.now()
    return found if found.tzinfo else clock.now()


def count(response: Response, *names: str) -> int | None:
    """The number in the first of some headers that is there."""
    for name in names:
        text = response.headers.get(name, "").strip()
        if text.isdigit():
            return int(text)
    return None
