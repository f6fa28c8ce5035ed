"""The stages, one after the other: from files to the files of a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wswgen import __version__, ir
from wswgen.config import check_operations
from wswgen.contract.build import build_contract
from wswgen.documents.catalog import Catalog, read_catalog
from wswgen.documents.document import Documents
from wswgen.documents.load import load
from wswgen.errors import GenerateError, Location, Problem, Severity
from wswgen.options import Options
from wswgen.plan.build import plan_package
from wswgen.record import record
from wswgen.render.engine import render
from wswgen.source import source_digest
from wswgen.write.files import Written, digests, write_package
from wswgen.write.manifest import Manifest
from wswgen.write.runtime import runtime_files


@record
class Generated:
    """A package that is not on disk yet: its name, its files, its manifest, the warnings.

    ``read`` are the documents that it was made from, as the user named them.
    """

    name: str
    files: Mapping[str, bytes]
    manifest: Manifest
    problems: tuple[Problem, ...]
    read: tuple[str, ...] = ()


def read_contract(
    files: Sequence[Path], options: Options, *, catalog: Path | None = None, strict: bool = False
) -> tuple[Documents, ir.Contract, tuple[Problem, ...]]:
    """Read the first of ``files`` with all that it imports.

    Returns the documents, the contract and the warnings. Raises `GenerateError` with every
    problem found; with ``strict`` a warning is one.
    """
    documents = load(files[0], files[1:], catalog=_catalog(catalog))
    contract, problems = build_contract(
        documents,
        services=options.services,
        ports=options.ports,
        only=options.only,
        skip=options.skip,
    )
    if strict and problems:
        raise GenerateError(_as_errors(problems))
    return documents, contract, problems


def generate(
    files: Sequence[Path], options: Options, *, catalog: Path | None = None, strict: bool = False
) -> Generated:
    """Everything that `from-wsdl` would write, as bytes by path. Raises `GenerateError`."""
    documents, contract, problems = read_contract(files, options, catalog=catalog, strict=strict)
    carried = (o.name for port_type in contract.port_types for o in port_type.operations)
    check_operations(options.cancel_off, carried, Location(file=documents.root.label))
    plan = plan_package(contract, options, _locations(documents))
    if plan.wrong_names:
        root = Location(file=documents.root.label)
        raise GenerateError(
            [
                Problem(code="W408", location=root, message=each.message, help=each.help)
                for each in plan.wrong_names
            ]
        )
    data = {f"wsdl/{document.name}": document.data for document in documents.documents}
    inputs = {document.name: document.sha256 for document in documents.documents}
    read = tuple(document.label for document in documents.documents)
    offered, missing, catalog_digest = documents.offered, documents.missing, documents.catalog
    del documents  # what is printed can have the memory of the trees, a third of all
    outputs = {**render(plan), "py.typed": b"", **data}
    if options.vendor_runtime:
        outputs |= runtime_files("_runtime")
    manifest = Manifest(
        generator=__version__,
        source=source_digest(),
        options={**options.record(), "package": plan.name},
        inputs=inputs,
        offered=offered,
        missing=missing,
        catalog=catalog_digest,
        warnings=len(problems),
        outputs=digests(outputs),
    )
    return Generated(
        name=plan.name,
        files=outputs,
        manifest=manifest,
        problems=problems,
        read=read,
    )


def from_wsdl(
    files: Sequence[Path],
    out: Path,
    options: Options,
    *,
    catalog: Path | None = None,
    strict: bool = False,
) -> tuple[Written, Generated]:
    """Generate a package into the folder ``out``. Raises `GenerateError`; nothing changed then."""
    generated = generate(files, options, catalog=catalog, strict=strict)
    written = write_package(out / generated.name, generated.files, generated.manifest)
    return written, generated


def _catalog(path: Path | None) -> Catalog | None:
    return None if path is None else read_catalog(path)


def _as_errors(problems: Sequence[Problem]) -> list[Problem]:
    return [
        Problem(
            code=problem.code,
            location=problem.location,
            message=problem.message,
            help=problem.help,
            severity=Severity.ERROR,
        )
        for problem in problems
    ]


def _locations(documents: Documents) -> Mapping[str, Mapping[str, str]]:
    """For each document, what the locations (or namespaces) of its imports led to; root first."""
    ordered = [documents.root, *(d for d in documents.documents if d is not documents.root)]
    found: dict[str, dict[str, str]] = {}
    for document in ordered:
        targets: dict[str, str] = {}
        for reference in document.imports:
            key = reference.place or reference.namespace
            if key and reference.targets and reference.targets[0] != document.name:
                targets.setdefault(key, reference.targets[0])
        found[document.name] = targets
    return found
