"""Faults that httpx has no name for."""

from __future__ import annotations

import httpx


class AnswerTooLarge(httpx.TransportError):
    """The answer, as sent or unpacked, is larger than the request allows."""


class Truncated(httpx.RemoteProtocolError):
    """The connection was closed before the answer was complete."""


class StaleConnection(Truncated):
    """A kept connection was closed before the first byte of an answer: most likely the request was never read."""
