"""What commands read that change nothing: files that were typed, and the store as it is."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from credloom.errors import UsageError
from credloom.store import is_there, open_store
from credloom.store.ports import Snapshot

_CONTENT = re.compile(r"\s*[{<]|.*\n|\s*(?:query|mutation|subscription|fragment)\b.*\{", re.DOTALL)
"""What no one calls a file: JSON, HTML, several lines, or a GraphQL document."""


def text_of(file: Path, what: str) -> str:
    """The text of a file that was named on the command line; `-` is standard input.

    `what` says what is expected in it, for whoever typed the text itself, or a name that is not there.
    """
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: this is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        expected = f"Expected a file with {what}, or - for standard input"
        if _CONTENT.match(str(file)):
            raise UsageError(f"{expected}; found the text itself. Put it into a file, or pipe it in.") from error
        raise UsageError(f"{file}: cannot be read ({error.strerror}). {expected}.") from error


@contextmanager
def stored(data_dir: Path) -> Iterator[Snapshot]:
    """The store as it is; an empty one where nothing was harvested yet, so that reading makes no data directory."""
    with ExitStack() as at_end:
        if not data_dir.exists() or (data_dir.is_dir() and not is_there(data_dir)):
            data_dir = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="credloom-empty-")))
        store = open_store(data_dir, write=False)
        at_end.callback(store.close)
        yield store.snapshot()
