"""A response whose content is at hand."""

from __future__ import annotations

import httpx


class Whole(httpx.Response):
    """An `httpx.Response` that need not be read: its content came whole, unpacked and within the limits.

    Httpx's own way to make a response from bytes packs them into a stream and reads them again, which takes three times
    as long as everything else about a response.
    """

    def __init__(
        self, status: int, headers: list[tuple[bytes, bytes]], content: bytes, request: httpx.Request, reason: bytes
    ) -> None:
        extensions = {"http_version": b"HTTP/1.1", "reason_phrase": reason}
        self._whole = content
        self._source = httpx.ByteStream(content)
        super().__init__(status, headers=headers, stream=self._source, request=request, extensions=extensions)

    @property
    def content(self) -> bytes:
        """The content, unpacked."""
        return self._whole

    def read(self) -> bytes:
        """The content, unpacked."""
        return self._whole

    async def aread(self) -> bytes:
        """The content, unpacked. A stream that `httpx.AsyncClient` put around ours is read to its end."""
        if self.stream is not self._source:
            await super().aread()
        return self._whole
