"""What tells whether kept things were made by the present code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

NORMALISING = ("normalise", "model")
DERIVING = ("normalise", "model", "store")


@cache
def digest(packages: tuple[str, ...]) -> str:
    """A digest of the code and the data of some of our packages: it changes with every release that changes these."""
    found = hashlib.sha256()
    for package in packages:
        for file in _files(resources.files("credloom").joinpath(package)):
            found.update(file.read_bytes())
    return found.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for inner in sorted(folder.iterdir(), key=lambda one: one.name):
        if inner.is_dir():
            yield from _files(inner)
        elif inner.name.endswith((".py", ".json", ".tsv")):
            yield inner
