"""`credloom serve` on a data directory: start to ready, memory of each process, a query over HTTP, the end.

    python tests/benchmarks/bench_serve.py DATA_DIR [--starts N] [--queries N]

Baseline: an interpreter that only imports strawberry, starlette and uvicorn, in the same run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

QUERY = '{ credentials(search: "nursing", first: 20) { totalCount nodes { id ctid name provider { name } } } }'
BASELINE = "import strawberry, starlette.applications, uvicorn"


def rss(pid: int) -> int:
    """Resident memory in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def below(pid: int) -> list[int]:
    """Child processes."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def start(folder: Path) -> tuple[subprocess.Popen[str], str, float]:
    """A gateway that answers on `/health/ready`, its address, and how long that took."""
    env = {**os.environ, "CREDLOOM_DATA_DIR": str(folder), "CREDLOOM_LOG_LEVEL": "error"}
    began = time.monotonic()
    command = [sys.executable, "-m", "credloom", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("}"):
            break
    address = json.loads(text)["address"].removeprefix("http://")
    while True:
        connection = http.client.HTTPConnection(address, timeout=30)
        connection.request("GET", "/health/ready")
        if connection.getresponse().status == 200:
            return process, address, time.monotonic() - began
        time.sleep(0.01)


def ask(address: str, queries: int) -> float:
    """Median milliseconds of one query over a kept connection."""
    connection = http.client.HTTPConnection(address, timeout=60)
    times = []
    for _ in range(queries):
        began = time.perf_counter()
        connection.request("POST", "/graphql", json.dumps({"query": QUERY}), {"content-type": "application/json"})
        body = connection.getresponse().read()
        times.append((time.perf_counter() - began) * 1e3)
        assert b'"errors"' not in body, body
    return statistics.median(times)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--queries", type=int, default=300)
    given = parser.parse_args()
    starts, ends, bare = [], [], []
    for number in range(given.starts):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", BASELINE], check=True)
        bare.append(time.monotonic() - began)
        process, address, took = start(given.folder)
        starts.append(took)
        if number == given.starts - 1:
            print(f"query over HTTP        {ask(address, given.queries):8.1f} ms")
            others = [rss(pid) for pid in below(process.pid)]
            print(f"memory                 {rss(process.pid)} MB supervisor, {others} MB the others")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait()
        ends.append(time.monotonic() - began)
    ready = statistics.median(starts)
    print(f"start to ready         {ready:8.2f} s, {ready / statistics.median(bare):.1f} x importing the libraries")
    print(f"SIGTERM to end (idle)  {statistics.median(ends):8.2f} s")


if __name__ == "__main__":
    main()
