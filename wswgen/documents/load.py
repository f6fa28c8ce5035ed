"""Read the root and everything that it imports or includes, from disk alone."""

from __future__ import annotations

import difflib
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from wswgen.documents.catalog import Catalog
from wswgen.documents.document import WSDL, XSD, Document, Documents, Import, Node, Root
from wswgen.documents.naming import outside, url_name
from wswgen.documents.xml import MAX_BYTES, parse
from wswgen.errors import GenerateError, Location, Problem
from wswgen.qname import QName
from wswgen.record import positional_record

MAX_DOCUMENTS = 2_000

# Two letters at least: `C:\orders.xsd` is a path, not a URL.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")

Kind = Literal["wsdl-import", "import", "include", "redefine"]


@dataclass(slots=True)
class _Reference:
    """An import while loading: ``targets`` are paths, as `_identity` spells them."""

    kind: Kind
    node: Node
    namespace: str | None
    place: str | None
    targets: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class _Draft:
    name: str
    label: str
    path: Path
    data: bytes
    tree: Root
    references: list[_Reference]


@positional_record
class _File:
    """A file to read: what it will be called, and who asked for it."""

    path: Path
    name: str
    label: str
    asked: Location | None = None


def load(root: Path, extra: Sequence[Path] = (), *, catalog: Catalog | None = None) -> Documents:
    """The root document and all that it reaches; ``extra`` files are matched by namespace."""
    loader = _Loader(root, catalog or Catalog(exact={}))
    loader.offer(extra)
    loader.read_all([_File(root, root.name, str(root))])
    if not loader.problems:
        loader.match_by_namespace()
    if loader.problems:
        raise GenerateError(loader.problems)
    documents = loader.documents()
    return Documents(
        root=documents[0],
        documents=documents,
        offered=loader.digests,
        missing=tuple(loader.missing),
        catalog=loader.catalog.sha256,
    )


def references(tree: Node) -> list[_Reference]:
    """The imports and includes that a WSDL or a schema states, in document order."""
    found: list[_Reference] = []
    schemas: list[Node] = []
    if tree.name == (WSDL, "definitions"):
        for child in tree.children:
            if child.name == (WSDL, "import"):
                found.append(_reference("wsdl-import", child, "location"))
            elif child.name == (WSDL, "types"):
                schemas += [node for node in child.children if node.name == (XSD, "schema")]
    elif tree.name == (XSD, "schema"):
        schemas.append(tree)
    for schema in schemas:
        for child in schema.children:
            if child.name == (XSD, "import"):
                found.append(_reference("import", child, "schemaLocation"))
            elif child.name == (XSD, "include"):
                found.append(_reference("include", child, "schemaLocation"))
            elif child.name == (XSD, "redefine"):
                found.append(_reference("redefine", child, "schemaLocation"))
    return found


def _reference(kind: Kind, node: Node, attribute: str) -> _Reference:
    return _Reference(kind, node, node.get("namespace"), node.get(attribute) or None)


def _identity(path: Path) -> str:
    # Through symbolic links: a link to a folder above would otherwise make endless new files.
    return os.path.realpath(path)


class _Loader:
    """The state of one `load`: what has been read, in order, and what went wrong."""

    def __init__(self, root: Path, catalog: Catalog) -> None:
        self.folder = Path(os.path.abspath(root)).parent
        self.catalog = catalog
        self.problems: list[Problem] = []
        self.drafts: dict[str, _Draft] = {}
        self.names: set[str] = set()
        self.failed: set[str] = set()
        self.offered: dict[tuple[QName, str], list[_Draft]] = {}
        self.missing: dict[str, None] = {}
        self.digests: dict[str, str] = {}

    # --- reading

    def offer(self, extra: Sequence[Path]) -> None:
        """Read the further files of the command line; they are used where a namespace asks."""
        for path in extra:
            name = outside(os.path.relpath(os.path.abspath(path), self.folder).replace("\\", "/"))
            draft = self.read(_File(path, name, str(path)))
            if draft is not None:
                self._expect(draft)
                self.digests[name] = hashlib.sha256(draft.data).hexdigest()
                key = draft.tree.name, draft.tree.get("targetNamespace") or ""
                self.offered.setdefault(key, []).append(draft)

    def _expect(self, draft: _Draft) -> None:
        """Nothing else could ever be asked for, and would be passed over in silence."""
        found = draft.tree.name
        if found not in (QName(WSDL, "definitions"), QName(XSD, "schema")):
            message = f"the root element is {str(found)[:300]}, neither a schema nor WSDL 1.1"
            help = "leave the file out, or name the right one"
            self.problems.append(
                Problem(code="W201", location=draft.tree.location, message=message, help=help)
            )

    def read(self, file: _File) -> _Draft | None:
        key = _identity(file.path)
        if key in self.failed:
            return None
        try:
            data = _read(file)
            tree = parse(data, file.label)
        except GenerateError as error:
            self.failed.add(key)
            self.problems += error.problems
            return None
        return _Draft(file.name, file.label, file.path, data, tree, references(tree))

    def read_all(self, files: list[_File]) -> None:
        """Depth first, so that the order of documents is the order of the references to them."""
        stack = list(reversed(files))
        while stack:
            file = stack.pop()
            if _identity(file.path) in self.drafts:
                continue
            if len(self.drafts) >= MAX_DOCUMENTS:
                place = file.asked or Location(file=file.label)
                message = f"the contract has more than {MAX_DOCUMENTS} documents"
                self.problems.append(Problem(code="W007", location=place, message=message))
                return
            draft = self.read(file)
            if draft is not None:
                stack += reversed(self.add(draft))

    def add(self, draft: _Draft) -> list[_File]:
        """Keep a draft; return the files that it refers to."""
        self.drafts[_identity(draft.path)] = draft
        draft.name = self.unused(draft.name)
        files: list[_File] = []
        for reference in draft.references:
            if reference.place is None:
                continue
            file = self.locate(draft, reference, reference.place)
            if file is not None:
                reference.targets.append(_identity(file.path))
                files.append(file)
        return files

    def unused(self, name: str) -> str:
        stem, suffix = posixpath.splitext(name)
        number = 1
        while name.lower() in self.names:
            number += 1
            name = f"{stem}-{number}{suffix}"
        self.names.add(name.lower())
        return name

    # --- finding

    def locate(self, draft: _Draft, reference: _Reference, place: str) -> _File | None:
        """The file that a location means; None where it means none on this machine."""
        asked = reference.node.location
        remote = _SCHEME.match(place) or place.startswith(("//", "\\\\"))
        if remote and not place.lower().startswith("file:"):
            path = self.catalog.find(place)
            return None if path is None else _File(path, url_name(place), str(path), asked)
        if remote:
            parts = urlsplit(place)
            spelled = unquote(parts.path)
            if parts.netloc not in ("", "localhost"):
                return None
        else:
            spelled = place.replace("\\", "/")
        base = draft.path.parent
        if not (base / spelled).is_file():
            spelled = unquote(spelled.split("#")[0].split("?")[0])
        path = base / spelled
        if os.path.isabs(spelled) or re.match("[A-Za-z]:", spelled):
            name, label = f"_absolute/{posixpath.basename(spelled)}", spelled
        else:
            name = outside(posixpath.join(posixpath.dirname(draft.name), spelled))
            label = posixpath.normpath(posixpath.join(_folder(draft.label), spelled))
        if not path.is_file():
            self.missing[name] = None
            mapped = self.catalog.find(place)
            if mapped is not None:
                return _File(mapped, name, str(mapped), asked)
            if self.by_namespace(draft, reference):
                return None
        return _File(path, name, label, asked)

    def by_namespace(self, draft: _Draft, reference: _Reference) -> list[_Draft]:
        """The offered files with the target namespace that a reference asks for."""
        schema, definitions = QName(XSD, "schema"), QName(WSDL, "definitions")
        namespace = reference.namespace or ""
        match reference.kind:
            case "wsdl-import":
                found = self.offered.get((definitions, namespace), [])
                return found or self.offered.get((schema, namespace), [])
            case "import":
                return self.offered.get((schema, namespace), [])
            case "include" | "redefine":
                # The location names the file; the namespace is that of the including schema.
                wanted = posixpath.basename((reference.place or "").replace("\\", "/"))
                files = [draft for drafts in self.offered.values() for draft in drafts]
                return [draft for draft in files if draft.path.name == wanted]

    def match_by_namespace(self) -> None:
        """Give references that led nowhere the offered files of their namespace.

        As wsutil does: every file given is a source. A catalog is asked for the namespace only
        where nothing read so far has it, as inline schemas import each other without a location.
        """
        while True:
            waiting = [
                (draft, reference)
                for draft in self.drafts.values()
                for reference in draft.references
                if not reference.targets
            ]
            before = len(self.drafts)
            for draft, reference in waiting:
                for found in self.by_namespace(draft, reference):
                    key = _identity(found.path)
                    reference.targets.append(key)
                    if key not in self.drafts:
                        self.read_all(self.add(found))
            known = {namespace for draft in self.drafts.values() for namespace in _targets(draft)}
            for _, reference in waiting:
                namespace = reference.namespace
                if reference.kind != "import" or reference.targets or namespace in known:
                    continue
                path = self.catalog.find(namespace) if namespace else None
                if path is not None and namespace:
                    asked = reference.node.location
                    reference.targets.append(_identity(path))
                    self.read_all([_File(path, url_name(namespace), str(path), asked)])
            if len(self.drafts) == before or self.problems:
                return

    # --- the result

    def documents(self) -> tuple[Document, ...]:
        return tuple(
            Document(
                name=draft.name,
                label=draft.label,
                data=draft.data,
                sha256=hashlib.sha256(draft.data).hexdigest(),
                tree=draft.tree,
                imports=tuple(
                    Import(
                        kind=reference.kind,
                        namespace=reference.namespace,
                        place=reference.place,
                        targets=tuple(self.drafts[key].name for key in reference.targets),
                        node=reference.node,
                    )
                    for reference in draft.references
                ),
            )
            for draft in self.drafts.values()
        )


def _targets(draft: _Draft) -> list[str]:
    """The target namespaces of the schemas in a document."""
    if draft.tree.name == (XSD, "schema"):
        return [draft.tree.get("targetNamespace") or ""]
    return [
        schema.get("targetNamespace") or ""
        for types in draft.tree.children
        if types.name == (WSDL, "types")
        for schema in types.children
        if schema.name == (XSD, "schema")
    ]


def _read(file: _File) -> bytes:
    place = file.asked or Location(file=file.label)
    try:
        status = os.stat(file.path)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > MAX_BYTES:
            message = f"{file.label} has more than {MAX_BYTES} bytes"
            raise GenerateError([Problem(code="W007", location=place, message=message)])
        return file.path.read_bytes()
    except FileNotFoundError:
        message, code = f"the file {file.label} does not exist", "W001"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message, code = f"cannot read {file.label}: {reason}", "W002"
    help = "check the location, or give the file on the command line"
    if not file.asked:
        help = _similar(file.path) or "name a file that exists and that you may read"
    raise GenerateError([Problem(code=code, location=place, message=message, help=help)])


def _similar(path: Path) -> str:
    try:
        close = difflib.get_close_matches(path.name, os.listdir(path.parent), n=1, cutoff=0.75)
    except OSError:
        return ""
    return f"did you mean {path.with_name(close[0])}?" if close and close[0] != path.name else ""


def _folder(label: str) -> str:
    return posixpath.dirname(label.replace("\\", "/") if os.sep == "\\" else label)
