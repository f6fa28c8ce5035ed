"""Which types refer to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wswgen import ir


def users_of(types: Mapping[ir.TypeKey, ir.Type]) -> Mapping[ir.TypeKey, Sequence[ir.TypeKey]]:
    """For each type those that refer to it."""
    users: dict[ir.TypeKey, list[ir.TypeKey]] = {}
    for key, found in types.items():
        for used in dependencies(found):
            users.setdefault(used, []).append(key)
    return users


def dependencies(found: ir.Type) -> list[ir.TypeKey]:
    """The types that a type refers to."""
    if isinstance(found, ir.SimpleType):
        keys = [found.base, found.item, *found.members]
        return [key for key in keys if key is not None]
    result = [key for key in (found.base, found.value) if key is not None]
    result += [attribute.type for attribute in found.attributes]
    return result + [use.type for use in ir.element_uses(found.content)]
