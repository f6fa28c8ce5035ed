"""The generated ``_native`` module of a contract, and its tables: made once for the process."""

from __future__ import annotations

import threading
from importlib import import_module

from ..contract import Contract as ContractData
from ..errors import UsageError
from .tables import Tables
from .vocabulary import Contract

_lock = threading.RLock()
_found: dict[int, tuple[Contract, Tables]] = {}


def tables_of(contract: ContractData) -> tuple[Contract, Tables]:
    """The words and the tables of a contract; the tables grow with the operations in use.

    Raises `UsageError` for a package that was generated without them.
    """
    with _lock:
        found = _found.get(id(contract))
        if found is None:
            words = _words(contract)
            found = _found[id(contract)] = (words, Tables())
        return found


def _words(contract: ContractData) -> Contract:
    try:
        module = import_module("._native", contract.package or None)
    except (ImportError, TypeError, ValueError) as error:
        raise UsageError(
            f"{contract.package or contract.name} has no _native module:"
            " generate the package again, or use backend='portable'"
        ) from error
    for words in module.CONTRACTS:
        if words.data is contract:
            found: Contract = words
            return found
    raise UsageError(f"{contract.package}._native does not know {contract.name}: generate it again")
