"""The contract of `store.ports`: an implementation's tests inherit from `StoreContract` and say how one is opened."""

from __future__ import annotations

from tests.store.contract_filters import FiltersContract
from tests.store.contract_search import SearchContract
from tests.store.contract_state import StateContract
from tests.store.contract_things import ThingsContract


class StoreContract(ThingsContract, StateContract, FiltersContract, SearchContract):
    """Everything that every store has to do."""
