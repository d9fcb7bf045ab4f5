"""Texts by the occupations and fields of study that they are near to: titles of SOC and CIP with their crosswalk."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from credloom.model import codes
from credloom.resolve.learned.static import encoder

Floats = npt.NDArray[np.float32]
SHARP = 14.0
"""How much a nearer title counts more: shares are proportional to exp(SHARP * cosine)."""
_CIP_LENGTH = 7


class Occupations:
    """Vectors of titles; a field of study counts for the occupations that the crosswalk gives."""

    def __init__(self) -> None:
        known = {
            code: title
            for code in codes.published(codes.SOC)
            if not code.endswith("0") and (title := codes.title(codes.SOC, code))
        }
        place = {code: number for number, code in enumerate(known)}
        programs = {}
        for code in codes.published(codes.CIP):
            leads = [place[one] for one in codes.occupations_for_program(code) if one in place]
            if len(code) == _CIP_LENGTH and leads and (title := codes.title(codes.CIP, code)):
                programs[title.rstrip(".")] = leads
        self.codes = tuple(known)
        self._occupations, self._programs = encoder().encode(list(known.values())), encoder().encode(list(programs))
        pairs = sorted((to, row, 1 / len(leads)) for row, leads in enumerate(programs.values()) for to in leads)
        to, row, share = zip(*pairs, strict=True)
        self._row, self._share = np.array(row), np.array(share, np.float32)
        self._to, self._start = np.unique(np.array(to), return_index=True)

    def shares(self, rows: Floats) -> Floats:
        """For each vector the share of every occupation; a row sums to 1."""
        direct = _softmax(rows @ self._occupations.T)
        led = _softmax(rows @ self._programs.T)[:, self._row] * self._share
        direct[:, self._to] += np.add.reduceat(led, self._start, axis=1)
        return np.asarray(direct / 2, np.float32)


def _softmax(cosines: Floats) -> Floats:
    raised = np.exp(SHARP * (cosines - cosines.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


@cache
def occupations() -> Occupations:
    """The one table of this process; made when it is first asked for."""
    return Occupations()
