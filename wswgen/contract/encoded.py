"""The SOAP encoding: its types in schemas, and what it leaves no room for.

SOAP 1.1, section 5, or SOAP 1.2 part 2, section 3: a message has that of its version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wswgen import ir
from wswgen.contract.graph import users_of
from wswgen.contract.refuse import Refused
from wswgen.contract.simple import key_text
from wswgen.errors import Location
from wswgen.qname import QName
from wswgen.schema import model
from wswgen.schema.builtins import BUILTINS

OWN = {
    "1.1": "http://schemas.xmlsoap.org/soap/encoding/",
    "1.2": "http://www.w3.org/2003/05/soap-encoding",
}
ENCODINGS = tuple(OWN.values())
ARRAY_KEYS = tuple(ir.TypeKey("type", each, "Array") for each in ENCODINGS)
_ITEM = QName("", "item")
_DIMENSIONS = r"(?:\[,*\])*"


def is_own(stated: str, soap: str) -> bool:
    """Whether the ``encodingStyle`` of a body is the encoding of its version of SOAP."""
    return not stated or OWN[soap] in stated.split()


def builtin_behind(name: QName) -> ir.TypeKey | None:
    """``soapenc:string`` and its like: the type of XSD with attributes that messages resolve."""
    if name.namespace not in ENCODINGS:
        return None
    local = "base64Binary" if name.local == "base64" else name.local
    return ir.builtin(local) if local in BUILTINS and local != "anyType" else None


def is_array(definition: model.ComplexType) -> bool:
    """Whether a type restricts soapenc:Array (SOAP 1.1, section 5.4.2; WSDL 1.1, section 2.2)."""
    base = definition.base
    return (
        base is not None
        and definition.derivation == "restriction"
        and _key(base.name) in ARRAY_KEYS
    )


def _key(name: QName) -> ir.TypeKey:
    return ir.TypeKey("type", *name)


def array_itself(key: ir.TypeKey) -> model.ComplexType:
    """What stands for soapenc:Array, whether its schema is given or not: an array of anything."""
    place = Location(file=key.namespace)
    base = model.Ref(name=QName(key.namespace, key.name), location=place)
    return model.ComplexType(
        name="Array",
        derivation="restriction",
        base=base,
        documentation="An array of the SOAP encoding that does not say what its items are.",
        location=place,
    )


def array_of(
    definition: model.ComplexType,
) -> tuple[model.Ref | None, tuple[int, ...], model.Element | None]:
    """What wsdl:arrayType names as the items of an array, and the element that stands for them.

    Between them the dimensions that `ir.ElementUse` has. With neither, an item can be anything.
    Raises `Refused` for an array of a fixed size.
    """
    item: model.Ref | None = None
    dimensions: tuple[int, ...] = ()
    for use in definition.attributes.uses:
        if isinstance(use, model.Attribute) and use.array is not None:
            item, written = use.array.item, use.array.dimensions
            if not re.fullmatch(_DIMENSIONS, written):
                message = f"the array has the dimensions {written[:100]}"
                raise Refused("W159", use.location, message, "state no size, as in [] or [,]")
            # SOAP 1.1, section 5.4.2: what stands behind is the array of what stands before.
            ranks = [len(each) for each in written[1:-1].split("][")[::-1]]
            dimensions = tuple(rank + 1 for rank in ranks)
    particle = definition.particle
    element: model.Element | None = None
    if isinstance(particle, model.Compositor) and len(particle.particles) == 1:
        only = particle.particles[0]
        element = only if isinstance(only, model.Element) else None
    return item, dimensions if dimensions != (1,) else (), element


def array(
    result: ir.ComplexType,
    item: ir.TypeKey,
    dimensions: tuple[int, ...],
    element: ir.ElementUse | None,
) -> tuple[ir.Particle, ...]:
    """The content of an array: any number of items, under the name that the schema gives them."""
    use = element or ir.ElementUse(name=_ITEM, type=item, location=result.location)
    return (
        ir.ElementUse(
            name=use.name,
            type=item,
            occurs=ir.Occurs(min=0, max=None),
            dimensions=dimensions,
            nillable=use.nillable,
            documentation=use.documentation,
            location=use.location,
        ),
    )


def misfits(types: Mapping[ir.TypeKey, ir.Type], *, encoded: bool) -> Mapping[ir.TypeKey, str]:
    """The types that cannot be in an encoded message, or in a literal one, and why."""
    found = {key: why for key, each in types.items() if (why := _misfit(each, encoded))}
    if found:
        users = users_of(types)
        waiting = list(found)
        for key in waiting:
            for user in users.get(key, ()):
                if user not in found:
                    found[user] = found[key]
                    waiting.append(user)
    return found


def _misfit(found: ir.Type, encoded: bool) -> str:
    if not isinstance(found, ir.ComplexType):
        return ""
    if encoded:
        taken = [a.name.local for a in found.attributes if str(a.name) in ("id", "href")]
        if taken:
            return f"it has the attribute {taken[0]}, which the SOAP encoding uses itself"
    elif found.array and found.derivation is None and not found.literal:
        array = f"{key_text(found.key)} is an array of the SOAP encoding"
        return f"{array}, and the schema does not name its items as elements of their own"
    return ""
