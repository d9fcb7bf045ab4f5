"""Stage 7: which competencies are the same, and what a text means.

`ports` the shapes and the `Resolver` protocol · `asserted` what sources state · `exact` equal words and codes ·
`basic` both together · `learned` a small model that compares texts with competencies · `traps` what it must not be
fooled by · `linking` which of its candidates are links · `kept` links and prepared competencies beside the store,
brought up to date after every refresh · `found` what comes of them · `best` all together · `train` and `evaluate`
learning and measuring. docs/resolving.md tells how it works.
"""

from __future__ import annotations

from credloom.resolve.basic import BasicResolver
from credloom.resolve.ports import Resolver
from credloom.store.ports import Snapshot

__all__ = ["Resolver", "resolver"]


def resolver(snapshot: Snapshot) -> Resolver:
    """The best resolver there is for a snapshot: with the learned model where a refresh has prepared its store."""
    from credloom.resolve.kept.index import index_of

    index = index_of(snapshot.folder)
    if index is None:
        return BasicResolver(snapshot)
    from credloom.resolve.best import LearnedResolver

    return LearnedResolver(snapshot, index)
