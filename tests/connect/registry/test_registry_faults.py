"""A registry in trouble, over sockets: nothing hangs, nothing is lost, and the error says what happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from credloom.connect.client import Client
from credloom.connect.registry import RegistryReader, listing
from credloom.connect.retry import patient
from credloom.demo import registry_server
from credloom.demo.registry_state import Registry
from credloom.errors import (
    SourceBadData,
    SourceError,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from tests.connect.registry.registries import KEY, InProcess, ctid, ctids, documents, filled, payload, refs, source
from tests.connect.servers import Asked, Script, answer, asking, serving

_HOP = frozenset({"content-length", "transfer-encoding", "connection"})


class Front:
    """A script that hands on to the stand-in; a fault deals with some requests behind the first."""

    def __init__(self, registry: Registry, fault: Script | None = None, *, times: int = 10**6) -> None:
        self._app = InProcess(registry_server.app(registry, key=KEY))
        self._fault, self._times, self._first = fault, times, True

    async def __call__(self, asked: Asked) -> None:
        first, self._first = self._first, False
        if self._fault is not None and self._times > 0 and not first:
            self._times -= 1
            await self._fault(asked)
            return
        await asked.send(await self.answer(asked))

    async def answer(self, asked: Asked) -> bytes:
        """The stand-in's answer as bytes."""
        method, target, _ = asked.line.split(" ")
        request = httpx.Request(method, f"http://registry.example{target}", headers=asked.headers, content=asked.body)
        response = await self._app.handle_async_request(request)
        headers = [f"{name}: {value}" for name, value in response.headers.items() if name not in _HOP]
        return answer(response.content, *headers, status=f"{response.status_code} X")


@asynccontextmanager
async def _reader(front: Front, **limits: Any) -> AsyncIterator[RegistryReader]:
    fetch = {"timeout_seconds": 0.5, **limits}
    async with serving(front) as server, asking() as client:
        yield RegistryReader(source(url=server.url, fetch=fetch, per_page=10), client)


async def _harvest(reader: RegistryReader, checkpoint: bytes | None = None) -> tuple[list[str], bytes | None, bool]:
    """Refs, the last checkpoint and whether it was complete; errors come through with what was read before."""
    found: list[str] = []
    complete = False
    async for portion in reader.harvest(checkpoint, full=False):
        found += [document.ref for document in portion.documents]
        checkpoint, complete = portion.checkpoint, portion.complete
    return found, checkpoint, complete


async def _stall(asked: Asked) -> None:
    await asyncio.sleep(5)
    asked.close()


async def _drip(asked: Asked) -> None:
    await asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n[", *[b" "] * 100, pause=0.05)


async def _cut(asked: Asked) -> None:
    await asked.send(b'HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n[{"envelope_id": "e')
    asked.close()


async def _reset(asked: Asked) -> None:
    asked.reset()


async def _html(asked: Asked) -> None:
    await asked.ok(b"<html><h1>502 Bad Gateway</h1></html>", "Content-Type: text/html", status="502 Bad Gateway")


async def _locked(asked: Asked) -> None:
    await asked.ok(b'{"errors":["locked"]}', status="503 Service Unavailable")


async def _busy(asked: Asked) -> None:
    await asked.ok(b"", "Retry-After: 30", status="429 Too Many Requests")


async def _busy_for_a_moment(asked: Asked) -> None:
    await asked.ok(b"", "Retry-After: 0", status="429 Too Many Requests")


async def _broken(asked: Asked) -> None:
    await asked.ok(b'{"errors":["boom"]}', status="500 Internal Server Error")


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (_stall, SourceTimeout, "registry"),
        (_drip, SourceTimeout, "registry"),
        (_reset, SourceUnavailable, "registry"),
        (_locked, SourceUnavailable, "registry answered 503: locked"),
        (_busy, SourceRateLimited, "registry answered 429"),
        (_cut, SourceError, "registry"),
    ],
)
def test_trouble_in_the_middle_keeps_what_was_read_and_goes_on_there(
    fault: Script, kind: type[SourceError], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that stays in trouble ends the refresh; when it is well again, the refresh goes on at that page."""
    monkeypatch.setattr(listing, "PORTION", 1)
    registry = filled(35)

    async def work() -> None:
        portions: list[list[str]] = []
        checkpoint = None

        async def read(reader: RegistryReader) -> None:
            nonlocal checkpoint
            async for portion in reader.harvest(None, full=False):
                portions.append([document.ref for document in portion.documents])
                checkpoint = portion.checkpoint

        async with _reader(Front(registry, fault), timeout_seconds=0.2) as reader:
            with pytest.raises(kind, match=words):
                await asyncio.wait_for(read(reader), 20)
        assert len(portions) == 1
        assert checkpoint is not None
        rest = await _resumed(registry, checkpoint, reader)
        assert {*portions[0], *rest} == ctids(range(1, 36))

    asyncio.run(work())


async def _resumed(registry: Registry, checkpoint: bytes, before: RegistryReader) -> list[str]:
    """What a well registry at the same address gives behind a checkpoint."""
    client = Client(transport=InProcess(registry_server.app(registry)))
    try:
        found, _, complete = await _harvest(RegistryReader(before._source, client), checkpoint)
    finally:
        await client.aclose()
    assert complete
    return found


@pytest.mark.parametrize("fault", [_reset, _html, _locked, _busy_for_a_moment])
def test_trouble_that_passes_is_waited_for(fault: Script) -> None:
    async def work() -> None:
        async with _reader(Front(filled(35), fault, times=1)) as reader:
            with patient(10):
                found, _, complete = await _harvest(reader)
        assert (set(found), complete) == (ctids(range(1, 36)), True)

    asyncio.run(work())


@pytest.mark.parametrize("fault", [_stall, _broken, _cut])
def test_one_page_in_trouble_is_read_in_smaller_ones(fault: Script) -> None:
    async def once(asked: Asked) -> None:
        await fault(asked)

    async def work() -> None:
        async with _reader(Front(filled(35), once, times=1)) as reader:
            found, _, complete = await _harvest(reader)
        assert (set(found), complete) == (ctids(range(1, 36)), True)

    asyncio.run(work())


def test_a_page_that_is_too_large_is_read_in_smaller_ones() -> None:
    registry = filled(30)
    registry.publish(payload(31, "x" * 40_000))

    async def work() -> None:
        async with _reader(Front(registry), max_bytes=45_000) as reader:
            found, _, complete = await _harvest(reader)
            assert (set(found), complete) == (ctids(range(1, 32)), True)

    asyncio.run(work())


def test_batches_that_are_too_large_are_halved() -> None:
    registry = filled(2)
    registry.publish(payload(3, "x" * 90_000))

    async def work() -> None:
        async with _reader(Front(registry), max_bytes=60_000) as reader:
            found = await reader.lookup([ctid(number) for number in range(1, 4)])
            assert {document.ref for document in found.documents} == ctids(range(1, 3))
            assert {refusal.ref for refusal in found.refusals} == {ctid(3)}

    asyncio.run(work())


def test_a_registry_that_is_gone_is_told_at_once() -> None:
    async def work() -> None:
        async with asking() as client:
            reader = RegistryReader(source(url="http://127.0.0.1:1"), client)
            with pytest.raises(SourceUnavailable):
                await _harvest(reader)
            with pytest.raises(SourceUnavailable):
                await reader.lookup([ctid(1)])
            with pytest.raises(SourceUnavailable):
                await reader.search("welding", 5)

    asyncio.run(work())


def test_a_look_up_keeps_its_caller_s_deadline() -> None:
    async def late(asked: Asked) -> None:
        await asyncio.sleep(5)

    async def work() -> None:
        async with serving(late) as server, asking() as client:
            reader = RegistryReader(source(url=server.url), client)
            started = asyncio.get_running_loop().time()
            for question in (reader.lookup([ctid(1)]), reader.search("welding", 5)):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await question
            assert asyncio.get_running_loop().time() - started < 3

    asyncio.run(work())


def test_giving_up_a_refresh_leaves_no_request_behind() -> None:
    async def work() -> None:
        async with _reader(Front(filled(50))) as reader:  # which checks that no task is left
            stream = reader.harvest(None, full=False)
            async for _ in stream:
                break
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator

    asyncio.run(work())


def test_a_large_framework_is_one_document() -> None:
    nodes = [
        {"@id": f"https://x.example/{n}", "@type": "ceasn:Competency", "ceasn:competencyText": {"en": f"Skill {n}"}}
        for n in range(10_000)
    ]
    whole = payload(1)
    registry = Registry([{**whole, "@graph": [*whole["@graph"], *nodes]}])

    async def work() -> None:
        async with _reader(Front(registry), timeout_seconds=20.0) as reader:
            portions = [portion async for portion in reader.harvest(None, full=True)]
            assert refs(portions) == [ctid(1)]
            assert len(documents(portions)[ctid(1)].data["@graph"]) == 10_001

    asyncio.run(work())


def test_secrets_are_in_no_error() -> None:
    async def refuse(asked: Asked) -> None:
        assert asked.headers["authorization"] == "Bearer hush-hush"
        await asked.ok(b'{"errors":["Invalid token"]}', status="401 Unauthorized")

    async def work() -> None:
        async with serving(refuse) as server, asking() as client:
            reader = RegistryReader(source("hush-hush", url=server.url), client)
            for question in (reader.lookup([ctid(1)]), reader.search("welding", 5), _harvest(reader)):
                with pytest.raises(SourceError, match="Invalid token") as caught:
                    await question
                assert "hush" not in str(caught.value) + caught.value.detail

    asyncio.run(work())


def test_a_question_that_the_registry_does_not_understand_is_bad_data() -> None:
    async def refuse(asked: Asked) -> None:
        await asked.ok(b'{"errors":["per_page does not have a valid value"]}', status="400 Bad Request")

    async def work() -> None:
        async with serving(refuse) as server, asking() as client:
            with pytest.raises(SourceBadData, match="per_page does not have a valid value"):
                await _harvest(RegistryReader(source(url=server.url), client))

    asyncio.run(work())
