"""From the inbox into the store: what live calls brought, in the order in which it came."""

from __future__ import annotations

from collections.abc import Mapping

from credloom.connect.reader import Harvest
from credloom.normalise import normalise
from credloom.refresh.inbox import Inbox
from credloom.refresh.run import batch_of
from credloom.sources.manifest import Source
from credloom.store.ports import Store


def drain(inbox: Inbox, store: Store, sources: Mapping[str, Source]) -> int:
    """Write everything that waits; returns how many messages were written.

    A message is dropped only behind its write, so that a crash in between repeats it: writing twice changes nothing.
    What came from a source that is no longer enabled is dropped unread.
    """
    written = 0
    while waiting := inbox.take():
        for number, learned in waiting:
            source = sources.get(learned.source)
            if source is not None:
                made = normalise(source, learned.documents)
                batch, _ = batch_of(source, Harvest(documents=learned.documents, refusals=learned.refusals), made)
                store.write(batch)
                written += 1
            inbox.drop(number)
    return written
