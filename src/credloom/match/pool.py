"""Credentials whose words are compared with a job: found by the index and by links, never by looking at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from credloom.match.text.texts import Offered, Wanted
from credloom.model import codes
from credloom.model.concept import Concept
from credloom.model.text import pick
from credloom.model.things import Credential
from credloom.store.ports import Filter, SearchQuery, Snapshot

BY_WORDS = 30
"""So many credentials that share words with the whole job are looked at, and as many that share some with the title."""
BY_OCCUPATION = 20
_TEXT = 800
"""Characters of a credential's own text that are compared."""


def found(snapshot: Snapshot, wanted: Wanted, occupations: Sequence[str], within: SearchQuery) -> list[str]:
    """Keys of the credentials whose words or occupations are nearest to a job."""
    query = msgspec.structs.replace(within, text=None, sort="relevance", first=BY_WORDS, count=False)
    texts = [text for text in (wanted.title, wanted.whole) if text]
    keys = [key for many in snapshot.alike(texts, query) for key in many]
    if occupations:
        named = Filter("occupation", tuple(f"{codes.SOC}:{code}" for code in occupations))
        limits = msgspec.structs.replace(query, filters=(*within.filters, named), first=BY_OCCUPATION)
        keys += [key for many in snapshot.alike([wanted.whole], limits) for key in many]
    return list(dict.fromkeys(keys))


def offered(credential: Credential) -> Offered:
    """What a stored credential says of itself."""
    coded: Iterable[Concept] = (*credential.occupations, *credential.instructional_programs)
    said = [
        *(pick(credential.descriptions) or "",),
        *(text.value for text in (*credential.subjects, *credential.keywords)),
        *(label for concept in coded if (label := pick(concept.labels))),
    ]
    text = ". ".join(part.strip().rstrip(".") for part in said if part)[:_TEXT]
    return Offered(pick(credential.names) or "", text, (credential.type,))
