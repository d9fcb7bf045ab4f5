"""Stage 7: which competencies are the same, and what a text means.

`ports` the shapes and the `Resolver` protocol · `asserted` what sources state · `exact` equal words and codes ·
`basic` both together.
"""

from __future__ import annotations

from credloom.resolve.basic import BasicResolver
from credloom.resolve.ports import Resolver
from credloom.store.ports import Snapshot

__all__ = ["Resolver", "resolver"]


def resolver(snapshot: Snapshot) -> Resolver:
    """The best resolver there is for a snapshot."""
    return BasicResolver(snapshot)
