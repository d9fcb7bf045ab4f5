"""The schema as text: the exported file, which a test holds equal to the code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path


@cache
def sdl() -> str:
    """`schema.graphql`: in the package, or at the top of a working copy."""
    inside = resources.files("credloom").joinpath("_schema.graphql")
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return Path(__file__).resolve().parents[3].joinpath("schema.graphql").read_text(encoding="utf-8")
