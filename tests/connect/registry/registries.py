"""A registry that a test fills, its stand-in, faults in front of it, and the reader over the real client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from credloom.connect.client import Client
from credloom.connect.reader import Harvest
from credloom.connect.registry import RegistryReader
from credloom.demo import registry_server
from credloom.demo.registry_answers import Style
from credloom.demo.registry_state import Registry
from credloom.model.record import Document
from credloom.sources.manifest import Fetch, Manifest, Secret, Source, SourceInfo

BASE = "http://registry.example"
KEY = "key-of-a-test"
START = datetime(2026, 8, 1, tzinfo=UTC)
CONTEXT = "https://credreg.net/ctdl/schema/context/json"

Interrupt = Callable[[Request], Awaitable[Response | None] | Response | None]


def ctid(number: int) -> str:
    return f"ce-00000000-0000-4000-8000-{number:012d}"


def payload(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A graph with one credential."""
    node = {
        "@id": f"https://credentialengineregistry.org/resources/{ctid(number)}",
        "@type": "ceterms:Certificate",
        "ceterms:ctid": ctid(number),
        "ceterms:name": {"en-US": name or f"Certificate {number}"},
        **more,
    }
    graph = f"https://credentialengineregistry.org/graph/{ctid(number)}"
    return {"@context": CONTEXT, "@id": graph, "@graph": [node]}


def framework(number: int, members: range) -> dict[str, Any]:
    """A graph with a framework and competencies."""
    found = payload(number)
    nodes = [
        {
            "@id": f"https://credentialengineregistry.org/resources/{ctid(member)}",
            "@type": "ceasn:Competency",
            "ceterms:ctid": ctid(member),
            "ceasn:competencyText": {"en-us": f"Skill {member}"},
            "ceasn:isPartOf": [found["@graph"][0]["@id"]],
        }
        for member in members
    ]
    main = {**found["@graph"][0], "@type": "ceasn:CompetencyFramework", "ceasn:name": {"en-us": f"Framework {number}"}}
    return {**found, "@graph": [main, *nodes]}


def filled(count: int, first: int = 1) -> Registry:
    """A registry of certificates, one a minute."""
    registry = Registry()
    for number in range(first, first + count):
        registry.publish(payload(number), at=START + timedelta(minutes=number))
    return registry


def source(secret: str | None = None, *, url: str = BASE, **options: Any) -> Source:
    """The source of a test registry; `options` are those of the manifest, `fetch` its other limits."""
    fetch = options.pop("fetch", {})
    urls = {"main": url, "assistant": f"{url}{registry_server.ASSISTANT}"}
    limits = Fetch(reader="registry", urls=urls, secret=Secret(scheme="Bearer"), options=options, **fetch)
    info = SourceInfo(key="registry", name="Registry", kind="CREDENTIAL_REGISTRY")
    return Source(manifest=Manifest(source=info, fetch=limits, folder=Path("none")), urls=urls, secret=secret)


class Faulty:
    """An application with something in front of it, which counts what was asked for."""

    def __init__(self, app: ASGIApp, interrupt: Interrupt | None = None) -> None:
        self._app, self.interrupt = app, interrupt
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(f"{request.method} {request.url.path}?{request.url.query}")
        found = self.interrupt(request) if self.interrupt is not None else None
        response = found if isinstance(found, Response) or found is None else await found
        await (response or self._app)(scope, receive, send)


class InProcess(httpx.ASGITransport):
    """Answers are whole before the client sees them, as our own transport gives them."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        return response


class Asked:
    """The reader under test and what its requests were."""

    def __init__(self, reader: RegistryReader, front: Faulty) -> None:
        self.reader, self.front = reader, front

    async def all(self, checkpoint: bytes | None = None, *, full: bool = False) -> list[Harvest]:
        """Every portion of a refresh."""
        return [portion async for portion in self.reader.harvest(checkpoint, full=full)]


@contextlib.asynccontextmanager
async def reading(
    registry: Registry,
    interrupt: Interrupt | None = None,
    *,
    secret: str | None = None,
    key: str | None = KEY,
    style: Style = "kaminari",
    **options: Any,
) -> AsyncIterator[Asked]:
    """A reader over the real client and the stand-in, in one process."""
    front = Faulty(registry_server.app(registry, key=key, style=style), interrupt)
    client = Client(transport=InProcess(front))
    try:
        yield Asked(RegistryReader(source(secret, **options), client), front)
    finally:
        await client.aclose()


def refs(portions: list[Harvest]) -> list[str]:
    """Refs of documents, in order."""
    return [document.ref for portion in portions for document in portion.documents]


def documents(portions: list[Harvest]) -> dict[str, Document]:
    """Documents by ref; the last counts."""
    return {document.ref: document for portion in portions for document in portion.documents}


def removed(portions: list[Harvest]) -> list[str]:
    return [name for portion in portions for name in portion.removed]


def reasons(portions: list[Harvest]) -> list[str]:
    return [refusal.reason for portion in portions for refusal in portion.refusals]


def ctids(numbers: range) -> set[str]:
    return {ctid(number) for number in numbers}


def since(portions: list[Harvest]) -> Any:
    """The decoded checkpoint of the last portion."""
    return msgspec.json.decode(portions[-1].checkpoint or b"{}")


def run(work: Awaitable[Any]) -> Any:
    """Run one coroutine."""

    async def inner() -> Any:
        return await work

    return asyncio.run(inner())
