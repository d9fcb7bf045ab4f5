"""How well Credloom does on gold data of a team's own: `credloom evaluate DIR`.

`gold` reads targets and queries · `measures` what is measured, with intervals · one module a kind of file:
`linking` (`NAME.queries.jsonl`), `match.evaluate.spans` (`NAME.spans.jsonl`), `match.evaluate.ranking`
(`NAME.ranking.jsonl`), `match.evaluate.pairs` (`NAME.pairs.jsonl`). A further kind is a module with
`measure(folder, tier)`, named in `KINDS`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from credloom.errors import UsageError

if TYPE_CHECKING:
    from credloom.resolve.evaluate.measures import Sets
    from credloom.resolve.learned.model import Tier

KINDS = {
    ".queries.jsonl": "credloom.resolve.evaluate.linking",
    ".spans.jsonl": "credloom.match.evaluate.spans",
    ".ranking.jsonl": "credloom.match.evaluate.ranking",
    ".pairs.jsonl": "credloom.match.evaluate.pairs",
}
"""Endings of gold files and the modules that measure them. `measure(folder, tier)` gives its sets."""


def evaluate(folder: Path, tier: Tier = "default") -> Sets:
    """Every set of a folder. Raises `UsageError` where there is none, or for a line that cannot be read."""
    found: Sets = {}
    for ending, module in KINDS.items():
        if any(folder.glob(f"*{ending}")):
            found |= import_module(module).measure(folder, tier)
    if not found:
        wanted = ", ".join(f"NAME{ending}" for ending in KINDS)
        raise UsageError(f"{folder}: there is no gold data. Expected a file such as {wanted}; see docs/resolving.md.")
    return found
