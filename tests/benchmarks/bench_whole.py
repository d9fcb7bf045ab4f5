"""A registry of N generated credentials from end to end: `credloom refresh` as a command from a stand-in over loopback,
then `credloom serve` on what it wrote.

    python tests/benchmarks/bench_whole.py [N] [--shape credentials|survey] [--folder DIR] [--pages DIR]

Baseline, in the same run: the same pages fetched with stock httpx and parsed with the standard library's json. What
serving needs is measured by `bench_serve.py`, which is called at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import generate, listing, survey
from tests.benchmarks.bench_registry import floor

ROOT = Path(__file__).resolve().parents[2]


def refreshed(folder: Path, port: int) -> None:
    """Run the command and print what it took."""
    env = {
        **os.environ,
        "CREDLOOM_DATA_DIR": str(folder),
        "CREDLOOM_SOURCES": "credential-registry",
        "CREDLOOM_SOURCE_CREDENTIAL_REGISTRY_URL": f"http://127.0.0.1:{port}",
        "CREDLOOM_ALLOW_PRIVATE_ADDRESSES": "1",
        "CREDLOOM_LOG_LEVEL": "error",
    }
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "credloom", "refresh", "--json"]
    told = json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)[0]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    took, peak = time.monotonic() - began, after.ru_maxrss >> 10
    started, finished = (datetime.fromisoformat(told[name]) for name in ("started_at", "finished_at"))
    read = (finished - started).total_seconds()
    print(f"records refreshed      {read:8.1f} s wall; then competencies are compared")
    print(f"credloom refresh       {took:8.1f} s wall, {cpu:.1f} s CPU, peak {peak} MB", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", nargs="?", type=int, default=100_000)
    parser.add_argument("--shape", choices=("credentials", "survey"), default="credentials")
    parser.add_argument("--folder", type=Path, help="where the data directory is kept")
    parser.add_argument("--pages", type=Path, help="where the envelopes are kept, to be used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, pages = given.folder or Path(made) / "data", given.pages or Path(made) / "pages"
        payloads = survey.payloads if given.shape == "survey" else generate.payloads
        print(f"envelopes              {listing.write(pages, payloads(given.total)):8}", flush=True)
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=listing.serve, args=(theirs, pages), daemon=True)
        server.start()
        theirs.close()
        port = ours.recv()
        try:
            refreshed(folder, port)
            began = time.process_time()
            asyncio.run(floor(port))
            print(
                f"stock httpx and json   {time.process_time() - began:8.1f} s CPU (baseline, keeps nothing)", flush=True
            )
        finally:
            server.terminate()
        env = {**os.environ, "CREDLOOM_SOURCES": "credential-registry", "CREDLOOM_REFRESH": "1"}
        again = [sys.executable, str(ROOT / "tests" / "benchmarks" / "bench_serve.py"), str(folder)]
        subprocess.run(again, check=True, env={**env, "PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    main()
