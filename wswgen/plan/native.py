"""``_native.py``: C structures, description tables and operation stubs for webservices.dll.

What is carried as what is decided in `wswgen.plan.carry`; here it becomes code. The vocabulary is
that of `wswgen.runtime.native`, under the name ``native``.
"""

from __future__ import annotations

from collections.abc import Mapping

from wswgen import ir
from wswgen.plan.carry import EXACT, Carried, Carrier, carried, without_facets
from wswgen.plan.code import Expr, Signature, call, string, tuple_of
from wswgen.plan.modules import Home, native_module
from wswgen.plan.naming import Naming
from wswgen.plan.package import NativePlan, StructPlan, StubPlan
from wswgen.plan.scope import Candidate, assign
from wswgen.plan.shapes import ClassKey, Shape, Slot
from wswgen.plan.types import Classes
from wswgen.plan.values import Vocabulary
from wswgen.record import record


@record
class NativePlanner:
    """Plans the module from what the other modules of the package were planned from."""

    contract: ir.Contract
    shapes: Mapping[ClassKey, Shape]
    classes: Classes
    naming: Naming
    vocabulary: Vocabulary
    home: Home
    cancel_off: frozenset[str]

    def plan(self) -> NativePlan:
        """Everything that the template prints."""
        found = carried(self.contract.types)
        used = _structs_of(self.contract, found)
        structs = tuple(
            self._struct(definition, found)
            for definition in self.contract.types.values()
            if isinstance(definition, ir.ComplexType) and definition.key in used
        )
        every = [(p, o) for p in self.contract.port_types for o in _carried(p)]
        names = assign(
            [
                Candidate(
                    key=(p.name, o.name), rank=0, wire=o.name, ending="_callback",
                    plain=f"{self.naming.operations[p.name, o.name].constant.lower()}_stub",
                    identity=f"{p.name} {o.name}",
                )
                for p, o in every
            ],
            self.vocabulary.classes.values(),
        )  # fmt: skip
        stubs = tuple(self._stub(p, o, names[p.name, o.name], found) for p, o in every)
        code = [struct.data for struct in structs] + [stub.decorator for stub in stubs]
        return NativePlan(
            module=native_module(code, self.home),
            structs=structs,
            stubs=stubs,
            contracts=tuple_of(
                call(
                    "native.Contract",
                    f"_contract.{self.naming.interfaces[p.name].contract}",
                    tuple_of(names[p.name, o.name] for o in _carried(p)),
                )
                for p in self.contract.port_types
            ),
        )

    # --- structures

    def _struct(self, definition: ir.ComplexType, found: Carried) -> StructPlan:
        key = definition.key
        name = self.vocabulary.classes[key]
        shape = self.shapes[key]
        labels = iter(self.classes.names(key))
        value = next(labels) if definition.value is not None else ""
        particles = [self._particle(slot, next(labels), found) for slot in shape.slots]
        members: list[Expr] = [
            self._attribute(attribute, label, found)
            for attribute, label in zip(definition.attributes, labels, strict=True)
        ]
        if definition.value is not None:
            members.append(call("native.text", string(value), self._type(definition.value, found)))
        derived = [
            self.vocabulary.classes[relative]
            for relative in found.families.get(key, ())
            if relative.kind == "type" and not relative.path
        ]
        local = key.path[-1].partition("#")[0] if key.path else key.name
        data = call(
            "return native.struct",
            f"types.{name}",
            *members,
            *particles,
            name=None if key.is_named or local == name else string(local),
            base=self.vocabulary.classes[definition.base] if definition.base is not None else None,
            derived=tuple_of(derived) if derived else None,
        )
        return StructPlan(
            signature=Signature(f"def {name}", (), "native.Struct"),
            data=data,
        )

    def _attribute(self, attribute: ir.Attribute, name: str, found: Carried) -> Expr:
        if attribute.required and attribute.fixed is None:
            return call("native.attribute", string(name), self._type(attribute.type, found))
        return call("native.optional_attribute", string(name))

    def _particle(self, slot: Slot, name: str, found: Carried) -> Expr:
        particle = slot.particle
        if isinstance(particle, ir.ElementUse):
            return self._element(particle, name, found)
        assert isinstance(particle, ir.Choice)
        branches: list[Expr] = []
        for group, branch in zip(slot.groups, particle.branches, strict=True):
            use = branch[0]
            assert isinstance(use, ir.ElementUse)
            cls = self.vocabulary.classes[group]
            branches.append(call("native.branch", f"types.{cls}", self._type(use.type, found)))
        head = "native.optional_choice" if particle.occurs.min == 0 else "native.choice"
        return call("native.choices" if particle.occurs.many else head, string(name), *branches)

    def _element(self, use: ir.ElementUse, name: str, found: Carried) -> Expr:
        if _is_array(use):
            item = self._type(use.type, found, optional=use.nillable)
            return call(
                "native.array", string(name), item, nillable="True" if use.nillable else None
            )
        optional = use.occurs.min == 0
        head = "optional" if optional else "nillable" if use.nillable else "element"
        item = self._type(use.type, found, optional=optional or use.nillable)
        if use.default is not None or use.fixed is not None:
            item = "native.TEXT"  # an empty element stands for what the DLL does not know
        return call(f"native.{head}", string(name), item)

    def _type(self, key: ir.TypeKey, found: Carried, *, optional: bool = False) -> Expr:
        """The C type of an element's content."""
        match found.carrier(key):
            case Carrier.VALUE:
                # NULL bytes are no bytes: nothing is left to say "absent" or "nil".
                name = EXACT[without_facets(key, found.types).name]
                return "native.TEXT" if optional and name == "BYTES" else f"native.{name}"
            case Carrier.ENUM:
                name = self.vocabulary.classes[without_facets(key, found.types)]
                return call("native.enum", f"types.{name}")
            case Carrier.TEXT:
                return "native.TEXT"
            case Carrier.STRUCT:
                return self.vocabulary.classes[key]
            case Carrier.BUFFER:
                return call("native.buffer", string(self.vocabulary.annotation(key)))

    # --- operations

    def _stub(
        self, port_type: ir.PortType, operation: ir.Operation, name: str, found: Carried
    ) -> StubPlan:
        names = self.naming.operations[port_type.name, operation.name]
        request, response = operation.input, operation.output
        decorator = call(
            "@native.operation",
            f"_contract.{names.constant}",
            input=self._body(request, found),
            output=None if response is None else self._body(response, found),
            style="native.RPC" if operation.style is ir.Style.RPC else None,
        )
        return StubPlan(
            signature=Signature(f"def {name}", ("call: native.StubCall",), "int"),
            decorator=decorator,
            registers=operation.name not in self.cancel_off,
        )

    def _body(self, message: ir.Message, found: Carried) -> Expr | None:
        """What lies in the frame: the members of a structure, one body element or several."""
        if not message.body:
            return None
        types = [self._type(part.type, found, optional=part.nillable) for part in message.body]
        if len(types) > 1:
            return call("native.parts", *types)
        part = message.body[0]
        if found.carrier(part.type) is Carrier.STRUCT and not self.spreads(part, found):
            return call("native.whole", *types)
        return types[0]

    @staticmethod
    def spreads(part: ir.Part, found: Carried) -> bool:
        """Whether the fields of a body element are parameters, rather than it as a whole."""
        definition = found.types.get(part.type)
        return (
            isinstance(definition, ir.ComplexType)
            and part.type not in found.fallbacks
            and part.type not in found.families
            and not part.nillable
            and definition.value is None
            and all(isinstance(particle, ir.ElementUse) for particle in definition.content)
        )


def _is_array(use: ir.ElementUse) -> bool:
    """Whether an element lies in C as an array.

    One that may be absent and may be nil does, too: no item is absent, a NULL item is nil.
    """
    return use.occurs.many or (use.occurs.min == 0 and use.nillable)


def _carried(port_type: ir.PortType) -> list[ir.Operation]:
    """The operations that the DLL can carry: it knows nothing of section 5 of SOAP 1.1."""
    return [operation for operation in port_type.operations if not operation.encoded]


def _structs_of(contract: ir.Contract, found: Carried) -> set[ir.TypeKey]:
    """The structures that the bodies of messages are made of."""
    messages = (
        message
        for port_type in contract.port_types
        for operation in _carried(port_type)
        for message in (operation.input, operation.output)
        if message is not None
    )
    waiting = [part.type for message in messages for part in message.body]
    used: set[ir.TypeKey] = set()
    while waiting:
        key = waiting.pop()
        if key in used or found.carrier(key) is not Carrier.STRUCT:
            continue
        used.add(key)
        definition = found.types[key]
        assert isinstance(definition, ir.ComplexType)
        waiting += found.families.get(key, ())
        if definition.base is not None:
            waiting.append(definition.base)
        for particle in definition.content:
            if isinstance(particle, ir.ElementUse):
                waiting.append(particle.type)
            elif isinstance(particle, ir.Choice):
                branches = (use for branch in particle.branches for use in branch)
                waiting += [use.type for use in branches if isinstance(use, ir.ElementUse)]
    return used
