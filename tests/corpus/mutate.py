"""Random edits of real contracts, tried one after the other in a process with limits.

``python -m tests.corpus.mutate SEED FIRST COUNT FOLDER`` prints a line of JSON for each edit: its
number, the entry, what was done, and how it ended: ``ok``, ``refused`` with codes, or ``defect``.
"""

from __future__ import annotations

import importlib
import json
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from tests.corpus.packages import CATALOG, CORPUS, Entry, entries
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.pipeline import from_wsdl

SECONDS = 10
BYTES = 1 << 30
LARGE = 120_000  # bytes of a contract: edits of larger ones say the same and take longer
SUFFIXES = (".wsdl", ".xsd", ".xml")

XSD = "http://www.w3.org/2001/XMLSchema"
TYPES = ("string", "int", "anyType", "date", "nothing", "decimal", "QName", "IDREFS", "NOTATION")


def candidates() -> list[Entry]:
    """The entries that are edited: small ones, broken ones as well."""
    return [e for e in entries() if sum(f.stat().st_size for f in files(e)) < LARGE]


def files(entry: Entry) -> list[Path]:
    """The documents of an entry."""
    folder = CORPUS / entry["root"].partition("/")[0]
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in SUFFIXES)


# --- edits of bytes and of nodes


def bytes_edit(data: bytes, source: random.Random) -> bytes:
    """Cut, repeat, change or insert a few bytes."""
    place = source.randrange(len(data) + 1)
    size = source.randrange(1, 40)
    match source.randrange(5):
        case 0:
            return data[:place]
        case 1:
            return data[:place] + data[place + size :]
        case 2:
            return data[:place] + data[place : place + size] * 2 + data[place + size :]
        case 3:
            return data[:place] + bytes([source.randrange(256)]) + data[place + 1 :]
        case _:
            return data[:place] + source.choice([b"<", b"&", b"\xff", b"]]>", b'"']) + data[place:]


def node_edit(data: bytes, source: random.Random) -> tuple[bytes, str]:
    """Drop, double, move, rename or retype one element or attribute."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    node = source.choice(nodes)
    edits: list[tuple[str, Callable[[Any, Any, random.Random], None]]] = [
        ("drop", _drop), ("double", _double), ("move", _move), ("rename", _rename),
        ("retype", _retype), ("empty", _empty), ("attribute", _attribute), ("element", _element),
    ]  # fmt: skip
    name, edit = source.choice(edits)
    what = f"{name} {etree.QName(node).localname} at line {node.sourceline}"
    edit(node, root, source)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8"), what


def _drop(node: Any, _: Any, source: random.Random) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _double(node: Any, _: Any, source: random.Random) -> None:
    if node.getparent() is not None:
        node.addnext(deepcopy(node))


def _move(node: Any, root: Any, source: random.Random) -> None:
    targets = [n for n in root.iter() if isinstance(n.tag, str) and n not in set(node.iter())]
    if targets and node.getparent() is not None:
        target = source.choice(targets)
        target.insert(source.randrange(len(target) + 1), node)


def _rename(node: Any, root: Any, source: random.Random) -> None:
    named = [n for n in root.iter() if isinstance(n.tag, str) and n.get("name")]
    if named:
        other = source.choice(named).get("name")
        source.choice(named).set("name", source.choice([other, "", "a b", "x" * 300, "class"]))


def _retype(node: Any, root: Any, source: random.Random) -> None:
    keys = ("type", "element", "ref", "base", "message", "binding", "itemType", "substitutionGroup")
    places = [(n, k) for n in root.iter() if isinstance(n.tag, str) for k in keys if n.get(k)]
    if places:
        place, key = source.choice(places)
        prefix = next((p for p, uri in place.nsmap.items() if uri == XSD and p), "xs")
        other = source.choice(places)
        place.set(key, source.choice([f"{prefix}:{source.choice(TYPES)}", other[0].get(other[1])]))


def _empty(node: Any, _: Any, source: random.Random) -> None:
    for child in list(node):
        node.remove(child)


def _attribute(node: Any, _: Any, source: random.Random) -> None:
    keys = list(node.attrib)
    if keys:
        key = source.choice(keys)
        values = ["", "0", "unbounded", "true", "-1", "99999999999", "\u05d0", "##other", "a:b"]
        if source.random() < 0.3:
            del node.attrib[key]
        else:
            node.set(key, source.choice(values))


def _element(node: Any, _: Any, source: random.Random) -> None:
    names = ("all", "any", "choice", "sequence", "restriction", "union", "list", "redefine", "key")
    node.tag = f"{{{XSD}}}{source.choice(names)}"


# --- one case


def edited(entry: Entry, folder: Path, source: random.Random) -> tuple[Path, str]:
    """The entry with one edit, below ``folder``; the path of its root and what was done."""
    target = folder / "input"
    shutil.rmtree(target, ignore_errors=True)
    home = entry["root"].partition("/")[0]
    shutil.copytree(CORPUS / home, target / home)
    victim = source.choice(files(entry))
    path = target / victim.relative_to(CORPUS)
    data = victim.read_bytes()
    path.chmod(0o644)
    what = "bytes"
    if source.random() < 0.25:
        path.write_bytes(bytes_edit(data, source))
    else:
        try:
            made, what = node_edit(data, source)
        except etree.XMLSyntaxError:
            made = bytes_edit(data, source)
        path.write_bytes(made)
    return target / entry["root"], f"{what} in {victim.name}"


def attempt(entry: Entry, root: Path, out: Path, package: str) -> str:
    """Generate and import; how it ended."""
    extra = [root.parents[len(Path(entry["root"]).parts) - 1] / e for e in entry.get("extra", [])]
    try:
        from_wsdl([root, *extra], out, Options(package=package), catalog=CATALOG)
    except GenerateError as error:
        if not all(each.location.file and each.message for each in error.problems):
            return f"defect: no place or no message in {error.problems}"
        return "refused " + " ".join(sorted({each.code for each in error.problems}))
    importlib.invalidate_caches()
    for module in ("types", "_contract", "service", "client"):
        importlib.import_module(f"{package}.{module}")
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    shutil.rmtree(out / package)
    return "ok"


def _timeout(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main(seed: int, first: int, count: int, folder: Path) -> None:
    """Try some edits; see the module."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    signal.signal(signal.SIGALRM, _timeout)
    out = folder / "out"
    out.mkdir(parents=True)
    sys.path.insert(0, str(out))
    chosen = candidates()
    for number in range(first, first + count):
        source = random.Random(f"{seed} {number}")
        entry = source.choice(chosen)
        root, what = edited(entry, folder, source)
        line: dict[str, Any] = {
            "traceback": "",
            "number": number,
            "entry": entry["id"],
            "edit": what,
        }
        started = time.perf_counter()
        signal.alarm(SECONDS)
        try:
            line["result"] = attempt(entry, root, out, f"m{number}")
        except BaseException as error:
            line["result"] = f"defect {type(error).__name__}: {error}"
            line["traceback"] = traceback.format_exc()[-1500:]
        finally:
            signal.alarm(0)
        line["seconds"] = f"{time.perf_counter() - started:.2f}"
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
