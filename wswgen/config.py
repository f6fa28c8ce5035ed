"""Settings of a project: ``[tool.wswgen]`` in its pyproject.toml, or a wswgen.toml.

```toml
[tool.wswgen]
out = "src"                     # for every job that has none of its own

[tool.wswgen.jobs.orders]       # `wswgen from-wsdl` makes every job, `--job orders` this one
wsdl = "contracts/orders.wsdl"
only = ["Submit", "Find*"]

[tool.wswgen.jobs.orders.operations.Ping]
cancel = false                  # Ping is not registered for cancellation

[tool.wswgen.jobs.orders.names]  # `wswgen.plan.renames` says what keys there are
"{urn:example:orders}Order" = "PurchaseOrder"
"{urn:example:orders}Order.customerID" = "customer"
```

A wswgen.toml has the same without ``tool.wswgen``. Paths count from the file's folder. What stands
directly below ``tool.wswgen`` holds for every job that does not say otherwise, and for runs whose
files the command line names.
"""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from wswgen.errors import GenerateError, Location, Problem
from wswgen.options import Job
from wswgen.record import record, replace
from wswgen.toml_lines import line_of

FILE = "pyproject.toml"
OWN_FILE = "wswgen.toml"
_TOOL = re.compile(rb"""^\s*\[+\s*["']?tool["']?\s*(\.\s*["']?wswgen\b|\])""", re.MULTILINE)


class Setting(NamedTuple):
    """One key: what kind of value it takes, and what it means."""

    kind: str
    help: str


# What may stand below tool.wswgen itself, and again in each job.
SHARED: Mapping[str, Setting] = {
    "out": Setting("path", "The folder that holds the package."),
    "catalog": Setting("path", "An OASIS XML catalog, or a JSON object from URL to path."),
    "strict": Setting("flag", "Refuse what would be a warning."),
    "vendor-runtime": Setting("flag", "Copy the runtime into the package."),
    "operations": Setting("operations", "Settings of single operations, by name in the WSDL."),
    "names": Setting("renames", "Names in Python, by qualified name on the wire."),
}
JOB: Mapping[str, Setting] = {
    "wsdl": Setting("path", "The WSDL."),
    "imports": Setting("paths", "Further files to resolve imports from."),
    "package": Setting("package", "The name of the package; the default is the file's name."),
    "services": Setting("names", "Only these services."),
    "ports": Setting("names", "Only these ports."),
    "only": Setting("names", "Only these operations, and the types that they need."),
    "skip": Setting("names", "Not these operations, nor the types that only they need."),
    **SHARED,
}
OPERATION: Mapping[str, Setting] = {
    "cancel": Setting("flag", "Whether calls are registered for cancellation (default: true)."),
}


@record
class Settings:
    """What a file says: ``defaults`` for runs without a job, and the jobs in their order."""

    file: Path | None = None
    defaults: Job = Job(files=())
    jobs: tuple[Job, ...] = ()

    def chosen(self, names: Iterable[str]) -> tuple[Job, ...]:
        """The jobs of these names; all of them for none. Raises `GenerateError`."""
        wanted = list(names)
        known = [job.name for job in self.jobs]
        place = Location(file=str(self.file or FILE))
        for name in wanted:
            if name not in known:
                help = _did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
                raise _refused(place, f"no job is called {name!r}", help)
        return tuple(job for job in self.jobs if not wanted or job.name in wanted)


def find(folder: Path) -> Path | None:
    """The settings that hold in a folder: of the nearest folder above it that has some.

    A wswgen.toml goes before a pyproject.toml, and a pyproject.toml that does not mention wswgen
    is passed over.
    """
    for here in (folder.absolute(), *folder.absolute().parents):
        for path in (here / OWN_FILE, here / FILE):
            try:
                if path.name == OWN_FILE and path.is_file():
                    return path
                if path.is_file() and _TOOL.search(path.read_bytes()):
                    return path
            except OSError:
                continue
    return None


def read_settings(path: Path | None) -> Settings:
    """The settings of a file; of the nearest one for None, or no settings if there is none.

    Raises `GenerateError` for a file that cannot be read or is no TOML, and for unknown or wrong
    settings, with the line of each.
    """
    if path is None:
        path = find(Path())
        if path is None:
            return Settings()
        if path.parent == Path().absolute():
            path = Path(path.name)
    place = Location(file=str(path))
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        help = "name the file that holds [tool.wswgen] with --config"
        reason = error.strerror or str(error)
        raise _refused(place, f"cannot read the settings: {reason}", help) from None
    except UnicodeDecodeError:
        raise _refused(place, "the settings are not UTF-8", "save the file as UTF-8") from None
    import tomllib  # only here: most runs have no settings

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(place, f"no TOML: {error}", "mend the file") from None
    prefix: tuple[str, ...] = ()
    if path.name != OWN_FILE:
        tool = _as_table(document.get("tool"))
        if tool is None or "wswgen" not in tool:
            return Settings(file=path)
        document, prefix = tool["wswgen"], ("tool", "wswgen")
    return _Reader(path, text).settings(document, prefix)


class _Reader:
    """Checks and takes over the settings of one file, collecting what is wrong with them."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []

    def settings(self, document: Any, prefix: tuple[str, ...]) -> Settings:
        known = {**SHARED, "jobs": Setting("jobs", "")}
        table = self.table(document, prefix, known)
        defaults = self.job(table, prefix, Job(files=()), known)
        jobs: list[Job] = []
        for name, value in self.tables(table.get("jobs", {}), (*prefix, "jobs")).items():
            keys = (*prefix, "jobs", name)
            found = self.table(value, keys, JOB)
            if "wsdl" not in found:
                self.wrong(keys, "the job has no wsdl", 'write wsdl = "path/of/the.wsdl"')
            jobs.append(replace(self.job(found, keys, defaults, JOB), name=name))
        if self.problems:
            raise GenerateError(self.problems)
        return Settings(file=self.path, defaults=defaults, jobs=tuple(jobs))

    def job(
        self,
        table: Mapping[str, Any],
        keys: tuple[str, ...],
        base: Job,
        known: Mapping[str, Setting],
    ) -> Job:
        """``base`` with what a table says."""
        value = {
            name: self.value(table[name], (*keys, name), setting.kind)
            for name, setting in known.items()
            if name in table and setting.kind not in ("jobs", "operations", "renames")
        }
        off = base.options.cancel_off
        operations = self.tables(table.get("operations", {}), (*keys, "operations"))
        for name, found in operations.items():
            place = (*keys, "operations", name)
            cancel = self.table(found, place, OPERATION).get("cancel", True)
            is_on = self.value(cancel, (*place, "cancel"), "flag")
            off = off - {name} if is_on else off | {name}
        names = dict(base.options.names)
        for name, text in self.tables(table.get("names", {}), (*keys, "names")).items():
            names[name] = self.value(text, (*keys, "names", name), "name") or ""
        options = replace(
            base.options,
            names=tuple(sorted(names.items())),
            package=value.get("package", ""),
            services=value.get("services", ()),
            ports=value.get("ports", ()),
            only=value.get("only", ()),
            skip=value.get("skip", ()),
            cancel_off=off,
            vendor_runtime=value.get("vendor-runtime", base.options.vendor_runtime),
        )
        return Job(
            files=(value["wsdl"], *value.get("imports", ())) if "wsdl" in value else (),
            out=value.get("out", base.out),
            catalog=value.get("catalog", base.catalog),
            strict=value.get("strict", base.strict),
            options=options,
        )

    # --- values

    def value(self, value: Any, keys: tuple[str, ...], kind: str) -> Any:
        """A value of a kind; a harmless one where it is of another, which is reported."""
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        texts = [item for item in items if isinstance(item, str) and item]
        match kind:
            case "flag" if isinstance(value, bool):
                return value
            case "path" if isinstance(value, str) and value:
                return self.path.parent / value
            case "paths" if len(texts) == len(items):
                return tuple(self.path.parent / text for text in texts)
            case "names" if len(texts) == len(items):
                return tuple(texts)
            case "name" if isinstance(value, str) and is_package(value):
                return value
            case "package" if isinstance(value, str) and is_package(value):
                return value
            case _:
                what, help = _KINDS[kind]
                self.wrong(keys, f"{_dotted(keys)} is {what}", help)
                return () if kind in ("paths", "names") else None

    def table(
        self, value: Any, keys: tuple[str, ...], known: Mapping[str, Setting]
    ) -> Mapping[str, Any]:
        """A table with no keys but known ones; the others are reported."""
        table = self.tables(value, keys)
        for name in table:
            if name not in known:
                help = _did_you_mean(name, list(known)) or f"there is {', '.join(sorted(known))}"
                self.wrong((*keys, name), f"{_dotted(keys)} has no setting {name!r}", help)
        return {name: item for name, item in table.items() if name in known}

    def tables(self, value: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
        table = _as_table(value)
        if table is None:
            self.wrong(keys, f"{_dotted(keys)} is no table", f"write [{_dotted(keys)}]")
        return table or {}

    def wrong(self, keys: tuple[str, ...], message: str, help: str) -> None:
        place = Location(file=str(self.path), line=line_of(self.text, keys))
        self.problems.append(Problem(code="W403", location=place, message=message, help=help))


_KINDS = {
    "flag": ("neither true nor false", "write one of them"),
    "path": ("no path", "write the path as a text"),
    "paths": ("no list of paths", 'write ["one.xsd", "two.xsd"]'),
    "names": ("no list of names", 'write ["One", "Two"]'),
    "package": ("no name for a Python package", "write letters, digits and underscores"),
    "name": ("no name that Python allows", "write letters, digits and underscores"),
}


def is_package(name: str) -> bool:
    """Whether Python could import a package of that name."""
    return name.isidentifier() and not keyword.iskeyword(name)


def check_operations(names: Iterable[str], known: Iterable[str], place: Location) -> None:
    """Refuse settings for operations that the contract does not have."""
    there = sorted(set(known))
    problems = [
        Problem(
            code="W404",
            location=place,
            message=f"no operation that is carried is called {name!r}",
            help=_did_you_mean(name, there) or f"there are {', '.join(there[:20])}",
        )
        for name in sorted(names)
        if name not in there
    ]
    if problems:
        raise GenerateError(problems)


def _dotted(keys: tuple[str, ...]) -> str:
    return ".".join(keys) or "the file"


def _as_table(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _did_you_mean(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def _refused(place: Location, message: str, help: str) -> GenerateError:
    return GenerateError([Problem(code="W403", location=place, message=message, help=help)])
