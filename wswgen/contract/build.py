"""Stage 3 as a whole: documents to the contract IR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from wswgen import ir
from wswgen.contract.endpoints import serve
from wswgen.contract.link import link
from wswgen.contract.prune import choose_operations, reachable
from wswgen.contract.simple import key_text
from wswgen.contract.types import build_types, identity_constraints
from wswgen.documents.document import WSDL, WSDL_20, XSD, Documents
from wswgen.errors import GenerateError, Problem, Severity
from wswgen.qname import QName
from wswgen.record import replace
from wswgen.schema.collect import collect, old_schemas
from wswgen.schema.resolve import resolve
from wswgen.wsdl.model import Definitions
from wswgen.wsdl.parse import parse_definitions
from wswgen.wsdl.policy import Assertion, assertions

_CONSTRAINTS = frozenset(QName(XSD, name) for name in ("unique", "key", "keyref"))


def build_contract(
    documents: Documents,
    *,
    services: Sequence[str] = (),
    ports: Sequence[str] = (),
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> tuple[ir.Contract, tuple[Problem, ...]]:
    """The contract that documents state, and warnings about what is left out of it.

    ``services`` and ``ports`` choose by name, ``only`` and ``skip`` operations by name or pattern;
    empty means all. Without some operations, only types that the others need are kept. Raises
    `GenerateError` with every error of the stage that failed.
    """
    _raise(_roots(documents))
    _raise(old_schemas(documents))
    definitions, problems = _definitions(documents)
    collection = collect(documents)
    components, dangling = resolve(collection.schemas, collection.unreachable)
    linked, unlinked = link(definitions, components, collection.unreachable)
    _raise([*problems, *collection.problems, *dangling, *unlinked])

    types = build_types(components)
    _raise(types.problems)
    root = documents.root.tree.location
    linked = choose_operations(linked, only, skip, root)
    port_types, warnings = serve(linked, types, root, services, ports)
    stated = assertions(
        document.tree for document in documents.documents if document.tree.name.namespace == WSDL
    )
    facts = [ir.Fact(kind=each.kind, text=each.text, location=each.location) for each in stated]
    if any(not document.tree.names.isdisjoint(_CONSTRAINTS) for document in documents.documents):
        facts += identity_constraints(components)
    contract = ir.Contract(
        name=definitions[0].name or PurePosixPath(documents.root.name).stem,
        namespace=definitions[0].namespace,
        port_types=port_types,
        types=reachable(port_types, types.types) if only or skip else types.named(),
        facts=tuple(facts),
        sources=tuple(
            ir.Source(name=document.name, sha256=document.sha256)
            for document in documents.documents
        ),
        documentation=definitions[0].documentation,
    )
    idle = _anchored(contract.types)
    return contract, (*warnings, *_left_out(types.refused), *_asserted(stated), *idle)


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        shown = (replace(each, message=_short(each.message)) for each in problems)
        unique = dict.fromkeys(shown)
        raise GenerateError(sorted(unique, key=lambda problem: problem.location))


def _short(message: str) -> str:
    """Names have no limit; messages do."""
    return message if len(message) <= 1000 else f"{message[:600]} ... {message[-300:]}"


def _roots(documents: Documents) -> list[Problem]:
    """Whether the root, and what WSDL documents import, are what they should be."""
    problems: list[Problem] = []
    root = documents.root.tree
    if root.name.namespace in WSDL_20:
        message = "the document is WSDL 2.0, and only WSDL 1.1 is supported"
        help = "give the WSDL 1.1 of the service; most stacks offer both"
        problems.append(Problem(code="W202", location=root.location, message=message, help=help))
    elif root.name != (WSDL, "definitions"):
        message = f"the root element is {str(root.name)[:300]}, not wsdl:definitions of WSDL 1.1"
        help = "give the WSDL first, and its schemas after it"
        problems.append(Problem(code="W201", location=root.location, message=message, help=help))
    by_name = {document.name: document for document in documents.documents}
    for document in documents.documents:
        for item in document.imports:
            for target in item.targets if item.kind == "wsdl-import" else ():
                found = by_name[target].tree.name
                if found in ((WSDL, "definitions"), (XSD, "schema")):
                    continue
                message = f"{by_name[target].label} is no WSDL 1.1: its root element is "
                problems.append(
                    Problem(
                        code="W201",
                        location=item.node.location,
                        message=message + str(found)[:300],
                        help="correct the location",
                    )
                )
    return problems


def _definitions(documents: Documents) -> tuple[list[Definitions], list[Problem]]:
    found: list[Definitions] = []
    problems: list[Problem] = []
    for document in documents.documents:
        if document.tree.name == (WSDL, "definitions"):
            definitions, more = parse_definitions(document.tree)
            found.append(definitions)
            problems += more
    return found, problems


def _left_out(refused: Mapping[ir.TypeKey, Problem]) -> list[Problem]:
    """One warning for each reason to leave types out, naming them."""
    reasons: dict[Problem, list[str]] = {}
    for key, reason in refused.items():
        reasons.setdefault(reason, []).append(key_text(key))
    warnings: list[Problem] = []
    for reason, names in reasons.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        warnings.append(
            Problem(
                code=reason.code,
                location=reason.location,
                message=f"{reason.message}; left out: {shown}",
                help=reason.help,
                severity=Severity.WARNING,
            )
        )
    return warnings


def _anchored(types: Mapping[ir.TypeKey, ir.Type]) -> list[Problem]:
    """One warning for each pattern that was written for another language of expressions."""
    return [
        Problem(
            code="W325",
            location=each.location,
            message=f"the pattern {each.facets.pattern.xsd[:300]!r} begins with ^, which is a "
            "character like any other in XML Schema: values have to begin with it",
            help="leave out ^ and $: a pattern is always about the whole value",
            severity=Severity.WARNING,
        )
        for each in types.values()
        if isinstance(each, ir.SimpleType)
        and each.facets.pattern is not None
        and each.facets.pattern.xsd.startswith("^")
    ]


def _asserted(stated: Sequence[Assertion]) -> list[Problem]:
    """One warning for each kind of policy assertion, with how often it stands there."""
    groups: dict[str, list[Assertion]] = {}
    for each in stated:
        if each.kind != "addressing":
            groups.setdefault(f"{each.kind} {each.text[:300]}", []).append(each)
    return [
        Problem(
            code="W315",
            location=group[0].location,
            message=f"the {name} is not honoured, only kept as a fact (stated {len(group)} times)",
            help="configure the transport or the peer so that the service works without it",
            severity=Severity.WARNING,
        )
        for name, group in groups.items()
    ]
