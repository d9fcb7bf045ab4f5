"""Logs: one JSON object a line, the request's id in it, no secret."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator

import pytest

from credloom import log


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    logger = logging.getLogger()
    before = (list(logger.handlers), logger.level)
    yield
    logger.handlers[:], level = before
    logger.setLevel(level)


def test_a_line_is_one_object_with_the_request_id() -> None:
    stream = io.StringIO()
    log.configure("info", stream=stream)
    token = log.request_id.set("r-1")
    try:
        logging.getLogger("credloom.x").info("refreshed %s", "onet", extra={"done": 3, "odd": {1, 2} and object})
    finally:
        log.request_id.reset(token)
    entry = json.loads(stream.getvalue())
    assert entry["message"] == "refreshed onet"
    assert (entry["requestId"], entry["done"], entry["level"]) == ("r-1", 3, "info")
    assert entry["time"].endswith("+00:00")


def test_secrets_are_hidden_wherever_they_stand() -> None:
    stream = io.StringIO()
    log.configure("debug", "json", secrets=["k-123456", ""], stream=stream)
    try:
        int("key k-123456 refused")
    except ValueError:
        logging.getLogger("x").exception("at https://me:pw@cache.example/0", extra={"header": "Bearer k-123456"})
    text = stream.getvalue()
    assert "k-123456" not in text
    assert "me:pw" not in text
    assert "ValueError" in json.loads(text)["exception"]


def test_a_terminal_gets_readable_text() -> None:
    stream = Terminal()
    log.configure(stream=stream)
    token = log.request_id.set("r-2")
    try:
        os.environ["CREDLOOM_NOT_THERE"]
    except KeyError:
        logging.getLogger("x").warning("slow", extra={"source": "onet"}, exc_info=True)
    finally:
        log.request_id.reset(token)
    text = stream.getvalue()
    assert "warning slow source=onet requestId=r-2" in text
    assert "KeyError" in text


def test_levels_hold_back_what_is_below_them() -> None:
    stream = io.StringIO()
    log.configure("warning", stream=stream)
    logging.getLogger("x").info("hidden")
    assert stream.getvalue() == ""


def test_a_text_line_stays_one_line_whatever_a_client_wrote() -> None:
    stream = io.StringIO()
    log.configure("info", "text", stream=stream)
    logging.getLogger("x").info("request", extra={"path": "/a\n12:00:00 error   forged\x1b[2J", "name_": "é"})
    assert stream.getvalue().count("\n") == 1
    assert r"path=/a\n12:00:00 error   forged\x1b[2J name_=é" in stream.getvalue()
