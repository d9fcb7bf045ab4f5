"""Bytes that are kept: nodes and originals compressed with zstd, things as msgpack.

Small CTDL nodes repeat the same property names, so they are compressed with a dictionary. A dictionary is kept in the
database itself, numbered, so that what was written stays readable when a later release brings a better one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache

import msgspec
import orjson
import zstandard

from credloom.errors import StoreDamaged
from credloom.model import vocabulary
from credloom.model.record import Node
from credloom.model.things import AnyThing, Offering, Thing, closed

LEVEL = 1
MAX_SIZE = 256 * 1024 * 1024
"""No kept value is larger when unpacked: what claims more is damaged."""

_things = msgspec.msgpack.Encoder()
_thing: msgspec.msgpack.Decoder[AnyThing] = msgspec.msgpack.Decoder(AnyThing)
_texts = msgspec.msgpack.Decoder(tuple[str, ...])


@cache
def first_dictionary() -> bytes:
    """What a new database starts with: the words of CTDL in the spelling of canonical nodes."""
    concepts = "".join(f'["{uri}"],' for name in vocabulary.schemes() for uri in _uris(name))
    classes = "".join(f'"@type":"{name}",' for name in vocabulary.classes())
    terms = "".join(
        f'"{name}":{{"en-US":["' if term.kind == "@language" else f'"{name}":["'
        for name, term in vocabulary.terms().items()
    )
    frequent = (
        '{"@type":"ceterms:CredentialAlignmentObject","ceterms:framework":["https://credreg.net/ctdl/terms/"],'
        '"ceterms:targetNode":["https://credentialengineregistry.org/resources/ce-"],"ceterms:targetNodeName":{"en-US":["'
        '{"@id":"https://credentialengineregistry.org/resources/ce-","@type":"ceasn:Competency",'
        '"ceasn:competencyText":{"en-US":["'
    )
    return (concepts + classes + terms + frequent).encode()


def _uris(scheme: str) -> list[str]:
    return sorted({entry.uri for entry in vocabulary.scheme(scheme).values()})


class Packer:
    """Packs and unpacks with the dictionaries of one database; the newest packs. Several threads may unpack."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        self._number = max(dictionaries)
        made = {
            number: zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            for number, data in dictionaries.items()
        }
        made[self._number].precompute_compress(level=LEVEL)
        self._prefix = bytes([self._number])
        self._pack = zstandard.ZstdCompressor(level=LEVEL, dict_data=made[self._number], write_checksum=True)
        self._plain = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        self._unpack = {number: zstandard.ZstdDecompressor(dict_data=one) for number, one in made.items()}
        self._unpack[0] = zstandard.ZstdDecompressor()
        self._one_at_a_time = threading.Lock()

    def node(self, node: Node) -> bytes:
        """A canonical node."""
        return self._prefix + self._pack.compress(orjson.dumps(node))

    def body(self, body: bytes) -> bytes:
        """An original: any size, any format."""
        return b"\0" + self._plain.compress(body) if len(body) > 4096 else self._prefix + self._pack.compress(body)

    def unpack(self, kept: bytes) -> bytes:
        """What was packed. Raises `StoreDamaged`."""
        try:
            with self._one_at_a_time:
                return self._unpack[kept[0]].decompress(kept[1:], max_output_size=MAX_SIZE)
        except (zstandard.ZstdError, KeyError, IndexError) as error:
            raise StoreDamaged(
                "A kept record cannot be unpacked: the database is damaged.", detail=str(error)
            ) from error

    def unpack_node(self, kept: bytes) -> Node:
        """The canonical node that was packed."""
        node: Node = orjson.loads(self.unpack(kept))
        return node


def pack_thing(thing: Thing) -> bytes:
    """A thing as it is kept."""
    return _things.encode(closed(thing) if isinstance(thing, Offering) else thing)


def unpack_thing(kept: bytes) -> AnyThing:
    """The thing that was kept."""
    return _thing.decode(kept)


def pack_texts(texts: tuple[str, ...]) -> bytes | None:
    """A tuple of texts; None where it is empty."""
    return _things.encode(texts) if texts else None


def unpack_texts(kept: bytes | None) -> tuple[str, ...]:
    """The texts that were kept."""
    return _texts.decode(kept) if kept else ()
