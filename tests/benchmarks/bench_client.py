"""CPU time of one call to a source: our client and transport against stock httpx, in one interleaved run.

    python tests/benchmarks/bench_client.py [--loop asyncio|uvloop] [--rounds N] [--calls N]

A server in a process of its own answers 2.4 kB of JSON over kept connections; each call's answer is parsed with orjson.
What is counted is this process's CPU time (user and system), the median over the rounds; the ratio is to
`httpx.AsyncClient` as it comes, with `sniffio` installed and as many kept connections as calls at once.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import orjson
import uvloop

from credloom.connect.client import Client
from credloom.connect.guard import Guard
from credloom.connect.transport import Transport
from credloom.sources.manifest import Fetch, Manifest, Source, SourceInfo

BODY = orjson.dumps({"data": [{"id": f"x{number}", "name": "some name here"} for number in range(60)]})
HEAD = b"HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sat, 01 Aug 2026 12:00:00 GMT\r\nContent-Type: application/json\r\n"
ANSWER = HEAD + b'ETag: "abc"\r\nContent-Length: %d\r\n\r\n%b' % (len(BODY), BODY)
CONCURRENCY = (1, 5, 20)

Call = Callable[[], Awaitable[httpx.Response]]


class _Server(asyncio.Protocol):
    """Answers each head that comes in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            self.buffer = self.buffer[end + 4 :]
            assert isinstance(self.transport, asyncio.WriteTransport)
            self.transport.write(ANSWER)


def serve(port: Connection) -> None:
    """Run the server and tell its port."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def cost(call: Call, calls: int, concurrency: int) -> float:
    """CPU microseconds of one call."""

    async def worker() -> None:
        for _ in range(calls // concurrency):
            orjson.loads((await call()).content)

    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return (time.process_time() - began) / (calls // concurrency * concurrency) * 1e6


async def compare(url: str, rounds: int, calls: int, concurrency: int) -> dict[str, float]:
    """The median cost of each way to call, interleaved."""
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    transport = Transport(guard=Guard(allow_private=True))
    fetch = Fetch(reader="json", urls={"main": url}, concurrency=concurrency)
    info = SourceInfo(key="bench", name="Bench", kind="OTHER")
    source = Source(manifest=Manifest(source=info, fetch=fetch, folder=Path()), urls={"main": url})
    stock = httpx.AsyncClient(trust_env=False, limits=limits)
    over = httpx.AsyncClient(trust_env=False, transport=Transport(guard=Guard(allow_private=True)))
    client = Client(allow_private=True, env={})
    ways: dict[str, Call] = {
        "httpx as it comes": lambda: stock.get(url),
        "httpx over our transport": lambda: over.get(url),
        "our transport directly": lambda: transport.handle_async_request(httpx.Request("GET", url)),
        "our client": lambda: client.get(url, source=source),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for call in ways.values():
        await cost(call, calls // 4, concurrency)
    for _ in range(rounds):
        for name, call in ways.items():
            gc.collect()
            found[name].append(await cost(call, calls, concurrency))
    for closing in (stock.aclose, over.aclose, transport.aclose, client.aclose):
        await closing()
    return {name: statistics.median(times) for name, times in found.items()}


async def report(url: str, rounds: int, calls: int) -> None:
    """Print a table."""
    for concurrency in CONCURRENCY:
        found = await compare(url, rounds, calls, concurrency)
        baseline = found["httpx as it comes"]
        for name, cost_us in found.items():
            print(f"{concurrency:2} at once  {name:26} {cost_us:8.1f} us CPU a call  {baseline / cost_us:5.1f} x")


def main() -> None:
    """Start the server, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=600)
    given = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    factory = uvloop.new_event_loop if given.loop == "uvloop" else asyncio.new_event_loop
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(report(f"http://127.0.0.1:{ours.recv()}/x", given.rounds, given.calls))
    finally:
        process.terminate()


if __name__ == "__main__":
    main()
