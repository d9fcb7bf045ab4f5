"""Many short texts in one block of bytes, so that they can be mapped from a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credloom.resolve.learned.words import Bytes, Ints


class Texts:
    """A list of texts, read one or some at a time."""

    def __init__(self, block: Bytes, ends: Ints) -> None:
        self.block, self.ends = block, ends

    def __len__(self) -> int:
        return len(self.ends) - 1

    def take(self, places: Ints) -> list[str]:
        """The texts of some places."""
        block = self.block
        pairs = zip(self.ends[places].tolist(), self.ends[places + 1].tolist(), strict=True)
        return [block[start:end].tobytes().decode() for start, end in pairs]


def block_of(texts: Sequence[str]) -> tuple[Bytes, Ints]:
    """Texts as the two arrays that `Texts` reads."""
    coded = [text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([0, *(len(one) for one in coded)], dtype=np.int64)
    return np.frombuffer(b"".join(coded) or b"\0", np.uint8), ends
