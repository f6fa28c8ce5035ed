"""Operations of one name in a port type: which is which, and what each is called.

WSDL 1.1 leaves overloads to the names of input and output (section 2.5): a binding names them
too. An overload whose input has the default name (section 2.4.5) keeps the name of the operation;
another is called after its input, so that one more overload renames none of those that were there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wswgen.wsdl.model import Binding, BoundOperation, Operation


def titles(operations: Sequence[Operation]) -> list[str]:
    """A name for each operation; empty where another one cannot be told from it."""
    written = Counter(operation.name for operation in operations)
    found = [
        operation.name if written[operation.name] == 1 else _title(operation)
        for operation in operations
    ]
    count = Counter(found)
    return [title if count[title] == 1 else "" for title in found]


def _title(operation: Operation) -> str:
    name = operation.name
    given = operation.input.name if operation.input is not None else ""
    if given in ("", name, f"{name}Request"):
        return name
    return given if name in given else f"{name}_{given}"


def bound(
    operations: Sequence[Operation], binding: Binding
) -> Iterator[tuple[Operation, str, BoundOperation | None]]:
    """Each operation with its title and what a binding says of it; None if that is nothing."""
    by_name: dict[str, list[BoundOperation]] = {}
    for each in binding.operations:
        by_name.setdefault(each.name, []).append(each)
    for operation, title in zip(operations, titles(operations), strict=True):
        found = by_name.get(operation.name, [])
        if title != operation.name or len(found) != 1:
            found = [each for each in found if _signature(each) == _signature(operation)]
        yield operation, title, found[0] if found else None


def _signature(operation: Operation | BoundOperation) -> tuple[str, str]:
    """The names of input and output, with the defaults of a request-response operation."""
    name, given, back = operation.name, operation.input, operation.output
    if back is None:
        return (given.name if given is not None else "") or name, ""
    first = (given.name if given is not None else "") or f"{name}Request"
    return first, back.name or f"{name}Response"
