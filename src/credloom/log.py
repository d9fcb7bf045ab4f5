"""Structured logs on stderr: one JSON object a line, or readable text on a terminal. Secrets never appear.

Every line written while a request is answered carries its id (`request_id`, bound by the HTTP application).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, TextIO

import orjson

Format = Literal["auto", "json", "text"]

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered; None outside one."""

HIDDEN = "[hidden]"
_USERINFO = re.compile(r"(?<=://)[^/\s@\"']+(?=@)")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Redactor:
    """Takes known secrets, and the user part of addresses, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        words = sorted({word for word in secrets if len(word) >= 4}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, words))) if words else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return _USERINFO.sub(HIDDEN, text) if "@" in text else text


class JsonFormatter(logging.Formatter):
    """A record as one JSON object: time, level, logger, message, requestId and what `extra` brought."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One line without a line break."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (bound := request_id.get()) is not None:
            entry["requestId"] = bound
        entry.update(_extra(record))
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        line = orjson.dumps(entry, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS)
        return self._redact(line.decode())


class TextFormatter(logging.Formatter):
    """A record for people: time, level, message, then `key=value`."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below it where there is one."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        extra = _extra(record)
        if (bound := request_id.get()) is not None:
            extra["requestId"] = bound
        words = [at, record.levelname.lower().ljust(7), record.getMessage()]
        words += [f"{name}={_plain(str(value))}" for name, value in extra.items()]
        if record.exc_info:
            words.append("\n" + self.formatException(record.exc_info))
        return self._redact(" ".join(words))


def _plain(text: str) -> str:
    """A text that cannot begin a line of its own or steer a terminal, whatever a client wrote into it."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def configure(
    level: str = "info", style: Format = "auto", *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all logs of this process to one handler; calling it again replaces what was there."""
    target = sys.stderr if stream is None else stream
    readable = style == "text" or (style == "auto" and target.isatty())
    redact = Redactor(secrets)
    handler = logging.StreamHandler(target)
    handler.setFormatter(TextFormatter(redact) if readable else JsonFormatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("faiss", "httpx", "httpcore", "rdflib", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
