"""Two contracts: every change, with its verdict."""

from __future__ import annotations

from collections.abc import Iterable

from wswgen import ir
from wswgen.diff.change import Change, Position, judged
from wswgen.diff.types import Pair, TypeComparison
from wswgen.errors import Location
from wswgen.qname import QName

_Located = ir.PortType | ir.Operation | ir.Message | ir.Part | ir.Fault | ir.Endpoint | ir.Fact


def compare(old: ir.Contract, new: ir.Contract) -> tuple[Change, ...]:
    """The changes between two contracts, the worst first and then in the order of the new one."""
    found = _Comparison(old, new).run()
    order = {"breaks callers": 0, "breaks services": 1, "compatible": 2, "documentation": 3}
    return tuple(sorted(dict.fromkeys(found), key=lambda change: order[change.verdict.value]))


class _Comparison:
    """The state of one comparison: changes so far, and where each pair of types is sent."""

    def __init__(self, old: ir.Contract, new: ir.Contract) -> None:
        self.old = old
        self.new = new
        self.types = TypeComparison(old, new)
        self.found: list[Change] = []
        self.positions: dict[Pair, Position] = {}
        self.users: dict[Pair, dict[str, None]] = {}

    def run(self) -> list[Change]:
        self.words("the contract", self.old, self.new)
        before = {each.name: each for each in self.old.port_types}
        after = {each.name: each for each in self.new.port_types}
        for gone, came in _renamed(before, after):
            message = f"the port type {gone} is called {came} now"
            self.add("operation-renamed", came.local, message,
                     "its name is on no wire, but generated classes have it",
                     before[gone], after[came])  # fmt: skip
            before[came] = before.pop(gone)
        for name, each in before.items():
            if name in after:
                self.port_type(each, after[name])
            else:
                for operation in each.operations:
                    self.removed(operation)
        for name, each in after.items():
            if name not in before:
                for operation in each.operations:
                    self.added(operation)
        self.facts()
        for pair, position in self.positions.items():
            for change in self.types.changes[pair]:
                self.found.append(judged(change, position, self.users[pair]))
        return self.found

    def add(
        self, kind: str, where: str, message: str, reason: str,
        old: _Located | None, new: _Located | None,
        *, callers: bool = False, services: bool = False,
    ) -> None:  # fmt: skip
        self.found.append(
            Change(
                kind=kind, where=where, message=message, reason=reason,
                old=old.location if old else None, new=new.location if new else None,
                callers=callers, services=services,
            )
        )  # fmt: skip

    def words(self, where: str, old: object, new: object) -> None:
        if getattr(old, "documentation", "") != getattr(new, "documentation", ""):
            places: list[Location | None] = [getattr(each, "location", None) for each in (old, new)]
            self.found.append(
                Change(kind="documentation", where=where, message="the documentation changed",
                       reason="no message changes", old=places[0], new=places[1])
            )  # fmt: skip

    # --- operations

    def removed(self, operation: ir.Operation) -> None:
        self.add("operation-removed", operation.name, "the operation is gone",
                 "callers of before get a fault; nobody calls a service of before with it",
                 operation, None, callers=True)  # fmt: skip

    def added(self, operation: ir.Operation) -> None:
        self.add("operation-added", operation.name, "the operation is new",
                 "callers of before do not call it; a service of before does not have it",
                 None, operation, services=True)  # fmt: skip

    def port_type(self, old: ir.PortType, new: ir.PortType) -> None:
        self.words(new.name.local, old, new)
        before = {each.name: each for each in old.operations}
        after = {each.name: each for each in new.operations}
        for name, each in before.items():
            if name not in after:
                self.removed(each)
        for name, each in after.items():
            if name not in before:
                self.added(each)
            else:
                self.operation(before[name], each)
        self.endpoints(old, new)

    def operation(self, old: ir.Operation, new: ir.Operation) -> None:
        self.words(new.name, old, new)
        self.message(old.input, new.input, new.name, Position.REQUEST)
        if (old.output is None) != (new.output is None):
            message = "is one-way now" if new.output is None else "is answered now"
            self.add("direction-changed", new.name, message,
                     "one side waits for a reply, and the other sends none",
                     old, new, callers=True, services=True)  # fmt: skip
        elif old.output is not None and new.output is not None:
            self.message(old.output, new.output, new.name, Position.RESPONSE)
        before = {each.key: each for each in old.faults}
        after = {each.key: each for each in new.faults}
        for name, fault in before.items():
            if name not in after:
                self.add("fault-removed", new.name, f"the fault {fault.name} is gone",
                         "a fault that is not declared arrives as one without a type",
                         fault, new)  # fmt: skip
        for name, fault in after.items():
            if name not in before:
                self.add("fault-added", new.name, f"the fault {fault.name} is new",
                         "callers of before get it as a fault without a type, as any service may "
                         "send at any time", old, fault)  # fmt: skip
            else:
                self.words(f"{new.name} fault {fault.name}", before[name], fault)
                self.use(before[name].detail, fault.detail, f"{new.name} fault {fault.name}")
                self.part(before[name].detail, fault.detail, new.name, Position.RESPONSE)

    def message(self, old: ir.Message, new: ir.Message, operation: str, position: Position) -> None:
        what = "request" if position is Position.REQUEST else "response"
        where = f"{operation} {what}"
        self.words(where, old, new)
        if old.action != new.action and (old.action and new.action):
            self.add("action-changed", where, f"the action {old.action} became {new.action}",
                     "a peer that routes by the action of WS-Addressing does not know it",
                     old, new, callers=True, services=True)  # fmt: skip
        shapes = [[part.element for part in each.body] for each in (old, new)]
        if shapes[0] != shapes[1] or old.wrapper != new.wrapper:
            names = [", ".join(map(str, shape)) or "nothing" for shape in shapes]
            if old.wrapper != new.wrapper:
                names = [f"{each.wrapper or 'no wrapper'} with {name}"
                         for each, name in zip((old, new), names, strict=True)]  # fmt: skip
            self.add("message-changed", where, f"the body holds {names[1]} instead of {names[0]}",
                     "neither side knows the element that the other one sends",
                     old, new, callers=True, services=True)  # fmt: skip
        else:
            self.use(old, new, where)
            for one, other in zip(old.body, new.body, strict=True):
                self.part(one, other, operation, position)
        self.headers(old, new, operation, position)

    def headers(self, old: ir.Message, new: ir.Message, operation: str, position: Position) -> None:
        before = {each.element: each for each in old.headers}
        after = {each.element: each for each in new.headers}
        asked = position is Position.REQUEST
        for name, each in before.items():
            if name in after:
                self.use(each, after[name], f"{operation} header {name.local}")
                self.part(each, after[name], operation, position)
            else:
                self.add("header-removed", operation, f"the header {name.local} is gone",
                         "who relies on the header does not get it; one that is not known is "
                         "passed over", each, new, callers=not asked, services=asked)  # fmt: skip
        for name, each in after.items():
            if name not in before:
                self.add("header-added", operation, f"the header {name.local} is new",
                         "who relies on the header does not get it from a peer of before",
                         old, each, callers=asked, services=not asked)  # fmt: skip

    def use(self, old: ir.Message | ir.Part, new: ir.Message | ir.Part, where: str) -> None:
        if old.encoded != new.encoded:
            uses = ["encoded" if each.encoded else "literal" for each in (old, new)]
            self.add("use-changed", where, f"the use is {uses[1]} instead of {uses[0]}",
                     "what is encoded has attributes, and may have references, that literal "
                     "messages do not have", old, new, callers=True, services=True)  # fmt: skip

    def part(self, old: ir.Part, new: ir.Part, operation: str, position: Position) -> None:
        if old.nillable != new.nillable:
            asked = position is Position.REQUEST
            widened = new.nillable
            self.add("nillable-changed", f"{operation} {new.element.local}",
                     "became nillable" if widened else "is not nillable any more",
                     "one side may send nil, which the other does not admit", old, new,
                     callers=asked != widened, services=asked == widened)  # fmt: skip
        for pair in self.types.reach((old.type, new.type), new.element.local, old, new):
            self.positions[pair] = self.positions.get(pair, Position.NONE) | position
            self.users.setdefault(pair, {})[operation] = None

    # --- endpoints and facts

    def endpoints(self, old: ir.PortType, new: ir.PortType) -> None:
        before = {_endpoint(each): each for each in old.endpoints}
        after = {_endpoint(each): each for each in new.endpoints}
        for name, each in before.items():
            if name not in after:
                self.add("endpoint-removed", name, "the port is gone",
                         "callers of before may use it", each, new, callers=True)  # fmt: skip
        for name, each in after.items():
            if name not in before:
                self.add("endpoint-added", name, "the port is new",
                         "the others are as before", old, each)  # fmt: skip
            else:
                self.endpoint(name, before[name], each)

    def endpoint(self, name: str, old: ir.Endpoint, new: ir.Endpoint) -> None:
        if (old.soap, old.transport) != (new.soap, new.transport):
            message = f"SOAP {old.soap} over {old.transport} became "
            self.add("endpoint-changed", name, message + f"SOAP {new.soap} over {new.transport}",
                     "neither side reads the other's envelopes", old, new,
                     callers=True, services=True)  # fmt: skip
        if old.address != new.address:
            self.add("address-changed", name, f"{old.address} became {new.address}",
                     "where a service runs is configuration, which clients are told",
                     old, new)  # fmt: skip
        for operation in sorted(old.soap_actions.keys() & new.soap_actions.keys()):
            one, other = old.soap_actions[operation], new.soap_actions[operation]
            if one != other:
                self.add("action-changed", f"{operation} at {name}",
                         f"the action {one!r} became {other!r}",
                         "a service routes by the action, and does not know the other one",
                         old, new, callers=True, services=True)  # fmt: skip

    def facts(self) -> None:
        before = {(each.kind, each.text): each for each in self.old.facts}
        after = {(each.kind, each.text): each for each in self.new.facts}
        for key in sorted(before.keys() - after.keys()):
            self.add("policy-changed", key[0], f"{key[1]} is not stated any more",
                     "peers of before go on to keep it", before[key], None)  # fmt: skip
        for key in sorted(after.keys() - before.keys()):
            self.add("policy-changed", key[0], f"{key[1]} is stated now",
                     "peers of before do not keep it", None, after[key],
                     callers=True, services=True)  # fmt: skip


def _endpoint(endpoint: ir.Endpoint) -> str:
    return endpoint.port or endpoint.binding.local


def _renamed(
    before: dict[QName, ir.PortType], after: dict[QName, ir.PortType]
) -> Iterable[tuple[QName, QName]]:
    """Port types that are gone, each with a new one that has the same operations."""
    gone = [name for name in before if name not in after]
    came = [name for name in after if name not in before]
    for name in gone:
        names = {each.name for each in before[name].operations}
        for other in came:
            if names & {each.name for each in after[other].operations}:
                came.remove(other)
                yield name, other
                break
