"""Settings of a project: ``[tool.wswgen]`` in its pyproject.toml.

```toml
[tool.wswgen.operations.Ping]
cancel = false          # Ping is not registered for cancellation
```
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from wswgen.errors import GenerateError, Location, Problem

FILE = "pyproject.toml"


def read_cancel_off(path: Path, *, required: bool) -> frozenset[str]:
    """The operations that opt out of registration for cancellation, by their names in the WSDL.

    A file without ``[tool.wswgen]`` says nothing. Raises `GenerateError` for a file that is
    ``required`` and cannot be read, for one that is no TOML, and for unknown or wrong settings.
    """
    place = Location(file=str(path))
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        if not required:
            return frozenset()
        help = "name the file that holds [tool.wswgen] with --config"
        reason = error.strerror or str(error)
        raise _refused(place, f"cannot read the settings: {reason}", help) from None
    except UnicodeDecodeError:
        raise _refused(place, "the settings are not UTF-8", "save the file as UTF-8") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(place, f"no TOML: {error}", "mend the file") from None
    tool = _as_table(document.get("tool"))
    if tool is None or "wswgen" not in tool:
        return frozenset()
    return _cancel_off(tool["wswgen"], place)


def _cancel_off(settings: Any, place: Location) -> frozenset[str]:
    tables = _table(settings, "tool.wswgen", {"operations"}, place)
    operations = _as_table(tables.get("operations", {}))
    if operations is None:
        raise _refused(place, "tool.wswgen.operations is no table", "write a table for each one")
    off: set[str] = set()
    for name, value in operations.items():
        key = f"tool.wswgen.operations.{name}"
        cancel = _table(value, key, {"cancel"}, place).get("cancel", True)
        if not isinstance(cancel, bool):
            raise _refused(place, f"{key}.cancel is neither true nor false", "write one of them")
        if not cancel:
            off.add(name)
    return frozenset(off)


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


def _table(value: Any, key: str, known: set[str], place: Location) -> Mapping[str, Any]:
    table = _as_table(value)
    if table is None:
        raise _refused(place, f"{key} is no table", f"write [{key}]")
    for name in table:
        if name not in known:
            help = _did_you_mean(name, sorted(known)) or f"there is {', '.join(sorted(known))}"
            raise _refused(place, f"{key} has no setting {name!r}", help)
    return table


def _as_table(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _did_you_mean(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def _refused(place: Location, message: str, help: str) -> GenerateError:
    return GenerateError([Problem(code="W403", location=place, message=message, help=help)])
