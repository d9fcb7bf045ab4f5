"""One answer as it arrives: httptools calls the `on_…` methods, limits are held while bytes come in."""

from __future__ import annotations

import httptools
import httpx

from credloom.connect.transport.faults import AnswerTooLarge

MAX_HEAD_BYTES = 65_536
MAX_HEADERS = 256
MAX_INTERIM = 8
"""How many 1xx answers may come before the real one."""
_OVERHEAD_PER_BYTE = 8
"""Chunked framing costs six bytes for a chunk of one; more than this is no honest framing."""


class Answer:
    """Status, headers and content (still coded) of one exchange. `complete` says that nothing more belongs to it.

    `reusable` says, once complete, whether the connection may carry another exchange.
    """

    __slots__ = (
        "_bodiless",
        "_interim",
        "_limit",
        "_parser",
        "_problem",
        "_raw",
        "_size",
        "_tunnel",
        "_until_close",
        "codings",
        "complete",
        "headers",
        "in_head",
        "parts",
        "reason",
        "reusable",
        "status",
    )

    def __init__(self, method: str, limit: int) -> None:
        self._tunnel = method == "CONNECT"
        self._bodiless = self._tunnel or method == "HEAD"
        self._limit = limit
        self._parser = httptools.HttpResponseParser(self)
        self._raw = self._size = self._interim = 0
        self._until_close = False
        self._problem: httpx.TransportError | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.codings: list[str] = []
        self.parts: list[bytes] = []
        self.status = 0
        self.reason = b""
        self.in_head = True
        self.complete = self.reusable = False

    @property
    def begun(self) -> bool:
        """Whether a single byte has come."""
        return self._raw > 0

    def feed(self, data: bytes) -> None:
        """Take what came from the socket. Raises `httpx.RemoteProtocolError` and `AnswerTooLarge`."""
        self._raw += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.reusable = False
            if not self.complete and self._problem is None:
                self._problem = httpx.RemoteProtocolError(f"not HTTP: {error}")
        if self._problem is None and self._raw - self._size > MAX_HEAD_BYTES + _OVERHEAD_PER_BYTE * self._size:
            self._problem = httpx.RemoteProtocolError(f"more than {MAX_HEAD_BYTES} bytes of headers")
        if self._problem is not None:
            raise self._problem

    def end(self) -> bool:
        """The socket was closed in order: whether that is the end of the content rather than the loss of a part."""
        if self._until_close and not self.in_head:
            self.complete = True
        return self.complete

    def on_message_begin(self) -> None:
        if self.complete:  # bytes that nobody asked for: the connection is out of step
            self.reusable = False

    def on_status(self, status: bytes) -> None:
        if not self.complete:
            self.reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.in_head:  # trailers: nothing that we read comes in them
            return
        self.headers.append((name, value))
        if len(self.headers) > MAX_HEADERS:
            self._problem = httpx.RemoteProtocolError(f"more than {MAX_HEADERS} headers")

    def on_headers_complete(self) -> None:
        if self.complete:
            return
        self.status = self._parser.get_status_code()
        if 100 <= self.status < 200:
            return
        self.in_head = False
        self._framing()
        if self._bodiless:
            self._finish()

    def on_body(self, data: bytes) -> None:
        if self.complete:
            self.reusable = False
            return
        self._size += len(data)
        if self._size > self._limit:
            self._problem = AnswerTooLarge(f"more than {self._limit} bytes")
        else:
            self.parts.append(data)

    def on_message_complete(self) -> None:
        if self.complete:
            return
        if self.in_head:
            self._interim_over()
        else:
            self._finish()

    def _framing(self) -> None:
        self._until_close = True
        for name, value in self.headers:
            lowered = name.lower()
            if lowered == b"content-length":
                self._until_close = False
                if not self._bodiless and int(value) > self._limit:
                    self._problem = AnswerTooLarge(f"{int(value)} bytes announced, {self._limit} allowed")
            elif lowered == b"transfer-encoding":
                self._until_close = False
                if value.strip().lower() != b"chunked":
                    self._problem = httpx.RemoteProtocolError("a transfer coding that was not asked for")
            elif lowered == b"content-encoding":
                words = value.decode("latin-1").lower().split(",")
                self.codings += [word.strip() for word in words if word.strip()]

    def _interim_over(self) -> None:
        self._interim += 1
        self.headers.clear()
        self.reason = b""
        if self.status == 101 or self._interim > MAX_INTERIM:
            self._problem = httpx.RemoteProtocolError("interim answers that were not asked for")

    def _finish(self) -> None:
        self.complete = True
        self.reusable = self._tunnel or self._parser.should_keep_alive()
