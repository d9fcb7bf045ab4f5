"""Page of 50 programs, each with provider and five competencies, from three REST sources: beside other gateways.

    python tests/benchmarks/bench_peer.py PEER [--rounds 4] [--at-once 50] [--only live,stored,cached]

PEER is a folder with the peer's tools: a mock of the three sources on ports 4801 to 4803, `up.sh NAME` that starts it
and the peers, `run/NAME.pid`, `normalise.py` that compares answers, and `bench.py` that loads all targets in turns. Our
gateway is started here with the connectors in `peer/`, one web process, on a data directory of its own. Nothing is
measured before every answer of every target equals the expected one, and before our writer has come to rest. CPU is
that of a server's whole process tree, the writer included.

`live`: freshness {maxAgeSeconds: 0}, three upstream calls a request. `stored`: what the sources' own intervals allow,
no upstream call. `cached`: the whole response is kept (the same operation; the others run with that cache turned off).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEERS = {"live": ("gw", 4100), "stored": ("gw", 4100), "cached": ("gw-rcbig", 4103)}
REQUESTS = {"live": (400, 150), "stored": (1_600, 150), "cached": (6_000, 2_000)}
"""Requests of ours and of the peer in one round: each takes some seconds."""
FIELDS = (
    "identifiers{value} name types{code} costs{amount{amount}} provider{ctid name places{city}} "
    "competencies(first:5){nodes{ctid name text level{code}}}"
)
QUERY = (
    'query($after:String){credentials(filter:{sources:["peer-catalog"]},first:50,after:$after%s)'
    "{totalCount pageInfo{endCursor} nodes{%s}}}"
)
FRESHNESS = {"live": ",freshness:{maxAgeSeconds:0}", "stored": "", "cached": ""}
ANSWER = {
    "$at": "data.credentials",
    "total": "totalCount",
    "items": {
        "$each": "nodes",
        "id": "identifiers.0.value",
        "name": "name",
        "credentialType": "types.0.code",
        "cost": "costs.0.amount.amount",
        "provider": {"$at": "provider", "ctid": "ctid", "name": "name", "city": "places.0.city"},
        "competencies": {"$each": "competencies.nodes", "ctid": "ctid", "name": "name", "statement": "text",
                         "level": "level.code"},
    },
}  # fmt: skip
PAGES = 20


def ask(address: str, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """One answer. Raises where it has errors."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(address, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    if answer.get("errors"):
        raise SystemExit(f"the answer has errors: {answer['errors'][0]}")
    return answer


def written_spec(mode: str, address: str, folder: Path) -> Path:
    """The file that says how we spell the question: the cursors of 20 pages, found by walking through them."""
    query = QUERY % (FRESHNESS[mode], FIELDS)
    variables: list[dict[str, Any]] = [{"after": None}]
    while len(variables) < PAGES:
        answer = ask(address, query, variables[-1])
        variables.append({"after": answer["data"]["credentials"]["pageInfo"]["endCursor"]})
    ask(address, query, variables[-1])
    file = folder / f"ours-{mode}.json"
    spec = {"path": "/graphql", "min": 50_000, "headers": {}, "query": query, "variables": variables, "answer": ANSWER}
    file.write_text(json.dumps(spec))
    return file


@contextmanager
def served(folder: Path, *, response_cache: bool) -> Iterator[tuple[str, int]]:
    """(address, process id) of our gateway."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CREDLOOM_")},
        "CREDLOOM_DATA_DIR": str(folder / "data"),
        "CREDLOOM_CONNECTORS": str(HERE / "peer"),
        "CREDLOOM_SOURCES": "peer-registry,peer-catalog,peer-jobs",
        "CREDLOOM_ALLOW_PRIVATE_ADDRESSES": "1",
        "CREDLOOM_LOG_LEVEL": "warning",
        **({"CREDLOOM_RESPONSE_CACHE_BYTES": "0"} if not response_cache else {}),
    }
    command = [sys.executable, "-m", "credloom", "serve", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
            if found is None:
                raise SystemExit("our gateway did not start")
            yield found[0], process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(int(child)) for child in children)


def wait_until_idle(pid: int) -> None:
    """Wait for what the writer does behind new records: the answers need none of it."""
    for _ in range(100):
        before = cpu_seconds(pid)
        time.sleep(3)
        if cpu_seconds(pid) - before < 0.1:
            return
    raise SystemExit("our gateway does not come to rest")


def run(mode: str, peer: Path, rounds: int, at_once: int) -> None:
    """Measure one way of answering beside its peer."""
    name, port = PEERS[mode]
    subprocess.run(["./up.sh", "mock", name], cwd=peer, check=True)
    pid = (peer / "run" / f"{name}.pid").read_text().strip()
    with tempfile.TemporaryDirectory(prefix="credloom-peer-") as place:
        folder = Path(place)
        with served(folder, response_cache=mode == "cached") as (address, ours):
            url = f"{address}/graphql"
            spec = written_spec(mode, url, folder)
            targets = [f"ours={url}@{spec}", f"{name}=http://127.0.0.1:{port}/graphql"]
            subprocess.run([sys.executable, "normalise.py", "q1", *targets], cwd=peer, check=True)
            mine, theirs = REQUESTS[mode]
            loads = [f"ours={address.rpartition(':')[2]}:{ours}:{mine}:{spec}", f"{name}={port}:{pid}:{theirs}"]
            wait_until_idle(ours)
            command = [sys.executable, "bench.py", str(rounds), str(at_once), "q1", *loads]
            subprocess.run(command, cwd=peer, check=True)


def main() -> None:
    """Run the modes that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("peer", type=Path)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--only", default=",".join(PEERS))
    given = parser.parse_args()
    for mode in given.only.split(","):
        print(f"\n== {mode}", flush=True)
        run(mode, given.peer.resolve(), given.rounds, given.at_once)


if __name__ == "__main__":
    main()
