"""Every type of twenty real contracts on the native backend, whether a message reaches it or not.

An echo of the stand-in gets bytes of the portable codec and answers with what the tables make of
them: both must be the value.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpus.packages import Entry, entries, package_of, row
from tests.corpus.probes import Probe, probe_of, reached
from tests.corpus.test_native import Echo, exchange
from tests.corpus.turn import part
from tests.native.driving import Stage, implement
from tests.native.structures import structures
from wswgen.runtime.codec.simple import simple_type
from wswgen.runtime.contract import Operation
from wswgen.runtime.messages import resolve
from wswgen.testing import has_values

pytestmark = pytest.mark.corpus

CHOSEN = (
    *("001", "003", "010", "013", "015", "026", "036", "040", "042", "043"),
    *("044", "051", "058", "061", "062", "088", "097", "099", "118", "170"),
)
MOST = 60
"""Types of one entry in one turn."""


def chosen() -> list[Entry]:
    return [entry for entry in entries() if entry["id"][:3] in CHOSEN]


@pytest.mark.parametrize("entry", chosen(), ids=lambda entry: str(entry["id"]))
def test_types(entry: Entry) -> None:
    package = package_of(entry)
    assert package is not None
    probe = probe_of(package)
    operations = {operation.name: operation for operation in probe.service.contract.operations}
    known = reached(package.contract)
    idle = [name for name, element in probe.elements.items() if element not in known]
    tables = structures(probe.native)
    tried = [name for name in part(list(operations), MOST) if not empty(probe, operations[name])]
    problems: list[str] = []
    echo = Echo()
    with Stage(implement(probe.service, echo)) as stage:
        for name in tried:
            try:
                exchange(stage, echo, operations[name])
            except Exception as error:
                text = f"{type(error).__name__}: {str(error)[:800]}"
                problems.append(f"{probe.elements[name]}: {text}")
    row(entry).notes.append(
        f"native: {len(tried)} tried of {len(operations)} of {len(probe.elements)} types,"
        f" {len(idle)} in no message; {len(tables)} structures"
    )
    assert not problems, "\n".join([f"{len(problems)}:", *problems[:10]])


def empty(probe: Probe, operation: Operation[Any]) -> bool:
    """Whether the type has no values: it is abstract, and nothing derives from it."""
    found = resolve(probe.service.contract.types, operation.request.body[0].type)
    return simple_type(found) is None and not has_values(found)
