"""One client's connection: uvicorn's, with the limits on a request's head that uvicorn leaves to a proxy.

Without them a client holds connections for ever with half a head, or fills the memory with one that never ends. How
long the body may take and how large it may be is the application's business (`limits`).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from credloom.http.limits import ABORT, HEAD_BYTES

HEAD_SECONDS = 8.0
"""From the connection, or the first byte of a further request, to the end of the head."""


class ClientConnection(HttpToolsProtocol):
    """Closes on a head that is late (408) or too large (431), and on a client that does not read its answer."""

    _late: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing() or not self._between_requests():
            return
        self._head += len(data)
        if self._head > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")
        elif self._late is None:
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self.transport.abort}  # type: ignore[dict-item]  # not one of ASGI's own

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def timeout_keep_alive_handler(self) -> None:
        """An answer that still was not read is thrown away: closing would wait for the reader."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _between_requests(self) -> bool:
        return self.cycle is None or (self.cycle.response_complete and not self.pipeline)

    def _await_head(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._refuse, b"408 Request Timeout")

    def _head_is_there(self) -> None:
        self._head = 0
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: bytes) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
            return
        if self._head:  # a browser that connected in advance and asked nothing is told nothing
            self.transport.write(b"HTTP/1.1 %b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status)
        self.transport.close()
