"""Keys: how a thing is known, whatever spelling a source uses.

A key is the lower-cased CTID where there is one, else an absolute IRI, else `urn:credloom:SOURCE:KIND:LOCAL`.
A global id (GraphQL `ID`) is the key in unpadded base64url: opaque, stable across refreshes and restarts.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, unquote

CTID = re.compile(r"ce-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CTID = CTID.fullmatch
_CTID_LENGTH = 39
_LEGACY = re.compile(r"^urn:ctid:(?:ce-)?", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def ctid_of(text: str) -> str | None:
    """The CTID that a text is, or that ends an address of the Registry (`…/resources/ce-…`), lower-cased."""
    if _CTID(text):  # what a key mostly is
        return text
    tail = text.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    if tail.startswith("urn:ctid:"):
        tail = _LEGACY.sub("ce-", tail)
    return tail if len(tail) == _CTID_LENGTH and _CTID(tail) else None


def key_of(text: str) -> str:
    """The key of an `@id`, an address or a CTID in any spelling."""
    found = ctid_of(text)
    if found:
        return found
    stripped = text.strip()
    scheme, colon, rest = stripped.partition(":")
    if colon and rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        return f"{scheme.lower()}://{host.lower()}{slash}{path}"
    return stripped


def is_key(text: str) -> bool:
    """Whether a text is a CTID or an absolute IRI."""
    return bool(ctid_of(text) or _SCHEME.match(text))


def local_key(source: str, kind: str, local: str) -> str:
    """The key of a record that only its source's own id names."""
    return f"urn:credloom:{source}:{kind}:{quote(local.strip(), safe='')}"


def identifier_key(scheme: str, value: str) -> str:
    """The key of an identifier that several sources share on purpose, such as an O*NET-SOC code."""
    return f"urn:credloom:identifier:{quote(scheme.strip().lower(), safe='')}:{quote(value.strip(), safe='')}"


def local_part(key: str) -> str:
    """The source's own id in a local key, else the key."""
    return unquote(key.rsplit(":", 1)[-1]) if key.startswith("urn:credloom:") else key


def global_id(key: str) -> str:
    """The GraphQL id of a key."""
    return base64.urlsafe_b64encode(key.encode()).rstrip(b"=").decode()


def key_from_global_id(value: str) -> str | None:
    """The key in a GraphQL id; None where the text is none. Bare CTIDs and IRIs are accepted too."""
    if is_key(value):
        return key_of(value)
    try:
        key = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return key if is_key(key) else None
