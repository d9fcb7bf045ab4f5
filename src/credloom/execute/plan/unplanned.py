"""What a plan does not cover."""

from __future__ import annotations


class Unplanned(Exception):
    """This operation is to be run by graphql-core. `reason` is one of a few words, so that it can be counted by.

    `always`: any run of the same operation would end like this; else the values of this run were unusual.
    """

    def __init__(self, reason: str, *, always: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.always = reason, always
