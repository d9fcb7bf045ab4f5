"""`credloom serve` under mixed load: capacity, latency at a share of it, memory over time.

    python -m tests.benchmarks.bench_load DATA_DIR [--total N] [--minutes M] [--share 0.7] [--at-once 50]

DATA_DIR holds N generated credentials (`bench_whole.py --folder`). First as many requests as can be answered, `at-once`
at a time: that is the capacity. Then `share` of it for M minutes, by the clock: a request is sent when its time has
come whether others are answered or not, and its latency counts from that time, so that waiting is not left out. Every
operation has other variables each time; no answer comes from the cache of responses unless it is asked for again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.bench_serve import below, rss, start
from tests.benchmarks.bench_store import TEXTS
from tests.benchmarks.generate import ctid

SEARCH = """query($text: String) {
  credentials(search: $text, first: 20, filter: {place: {regions: ["CO", "CA", "NY"]}}) {
  totalCount nodes { id ctid name family types { code label } provider { name } costs { amount { amount } } }
  facets(of: [FAMILY, REGION, DELIVERY_TYPE], top: 5) { facet buckets { count concept { code label } } } } }"""
DETAIL = """query($ctid: String!) { credential(by: {ctid: $ctid}) { ctid name description provider { name url }
  competencies(first: 10) { totalCount nodes { ctid text } } conditions { name description } } }"""
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Credential { name family provider { name } } } }"
LIST = "query($first: Int!) { credentials(first: $first, sort: NAME) { totalCount nodes { id name } } }"
SUGGEST = "query($text: String!) { suggest(text: $text, first: 8) { text } }"
WARM_SECONDS = 20.0
Make = Callable[[random.Random, int], tuple[str, dict[str, object]]]
MIX: list[tuple[int, Make]] = [
    (4, lambda some, total: (DETAIL, {"ctid": ctid("credential", some.randrange(total))})),
    (2, lambda some, total: (SEARCH, {"text": f"{some.choice(TEXTS)} {some.choice(TEXTS)}"})),
    (2, lambda some, total: (NODES, {"ids": [ctid("credential", some.randrange(total)) for _ in range(20)]})),
    (1, lambda some, total: (LIST, {"first": some.randrange(5, 50)})),
    (1, lambda some, total: (SUGGEST, {"text": some.choice(TEXTS)[: some.randrange(2, 9)]})),
]


class Client:
    """Kept connections to one address; each carries one request at a time."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.partition(":")
        self._port = int(port)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.refused = 0

    async def ask(self, query: str, variables: dict[str, object]) -> None:
        """One answer, which may hold no error; `refused` counts those that were not answered."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        head = f"POST /graphql HTTP/1.1\r\nhost: {self._host}:{self._port}\r\ncontent-type: application/json\r\n"
        reader, writer = await self._connection()
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))[15:])
        told = await reader.readexactly(length)
        self._idle.append((reader, writer))
        if answer.startswith(b"HTTP/1.1 503"):  # it sheds what it could not answer in time
            self.refused += 1
            return
        assert answer.startswith(b"HTTP/1.1 200"), answer
        assert b'"errors":' not in told, told[:1000]

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():  # the gateway ends what was idle for long
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        """Close all."""
        for _, writer in self._idle:
            writer.close()


def drawn(some: random.Random, total: int) -> tuple[str, dict[str, object]]:
    """One operation of the mix."""
    (make,) = some.choices([make for _, make in MIX], [weight for weight, _ in MIX])
    return make(some, total)


async def capacity(client: Client, some: random.Random, total: int, at_once: int, seconds: float) -> float:
    """Answers a second with so many requests under way all the time."""
    answered, ending = 0, time.monotonic() + seconds

    async def one() -> None:
        nonlocal answered
        while time.monotonic() < ending:
            await client.ask(*drawn(some, total))
            answered += 1

    await asyncio.gather(*(one() for _ in range(at_once)))
    return answered / seconds


async def steady(
    client: Client, some: random.Random, total: int, rate: float, minutes: float, sample: Callable[[float], None]
) -> list[float]:
    """The latency of each request in milliseconds, sent at a steady rate."""
    took: list[float] = []
    tasks: set[asyncio.Task[None]] = set()
    began, sent = time.monotonic(), 0

    async def one(due: float) -> None:
        await client.ask(*drawn(some, total))
        took.append((time.monotonic() - due) * 1000)

    while (now := time.monotonic()) < began + minutes * 60:
        while began + sent / rate <= now:
            task = asyncio.create_task(one(began + sent / rate))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            sent += 1
        sample((now - began) / 60)
        await asyncio.sleep(max(0.0, began + sent / rate - time.monotonic()))
    await asyncio.gather(*tasks)
    return took


async def measure(address: str, pid: int, given: argparse.Namespace) -> None:
    """Print the figures."""
    client, some = Client(address), random.Random(1)
    await capacity(client, some, given.total, given.at_once, WARM_SECONDS)
    most = await capacity(client, some, given.total, given.at_once, WARM_SECONDS)
    print(f"capacity: {most:.0f} requests a second, {given.at_once} at once", flush=True)
    seen: list[int] = []

    def sample(minute: float) -> None:
        if minute >= len(seen):
            seen.append(sum(map(rss, [pid, *below(pid)])))
            if len(seen) % 5 == 1:
                print(f"minute {len(seen) - 1}: {seen[-1]} MB in all processes", flush=True)

    took = await steady(client, some, given.total, most * given.share, given.minutes, sample)
    cut = statistics.quantiles(took, n=100)
    print(f"{len(took)} requests at {given.share:.0%} of that: p50 {cut[49]:.1f} ms, p95 {cut[94]:.1f} ms, "
          f"p99 {cut[98]:.1f} ms, {cut[98] / cut[49]:.1f} x p50")  # fmt: skip
    print(f"{client.refused} of all requests were refused as too many")
    if len(seen) > 11:
        print(f"memory from minute 10 to the end: {seen[10]} to {seen[-1]} MB, {seen[-1] / seen[10] - 1:+.1%}")
    client.close()


def main() -> None:
    """Start the gateway, measure, end it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--total", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--share", type=float, default=0.7)
    parser.add_argument("--at-once", type=int, default=50)
    given = parser.parse_args()
    process, address, _ = start(given.folder)
    try:
        asyncio.run(measure(address, process.pid, given))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


if __name__ == "__main__":
    main()
