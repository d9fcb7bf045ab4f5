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
        self.heights = np.array([height(code) for code in known], np.float32)
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


_HEIGHTS = {
    "11": 4.0, "13": 3.5, "15": 3.5, "17": 4.0, "17-3": 2.5, "19": 4.5, "19-4": 2.5, "21": 3.5, "23": 5.0, "23-2": 2.5,
    "25": 4.0, "25-1": 5.0, "25-9": 2.0, "27": 3.0, "29": 3.0, "29-1": 4.0, "29-2": 2.5, "31": 1.5, "33": 2.0,
    "33-1": 3.0, "35": 1.0, "35-1": 2.5, "37": 1.0, "37-1": 2.5, "39": 1.5, "39-1": 2.5, "41": 2.0, "41-1": 3.0,
    "43": 1.5, "43-1": 3.0, "45": 1.0, "45-1": 2.5, "47": 2.0, "47-1": 3.0, "47-3": 1.0, "49": 2.0, "49-1": 3.0,
    "51": 1.5, "51-1": 3.0, "53": 1.5, "53-1": 2.5, "53-2": 3.0,
}  # fmt: skip
"""How much preparation the occupations of a SOC group usually ask for, 1 (hardly any) to 5 (a doctoral degree): rough
means of what its members ask for, which tell assistants from practitioners. The longest start of a code counts."""
_USUAL = 2.0


def height(code: str) -> float:
    """The preparation that the occupations around a SOC code usually ask for."""
    return _HEIGHTS.get(code[:4]) or _HEIGHTS.get(code[:2]) or _USUAL


def _softmax(cosines: Floats) -> Floats:
    raised = np.exp(SHARP * (cosines - cosines.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


@cache
def occupations() -> Occupations:
    """The one table of this process; made when it is first asked for."""
    return Occupations()
