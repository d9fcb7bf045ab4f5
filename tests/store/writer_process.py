"""A process that writes batch after batch and says, behind each, that it was acknowledged: to be killed.

python -m tests.store.writer_process FOLDER [BATCHES]
"""

from __future__ import annotations

import sys
from pathlib import Path

from credloom.store import open_store
from tests.store.make import batch, ctid, node, record

SIZE = 20


def main() -> None:
    """Write until killed. Every record says in its name which batch wrote it; each batch changes the one before."""
    store = open_store(Path(sys.argv[1]), write=True)
    print("open", flush=True)
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10_000):
        made = [record(ctid(f"{number} {place}"), node(name=f"batch {number}")) for place in range(SIZE)]
        changed = [record(ctid(f"{number - 1} {place}"), node(name=f"batch {number - 1} old")) for place in range(SIZE)]
        store.write(batch(*made, *(changed if number else ()), checkpoint=str(number).encode()))
        print(number, flush=True)


if __name__ == "__main__":
    main()
