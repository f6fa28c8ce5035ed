"""Download a WSDL with all that it imports into a folder that generates offline."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import url2pathname

from wswgen.documents.document import WSDL, Node
from wswgen.documents.load import references
from wswgen.documents.xml import parse
from wswgen.errors import Location
from wswgen.pull.fetch import Fetcher
from wswgen.pull.lock import NAME, Lock, Locked, changes, read_lock
from wswgen.pull.names import name_of
from wswgen.pull.rewrite import rewrite
from wswgen.pull.rules import Deadline, Rules, refusal
from wswgen.record import record
from wswgen.write.whole import write_whole


@record
class Pulled:
    """What a download did: the root's file, the names that were written and removed, and what is
    different from the lock of before."""

    root: Path
    documents: int
    size: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(slots=True)
class _Page:
    """A document while downloading: ``targets`` are the URLs of its references."""

    url: str
    data: bytes
    tree: Node
    depth: int
    name: str
    targets: dict[Node, tuple[str, str]] = field(default_factory=dict[Node, tuple[str, str]])


def pull(
    url: str,
    folder: Path,
    rules: Rules,
    *,
    locked: bool = False,
    update: bool = False,
    progress: Callable[[int, int, str], None] = lambda documents, size, url: None,
) -> Pulled:
    """Download ``url``, an http, https or file URL or a path, into ``folder``.

    With ``locked`` everything must be as the lock file of the folder says; with ``update`` it
    need not; without both a first lock is made, and a change refused. ``progress`` is told the
    number of documents, their bytes, and the next URL. Raises `GenerateError`; nothing was
    written then.
    """
    old = read_lock(folder)
    if locked and old is None:
        message = "there is no lock file to keep to"
        place = Location(file=str(folder / NAME))
        raise refusal("W507", place, message, "pull once without --locked, and commit the folder")
    pages = _Download(_as_url(url), rules, progress).run()
    files = {page.name: _stored(page, pages) for page in pages.values()}
    new = Lock(
        documents=tuple(
            Locked(
                name=page.name,
                url=address,
                size=len(page.data),
                sha256=_sha256(page.data),
                stored=_sha256(files[page.name]),
            )
            for address, page in pages.items()
        )
    )
    different = changes(old, new) if old else []
    if different and not update:
        shown = "; ".join(different[:5]) + ("; ..." if len(different) > 5 else "")
        place = Location(file=str(folder / NAME))
        message = f"what is served is not what was locked: {shown}"
        raise refusal("W506", place, message, "--update takes over the changes")
    return _write(folder, files, old, new, tuple(different), locked=locked)


def _as_url(given: str) -> str:
    if "://" in given or given.lower().startswith("file:"):
        return given
    return Path(os.path.abspath(given)).as_uri()


def _stored(page: _Page, pages: Mapping[str, _Page]) -> bytes:
    locations = {
        node: (attribute, _relative(page.name, pages[target].name))
        for node, (attribute, target) in page.targets.items()
    }
    try:
        return rewrite(page.data, locations)
    except (ValueError, LookupError) as error:
        message = f"the locations cannot be rewritten: {error}"
        place = Location(file=page.url)
        raise refusal("W505", place, message, "save the document as UTF-8") from None


def _relative(origin: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(origin) or ".")


class _Download:
    """The state of one download: pages by the URL that was asked for, breadth first."""

    def __init__(self, url: str, rules: Rules, progress: Callable[[int, int, str], None]) -> None:
        self.url = url
        self.rules = rules
        self.progress = progress
        self.fetcher = Fetcher(rules, url, Deadline(rules.seconds))
        self.is_file = url.lower().startswith("file:")
        self.below = rules.below
        if self.is_file and self.below is None:
            self.below = Path(url2pathname(urlsplit(url).path)).parent
        self.taken: set[str] = {NAME}
        self.size = 0

    def run(self) -> dict[str, _Page]:
        pages: dict[str, _Page] = {}
        waiting = deque([(self.url, Location(file=self.url), 0)])
        known = {self.url}
        while waiting:
            url, asked, depth = waiting.popleft()
            if depth > self.rules.depth:
                message = f"imports lead more than {self.rules.depth} documents deep"
                raise refusal("W504", asked, message)
            self.progress(len(pages), self.size, url)
            page = pages[url] = self.page(url, asked, depth)
            for node, (_, target) in page.targets.items():
                if target in known:
                    continue
                known.add(target)
                if len(known) > self.rules.documents:
                    message = f"the contract has more than {self.rules.documents} documents"
                    help = "raise --max-documents if it is meant"
                    raise refusal("W504", node.location, message, help)
                waiting.append((target, node.location, depth + 1))
        return pages

    def page(self, url: str, asked: Location, depth: int) -> _Page:
        base = url
        if self.is_file:
            data = self.read(url, asked)
        else:
            fetched = self.fetcher.fetch(url, asked)
            data, base = fetched.data, fetched.url
        self.size += len(data)
        tree = parse(data, url)
        ending = ".wsdl" if tree.name == (WSDL, "definitions") else ".xsd"
        page = _Page(url, data, tree, depth, name_of(url, self.url, ending, self.taken))
        for reference in references(tree):
            if reference.place is None:
                continue
            attribute = "location" if reference.kind == "wsdl-import" else "schemaLocation"
            target = self.target(base, reference.place, reference.node.location)
            page.targets[reference.node] = attribute, target
        return page

    def target(self, base: str, place: str, asked: Location) -> str:
        """The URL that a location means, which must not climb above where it began."""
        spelled = place.replace("\\", "/") if "://" not in place else place
        try:
            path = unquote(unquote(urlsplit(spelled).path))
            target = urljoin(base, spelled).partition("#")[0]
        except ValueError as error:
            message = f"the location {place[:300]!r} is no URL: {error}"
            raise refusal("W505", asked, message, "mend the location") from None
        if not urlsplit(spelled).scheme:
            depth = urlsplit(base).path.count("/") - 1 if not path.startswith("/") else 0
            for piece in path.replace("\\", "/").split("/"):
                depth += -1 if piece == ".." else piece not in ("", ".")
                if depth < 0:
                    message = f"the location {place[:300]!r} climbs out of what was asked for"
                    raise refusal("W505", asked, message, "mend the location")
        if self.is_file != target.lower().startswith("file:"):
            message = f"the location {place[:300]!r} leads from {base[:7]}... to {target[:7]}..."
            help = "a download stays on disk or on the network: use a catalog for the other"
            raise refusal("W505", asked, message, help)
        return target

    def read(self, url: str, asked: Location) -> bytes:
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path))
        assert self.below is not None
        if parts.netloc not in ("", "localhost"):
            raise refusal("W505", asked, f"{url} is on another machine")
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(os.path.realpath(self.below)):
            message = f"{path} climbs out of the folder {self.below}"
            raise refusal(
                "W505", asked, message, "if it is meant, name a folder above with --below"
            )
        try:
            if real.is_file() and real.stat().st_size > self.rules.document_bytes:
                message = f"{path} has more than {self.rules.document_bytes} bytes"
                raise refusal("W504", asked, message, "raise --max-bytes if it is meant")
            return real.read_bytes()
        except OSError as error:
            message = f"cannot read {path}: {error.strerror or error}"
            raise refusal("W501", asked, message, "check the location") from None


def _write(
    folder: Path,
    files: Mapping[str, bytes],
    old: Lock | None,
    new: Lock,
    different: tuple[str, ...],
    *,
    locked: bool,
) -> Pulled:
    ours = {each.name: each.stored for each in old.documents} if old else {}
    there = {name: _bytes(folder / name) for name in {*files, *ours}}
    changed = [name for name, data in files.items() if there[name] != data]
    for name in changed:
        found = there[name]
        if locked:
            message = "the file is not what was locked"
            place = Location(file=str(folder / name))
            raise refusal("W506", place, message, "take it from version control again")
        if found is not None and ours.get(name) != _sha256(found):
            message = "this was not written by a download, or edited since"
            place = Location(file=str(folder / name))
            raise refusal("W401", place, message, "move it away, or choose another folder")
    stale = [
        name for name, stored in ours.items()
        if name not in files and (data := there[name]) is not None and _sha256(data) == stored
    ]  # fmt: skip
    root = folder / next(iter(files))
    try:
        for name in changed:
            write_whole(folder / name, files[name])
        for name in stale:
            (folder / name).unlink()
        if _bytes(folder / NAME) != new.dump():
            write_whole(folder / NAME, new.dump())
    except OSError as error:
        message = f"cannot write the documents: {error.strerror or error}"
        raise refusal("W402", Location(file=str(folder)), message) from None
    return Pulled(
        root=root,
        documents=len(files),
        size=sum(map(len, files.values())),
        written=tuple(changed),
        removed=tuple(stale),
        changes=different,
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
