"""Our transport below httpx: HTTP/1.1 over asyncio and httptools (docs/decisions/0006-transport.md)."""

from credloom.connect.transport.faults import AnswerTooLarge, Truncated
from credloom.connect.transport.transport import Transport

__all__ = ["AnswerTooLarge", "Transport", "Truncated"]
