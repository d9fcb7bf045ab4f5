"""What makes a process a good server: the collector of garbage leaves alone what lives for ever."""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 1_000)
"""Objects per collection of each generation: an answer makes thousands, and nearly none of them in circles."""


def settle() -> None:
    """Call once when everything is loaded. Half of a loaded server's time is the collector's without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
