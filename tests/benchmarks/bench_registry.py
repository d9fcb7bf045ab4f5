"""A refresh of a registry from end to end: loopback, client, reader, normalise, store.

    python tests/benchmarks/bench_registry.py [--envelopes 20000] [--shape survey|credentials|wide] [--profile]

The stand-in serves `/envelopes` in a process of its own. What is counted is the CPU time (user and system, all threads)
of this process and of the one that makes records for it, for each envelope. The baseline of the same run is the least
that any reader must do: fetch the same pages with stock httpx and parse them with the standard library's json, keeping
nothing. Stages are told apart by running the refresh three times: reading only, reading and normalising, everything.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import multiprocessing
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import uvicorn

from credloom.connect.client import Client
from credloom.connect.registry import RegistryReader
from credloom.demo import registry_server
from credloom.demo.registry_state import Registry
from credloom.normalise import normalise
from credloom.refresh.run import refresh_source
from credloom.sources.catalogue import built_in, manifests
from credloom.sources.manifest import Source
from credloom.store import open_store

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import generate, survey


def serve(pipe: Connection, shape: str, count: int) -> None:
    """Fill a registry, tell the port and how many envelopes there are, and serve until the process is ended."""
    made = survey.payloads(count) if shape == "survey" else generate.payloads(count, wide=shape == "wide")
    registry = Registry(made, at=datetime(2026, 6, 1, tzinfo=UTC))
    for envelope in registry.listed():
        assert envelope.body

    async def run() -> None:
        server = uvicorn.Server(uvicorn.Config(registry_server.app(registry), port=0, log_config=None, lifespan="off"))
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        pipe.send((server.servers[0].sockets[0].getsockname()[1], len(registry)))
        await task

    asyncio.run(run())


def source_at(port: int) -> Source:
    """The built-in connector at the stand-in."""
    manifest = manifests([built_in()])["credential-registry"]
    return Source(manifest=manifest, urls={"main": f"http://127.0.0.1:{port}"})


async def floor(port: int) -> int:
    """Stock httpx and json: the pages fetched and parsed, nothing kept."""
    found, page = 0, 1
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        while True:
            url = f"http://127.0.0.1:{port}/ce-registry/envelopes?per_page=100&page={page}"
            rows = json.loads((await client.get(url)).content)
            if not rows:
                return found
            found, page = found + len(rows), page + 1


async def reading(port: int) -> int:
    """Client and reader alone."""
    client = Client(allow_private=True, env={})
    try:
        reader = RegistryReader(source_at(port), client)
        return sum([len(portion.documents) async for portion in reader.harvest(None, full=True)])
    finally:
        await client.aclose()


async def normalising(port: int) -> int:
    """Client, reader and normalise."""
    client, source, found = Client(allow_private=True, env={}), source_at(port), 0
    try:
        async for portion in RegistryReader(source, client).harvest(None, full=True):
            made = normalise(source, portion.documents)
            assert len(made.records) >= len(portion.documents)
            found += len(portion.documents)
    finally:
        await client.aclose()
    return found


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


async def everything(port: int) -> int:
    """A refresh into an empty store."""
    client, source = Client(allow_private=True, env={}), source_at(port)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), write=True)
        try:
            result = await refresh_source(source, client, store)
            assert result.problem is None, result.problem
            print(f"  {result.progress.added} records, {size_of(Path(folder)) / 2**20:.0f} MB on disk")
        finally:
            store.close()
            await client.aclose()
    return result.progress.done


def used() -> float:
    """CPU seconds of this process and of children that have ended; the stand-in has not."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def measured(name: str, work: Callable[[int], Awaitable[int]], port: int) -> float:
    """CPU milliseconds for each envelope, printed with rates."""
    cpu, wall = used(), time.perf_counter()
    found = asyncio.run(_run(work, port))
    cpu, wall = used() - cpu, time.perf_counter() - wall
    print(f"{name:24} {found / cpu:8.0f} envelopes/CPU-s  {cpu / found * 1000:6.3f} ms each  {wall:6.1f} s wall")
    return cpu / found * 1000


async def _run(work: Callable[[int], Awaitable[int]], port: int) -> int:
    return await work(port)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--envelopes", type=int, default=20_000)
    parser.add_argument("--shape", choices=("survey", "credentials", "wide"), default="survey")
    parser.add_argument("--profile", action="store_true", help="where the time of the whole refresh goes")
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(theirs, options.shape, options.envelopes), daemon=True
    )
    server.start()
    port, count = ours.recv()
    print(f"{count} envelopes of shape {options.shape}")
    try:
        if options.profile:
            profile = cProfile.Profile()
            profile.runcall(asyncio.run, everything(port))
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            return
        least = measured("stock httpx + json", floor, port)
        measured("read", reading, port)
        measured("read, normalise", normalising, port)
        whole = measured("read, normalise, store", everything, port)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"ratio to fetching and parsing alone: {whole / least:.1f}; peak {peak:.0f} MB")
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
