"""Catalogs: where the document of a URL lies on disk (OASIS XML Catalogs 1.1, or a JSON object)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from wswgen.documents.document import Node
from wswgen.documents.xml import parse
from wswgen.errors import GenerateError, Location, Problem
from wswgen.record import record

CATALOG = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@record
class Catalog:
    """``exact`` maps a URL to its file; ``prefixes`` maps the start of URLs to a folder.

    ``sha256`` is the digest of the files of the catalog itself.
    """

    exact: Mapping[str, Path]
    prefixes: tuple[tuple[str, str], ...] = ()
    sha256: str = ""

    def find(self, url: str) -> Path | None:
        """The file of a URL. An exact entry wins, then the longest prefix (section 7.1.2)."""
        for spelling in (url, url.rstrip("/"), url + "/"):
            if spelling in self.exact:
                return self.exact[spelling]
        matching = [item for item in self.prefixes if url.startswith(item[0])]
        if not matching:
            return None
        start, folder = max(matching, key=lambda item: len(item[0]))
        return Path(folder + unquote(url[len(start) :]))


def read_catalog(path: Path) -> Catalog:
    """Read an OASIS XML catalog, or a JSON object from URL to a path beside it."""
    exact: dict[str, Path] = {}
    prefixes: list[tuple[str, str]] = []
    waiting, seen = [path], set[Path]()
    digest = hashlib.sha256()
    while waiting:
        current = waiting.pop(0)
        if current.absolute() in seen:
            continue
        seen.add(current.absolute())
        data = _read(current)
        digest.update(hashlib.sha256(data).digest())
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            for url, file in _json(current, data).items():
                exact.setdefault(url, current.parent / file)
        else:
            tree = parse(data, str(current))
            if tree.name.namespace != CATALOG:
                raise _refuse(current, f"the root element is {tree.name}, not a catalog's")
            waiting += _entries(tree, current, exact, prefixes)
    return Catalog(exact=exact, prefixes=tuple(prefixes), sha256=digest.hexdigest())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _refuse(path, f"cannot read the catalog: {error.strerror}") from None


def _json(path: Path, data: bytes) -> dict[str, str]:
    try:
        table = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refuse(path, f"the catalog is not JSON: {error}") from None
    if not all(isinstance(file, str) for file in table.values()):
        raise _refuse(path, "the catalog must map each URL to a path")
    return dict(table)


def _refuse(path: Path, message: str) -> GenerateError:
    problem = Problem(
        code="W008",
        location=Location(file=str(path)),
        message=message,
        help="give an OASIS XML catalog, or a JSON object from URL to a path beside it",
    )
    return GenerateError([problem])


def _entries(
    tree: Node, path: Path, exact: dict[str, Path], prefixes: list[tuple[str, str]]
) -> list[Path]:
    """Add the entries of one catalog; return the catalogs that it continues with."""
    more: list[Path] = []
    bases: dict[int, str] = {}
    for node in _with_bases(tree, bases):
        base = bases[id(node)]
        match node.name.local:
            case "system" | "uri" | "public":
                key = node.get(
                    {"system": "systemId", "uri": "name", "public": "publicId"}[node.name.local]
                )
                target = node.get("uri")
                if key and target and (file := _local(path, urljoin(base, target))):
                    exact.setdefault(key, Path(file))
            case "rewriteSystem" | "rewriteURI":
                start = node.get("systemIdStartString") or node.get("uriStartString")
                prefix = node.get("rewritePrefix")
                if start and prefix and (folder := _local(path, urljoin(base, prefix))):
                    prefixes.append((start, folder))
            case "nextCatalog":
                target = node.get("catalog")
                if target and (file := _local(path, urljoin(base, target))):
                    more.append(Path(file))
            case _:
                pass  # groups hold entries; delegates map nothing by themselves
    return more


def _with_bases(tree: Node, bases: dict[int, str]) -> list[Node]:
    nodes: list[Node] = []
    stack = [(tree, "")]
    while stack:
        node, outer = stack.pop()
        base = urljoin(outer, node.get(_BASE) or "")
        bases[id(node)] = base
        nodes.append(node)
        stack += [(child, base) for child in reversed(node.children)]
    return [node for node in nodes if node.name.namespace == CATALOG]


def _local(catalog: Path, reference: str) -> str | None:
    """The path that a reference from a catalog means; None where it leads off this machine."""
    if reference.startswith("file:"):
        parts = urlsplit(reference)
        path = unquote(parts.path)
        return path if parts.netloc in ("", "localhost") else None
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", reference):
        return None
    joined = str(catalog.parent / unquote(reference))
    return joined + "/" if reference.endswith("/") else joined
