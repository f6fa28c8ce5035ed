"""``_native.py``: C structures, description tables and operation stubs for webservices.dll.

What is carried as what is decided in `wswgen.plan.carry`; here it becomes code. The vocabulary is
that of `wswgen.runtime.native`, under the name ``native``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from wswgen import ir
from wswgen.plan.carry import EXACT, Carried, Carrier, carried, without_facets
from wswgen.plan.code import Expr, Signature, call, either, string, tuple_of
from wswgen.plan.modules import Home, native_module
from wswgen.plan.naming import Naming
from wswgen.plan.package import ClassPlan, NativePlan, StructPlan, StubPlan
from wswgen.plan.scope import Candidate, assign
from wswgen.plan.shapes import ClassKey, Shape, Slot
from wswgen.plan.values import Vocabulary
from wswgen.record import record


@record
class NativePlanner:
    """Plans the module from what the other modules of the package were planned from."""

    contract: ir.Contract
    shapes: Mapping[ClassKey, Shape]
    classes: Mapping[ir.TypeKey, ClassPlan]
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
            module=native_module(code, self.naming, self.home),
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
        labels = iter(field.name for field in self.classes[key].fields)
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
        data = call(
            "return native.Struct",
            f"types.{name}",
            string(key.path[-1].partition("#")[0] if key.path else key.name),
            self.vocabulary.namespace(key.namespace),
            fields=tuple_of([*members, *particles]) if members or particles else None,
            base=self.vocabulary.classes[definition.base] if definition.base is not None else None,
            derived=tuple_of(derived) if derived else None,
            abstract="True" if definition.abstract else None,
        )
        return StructPlan(
            signature=Signature(f"def {name}", (), "native.Struct"),
            data=data,
        )

    def _attribute(self, attribute: ir.Attribute, name: str, found: Carried) -> Expr:
        if attribute.required and attribute.fixed is None:
            return call("native.attribute", string(name), self._type(attribute.type, found))
        # Text, for NULL is what tells an absent attribute from any value.
        return call("native.attribute", string(name), "native.TEXT", "native.OPTIONAL")

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
        if particle.occurs.many:
            return call("native.choices", string(name), *branches)
        return call(
            "native.choice",
            string(name),
            *branches,
            options="native.OPTIONAL" if particle.occurs.min == 0 else None,
        )

    def _element(self, use: ir.ElementUse, name: str, found: Carried) -> Expr:
        if _is_array(use):
            item = self._type(use.type, found, optional=use.nillable)
            null = _has_null(item, found.carrier(use.type))
            return call("native.array", string(name), item, *_item_options(use.nillable, null))
        optional = use.occurs.min == 0
        item = self._type(use.type, found, optional=optional or use.nillable)
        if use.default is not None or use.fixed is not None:
            item = "native.TEXT"  # an empty element stands for what the DLL does not know
        null = _has_null(item, found.carrier(use.type))
        return call("native.element", string(name), item, *_options(optional, use.nillable, null))

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
            parameters=tuple_of(
                [
                    *self._parameters(request, "native.In", found),
                    *(self._parameters(response, "native.Out", found) if response else ()),
                ]
            ),
            style="native.RPC" if operation.style is ir.Style.RPC else None,
        )
        return StubPlan(
            signature=Signature(f"def {name}", ("call: native.StubCall",), "int"),
            decorator=decorator,
            doc=f"Stub of `{operation.name}`.",
            registers=operation.name not in self.cancel_off,
        )

    def _body(self, message: ir.Message, found: Carried) -> Expr | None:
        if not message.body:
            return None
        types = [self._type(part.type, found, optional=part.nillable) for part in message.body]
        return types[0] if len(types) == 1 else call("native.parts", *types)

    def _parameters(self, message: ir.Message, head: str, found: Carried) -> Iterable[Expr]:
        """The members of the frame: one pointer for each, two for an array."""
        if len(message.body) != 1:
            for index, part in enumerate(message.body):
                yield call(head, string(part.name), str(index))
            return
        part = message.body[0]
        if not self.spreads(part, found):
            yield call(f"{head}Whole", string(part.name))
            return
        definition = found.types[part.type]
        assert isinstance(definition, ir.ComplexType)
        labels = [field.name for field in self.classes[part.type].fields]
        slots = len(self.shapes[part.type].slots)
        # In the order of the description: attributes before what is inside the element.
        ordered = [*labels[slots:], *labels[:slots]] if definition.attributes else labels
        uses = [use for use in definition.content if isinstance(use, ir.ElementUse)]
        arrays = {label for label, use in zip(labels, uses, strict=False) if _is_array(use)}
        for index, label in enumerate(ordered):
            suffix = "Array" if label in arrays else ""
            yield call(f"{head}{suffix}", string(label), str(index))

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


@cache
def _options(optional: bool, nillable: bool, null: bool) -> tuple[Expr, ...]:
    """The WS_FIELD options of a single element, of those that the DLL admits for its type.

    ``null`` is whether the C type has a NULL of its own: structures are pointed to always.
    """
    flags: list[str] = []
    if not null and (optional or nillable):
        # The only legal form that tells absent from zero has all three.
        flags.append("native.POINTER")
        nillable = True
    if optional:
        flags.append("native.OPTIONAL")
    if nillable:
        flags.append("native.NILLABLE")
    return (either(*flags),) if flags else ()


@cache
def _item_options(nillable: bool, null: bool) -> tuple[Expr, ...]:
    if not nillable:
        return ()
    return (
        ("native.NILLABLE_ITEM",) if null else (either("native.POINTER", "native.NILLABLE_ITEM"),)
    )


def _has_null(item: Expr, carrier: Carrier) -> bool:
    """Whether the C type has a NULL of its own, or is pointed to in any case."""
    return carrier in (Carrier.STRUCT, Carrier.BUFFER) or item in ("native.WSZ", "native.TEXT")
