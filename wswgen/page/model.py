"""A contract with its Python names, as the JSON that the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wswgen import ir
from wswgen.errors import Problem
from wswgen.options import Options
from wswgen.plan.build import names_of, plan_package
from wswgen.plan.naming import Naming
from wswgen.plan.package import ClassPlan
from wswgen.plan.shapes import GroupKey

Json = dict[str, Any]


def page_data(
    contract: ir.Contract, problems: Sequence[Problem], root: str, samples: Sequence[Json] = ()
) -> Json:
    """Everything that the page shows. ``root`` is the name of the root document.

    ``samples`` are objects with the fields of `wswgen.testing.samples.Sample`.
    """
    return _Model(contract, root, samples).data(problems)


class _Model:
    """The state of one conversion: types by number, and the fields of every class."""

    def __init__(self, contract: ir.Contract, root: str, samples: Sequence[Json]) -> None:
        self.contract = contract
        self.samples: dict[tuple[str, str], Json] = {}
        for each in samples:
            found = self.samples.setdefault((each["contract"], each["operation"]), {})
            found[each["direction"]] = {"xml": each["xml"], "py": each["python"]}
        self.naming: Naming = names_of(contract, Options())
        plan = plan_package(contract, Options(), {root: {}})
        self.package = plan.name
        self.numbers = {key: number for number, key in enumerate(contract.types)}
        fields = {
            each.name: {
                field.origin.name.local: field.name
                for field in each.fields
                if isinstance(field.origin, ir.ElementUse | ir.Attribute)
            }
            for each in plan.definitions()
            if isinstance(each, ClassPlan)
        }
        self.fields: dict[ir.TypeKey, dict[str, str]] = {}
        for key, name in self.naming.classes.items():
            owner = key.owner if isinstance(key, GroupKey) else key
            found = self.fields.setdefault(owner, {})
            for wire, py in fields.get(name, {}).items():
                if wire not in found or owner is key:
                    found[wire] = py

    def data(self, problems: Sequence[Problem]) -> Json:
        contract = self.contract
        operations = [
            self.operation(port_type, operation)
            for port_type in contract.port_types
            for operation in port_type.operations
        ]
        return {
            "name": contract.name,
            "namespace": contract.namespace,
            "package": self.package,
            "doc": contract.documentation,
            "sources": [each.name for each in contract.sources],
            "ports": [
                {"service": each.service.local, "port": each.port, "binding": each.binding.local,
                 "soap": each.soap, "address": each.address, "type": port_type.name.local,
                 "at": str(each.location)}
                for port_type in contract.port_types for each in port_type.endpoints
            ],
            "interfaces": [self.interface(each) for each in contract.port_types],
            "operations": operations,
            "types": [self.type(each) for each in contract.types.values()],
            "facts": [{"kind": each.kind, "text": each.text, "at": str(each.location)}
                      for each in contract.facts],
            "problems": [_problem(each) for each in problems],
        }  # fmt: skip

    def interface(self, port_type: ir.PortType) -> Json:
        names = self.naming.interfaces[port_type.name]
        return {
            "n": port_type.name.local, "service": names.service, "client": names.client,
            "async": names.async_client, "doc": port_type.documentation,
            "at": str(port_type.location),
        }  # fmt: skip

    def operation(self, port_type: ir.PortType, operation: ir.Operation) -> Json:
        names = self.naming.operations[port_type.name, operation.name]
        actions = dict.fromkeys(
            each.soap_actions.get(operation.name, "") for each in port_type.endpoints
        )
        return {
            "n": operation.name, "py": names.method, "state": names.state,
            "port": port_type.name.local, "style": operation.style.value,
            "doc": operation.documentation, "at": str(operation.location),
            "action": ", ".join(action for action in actions if action),
            "samples": self.samples.get((port_type.name.local, operation.name), {}),
            "in": self.message(operation.input),
            "out": self.message(operation.output) if operation.output else None,
            "faults": [
                {"n": each.name, "py": self.naming.faults.get(each.key, ""),
                 "header": each.header, "doc": each.documentation, "part": self.part(each.detail)}
                for each in operation.faults
            ],
        }  # fmt: skip

    def message(self, message: ir.Message) -> Json:
        found: Json = {
            "body": [self.part(part) for part in message.body],
            "headers": [self.part(part) for part in message.headers],
        }
        if message.wrapper:
            found["wrapper"] = message.wrapper.local
        return found

    def part(self, part: ir.Part) -> Json:
        found: Json = {"n": part.element.local, "t": self.ref(part.type), "at": str(part.location)}
        if part.element.namespace:
            found["ns"] = part.element.namespace
        return found

    def ref(self, key: ir.TypeKey) -> int | str:
        return self.numbers.get(key, f"xs:{key.name}")

    def type(self, found: ir.Type) -> Json:
        key = found.key
        data: Json = {
            "n": "/".join((key.name, *key.path)), "ns": key.namespace, "kind": key.kind,
            "py": self.naming.classes.get(key, ""), "at": str(found.location),
        }  # fmt: skip
        if found.documentation:
            data["doc"] = found.documentation
        if found.base is not None:
            data["base"] = self.ref(found.base)
        if isinstance(found, ir.SimpleType):
            return data | self.simple(found)
        names = self.fields.get(key, {})
        data["content"] = [self.particle(each, names) for each in found.content]
        data["attributes"] = [self.attribute(each, names) for each in found.attributes]
        flags = [("abstract", found.abstract), ("mixed", found.mixed),
                 ("any attribute", found.any_attribute is not None)]  # fmt: skip
        data["flags"] = [name for name, flag in flags if flag]
        if found.value is not None:
            data["value"] = self.ref(found.value)
        return data

    def simple(self, found: ir.SimpleType) -> Json:
        facets = found.facets
        shown = {
            name.replace("_", " "): value
            for name in ("length", "min_length", "max_length", "min_inclusive", "max_inclusive",
                         "min_exclusive", "max_exclusive", "total_digits", "fraction_digits",
                         "white_space")
            if (value := getattr(facets, name)) is not None
        }  # fmt: skip
        if facets.pattern:
            shown["pattern"] = facets.pattern.xsd
        data: Json = {"simple": found.variety.value, "facets": shown}
        if facets.enumeration:
            data["values"] = [[each.lexical, each.documentation] for each in facets.enumeration]
        if found.item is not None:
            data["item"] = self.ref(found.item)
        if found.members:
            data["members"] = [self.ref(each) for each in found.members]
        return data

    def attribute(self, each: ir.Attribute, names: Mapping[str, str]) -> Json:
        data: Json = {
            "k": "a", "n": each.name.local, "py": names.get(each.name.local, ""),
            "t": self.ref(each.type), "o": "1" if each.required else "0..1",
            "at": str(each.location),
        }  # fmt: skip
        return data | _extras(each)

    def particle(self, particle: ir.Particle, names: Mapping[str, str]) -> Json:
        occurs = particle.occurs
        many = "*" if occurs.max is None else str(occurs.max)
        shown = many if str(occurs.min) == many else f"{occurs.min}..{many}"
        match particle:
            case ir.ElementUse():
                data: Json = {
                    "k": "e", "n": particle.name.local, "py": names.get(particle.name.local, ""),
                    "t": self.ref(particle.type), "o": shown, "at": str(particle.location),
                }  # fmt: skip
                if particle.name.namespace:
                    data["ns"] = particle.name.namespace
                if particle.nillable:
                    data["nil"] = True
                if particle.dimensions:
                    data["o"] = "".join(f"[{',' * (n - 1)}]" for n in particle.dimensions[::-1])
                return data | _extras(particle)
            case ir.AnyElement():
                return {"k": "any", "n": "any element", "o": shown, "at": str(particle.location)}
            case ir.Sequence():
                inner = [self.particle(each, names) for each in particle.particles]
                return {"k": "seq", "n": "in order", "o": shown, "c": inner}
            case ir.All():
                inner = [self.particle(each, names) for each in particle.elements]
                return {"k": "all", "n": "in any order", "o": shown, "c": inner}
            case ir.Choice():
                branches = [
                    self.particle(branch[0], names) if len(branch) == 1
                    else {"k": "seq", "n": "in order", "o": "1",
                          "c": [self.particle(each, names) for each in branch]}
                    for branch in particle.branches
                ]  # fmt: skip
                return {"k": "choice", "n": "one of", "o": shown, "c": branches}


def _extras(each: ir.Attribute | ir.ElementUse) -> Json:
    found = {"def": each.default, "fix": each.fixed, "doc": each.documentation or None}
    return {name: value for name, value in found.items() if value is not None}


def _problem(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message, "help": problem.help,
            "at": str(problem.location)}  # fmt: skip
