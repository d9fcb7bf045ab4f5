"""Competencies of the store as they are compared."""

from __future__ import annotations

import hashlib

import msgspec

from credloom.model.text import pick
from credloom.model.things import Competency, Thing
from credloom.resolve.learned.segment import Concept

LONGEST_LABEL = 300
"""Characters; a statement beyond them is what a competency is about, not how it is called."""


def concept_of(thing: Thing | None) -> Concept | None:
    """A competency as it is compared; None for anything else, or where it says nothing."""
    if not isinstance(thing, Competency) or not thing.known:
        return None
    shown = [pick(texts) for texts in (thing.names, thing.labels, thing.texts)]
    label = next((text for text in shown if text), None)
    if label is None:
        return None
    every = [text.value for text in (*thing.names, *thing.labels, *thing.texts)]
    statement, description = pick(thing.texts) or "", pick(thing.descriptions) or ""
    return Concept(
        key=thing.key,
        label=label[:LONGEST_LABEL],
        others=tuple(text for text in every if text != label and len(text) <= LONGEST_LABEL),
        about=description or (statement if statement != label else ""),
        group=thing.framework.key if thing.framework else "",
        sources=thing.sources,
        category=thing.category or "",
    )


def digest(concept: Concept) -> bytes:
    """What changes when a concept has to be compared anew."""
    return hashlib.blake2b(msgspec.msgpack.encode(concept), digest_size=12).digest()
