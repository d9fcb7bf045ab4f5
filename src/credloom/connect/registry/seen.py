"""Which envelopes a listing has given, so that what comes twice is told from two envelopes of one CTID."""

from __future__ import annotations

from credloom.connect.registry.envelopes import Envelope

_MASK = (1 << 64) - 1


class Seen:
    """The newest date and the envelope of each CTID, packed into one number: some 150 bytes an entry."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self.count = 0
        """How many different envelopes were met."""

    def __contains__(self, ctid: str) -> bool:
        return hash(ctid) in self._known

    def is_news(self, envelope: Envelope) -> bool:
        """Whether this envelope says something newer than what was met under its CTID."""
        name = envelope.ctid or envelope.envelope_id
        if name is None:
            self.count += 1
            return True
        key, own = hash(name), hash(envelope.envelope_id or name) & _MASK
        changed = envelope.modified_at
        date = int(changed.timestamp() * 1000) if changed is not None else 0
        known = self._known.get(key)
        other = known is None or known & _MASK != own
        self.count += other
        if known is not None and known >> 64 >= date and not (other and date == 0 == known >> 64):
            return False
        self._known[key] = date << 64 | own
        return True
