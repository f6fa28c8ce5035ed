"""When the element of a document/literal body is a list of parameters."""

from __future__ import annotations

from collections.abc import Mapping

from wswgen import ir
from wswgen.contract.lookup import Lookup


def is_wrapped(
    operation: str,
    request: ir.Message,
    response: ir.Message | None,
    types: Mapping[ir.TypeKey, ir.Type],
    lookup: Lookup,
) -> bool:
    """Whether an operation's parameters are the elements inside its one body element.

    One part named ``parameters``, or an element named after the operation, whose type holds
    elements alone; the response needs such a type too, under any name.
    """
    if len(request.body) != 1 or request.body[0].element == ir.BODY:
        return False
    part = request.body[0]
    if part.name != "parameters" and part.element.local != operation:
        return False
    if response is None:
        return _is_plain(part, types, lookup)
    return (
        len(response.body) == 1
        and _is_plain(part, types, lookup)
        and _is_plain(response.body[0], types, lookup)
    )


def _is_plain(part: ir.Part, types: Mapping[ir.TypeKey, ir.Type], lookup: Lookup) -> bool:
    """Whether nothing about the wrapper itself could differ from one message to the next."""
    found = types.get(part.type)
    if part.element == ir.BODY or part.nillable or lookup.is_substituted(part.element):
        return False
    return (
        isinstance(found, ir.ComplexType)
        and found.base is None
        and found.value is None
        and not (found.mixed or found.abstract or found.attributes or found.any_attribute)
        and not any(isinstance(each, ir.All | ir.Sequence) for each in found.content)
    )
