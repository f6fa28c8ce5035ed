"""Packages and modules that make what is asked for, when it is asked for (PEP 562).

A contract may have thousands of types, of which a program uses ten, and making a dataclass takes a
third of a millisecond. So ``types.py`` of a large contract is not executed as a whole: it is read,
and each of its definitions is executed when its name is first used. What is made is what the plain
import would make, in the same module and from the same lines.
"""

from __future__ import annotations
import __future__

import builtins
import re
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import CodeType, ModuleType
from typing import Any

_FLAGS = __future__.annotations.compiler_flag
_GAP = "\n\n\n"
_DEFINITION = re.compile(rf"{_GAP}(?:@dataclass\([^\n]*\)\nclass |class |)([^(:\s]+)")
_FUNCTION = 0x2
"""`inspect.CO_NEWLOCALS`: the code is that of a function, and not of a class."""


def names_on_demand(package: str, *modules: str) -> None:
    """Have a package find the names of its ``__all__`` in ``modules``, each when it is used.

    They are looked for in the order in which the modules are given.
    """
    names = vars(sys.modules[package])

    def find(name: str) -> Any:
        if name in names.get("__all__", ()):
            for module in modules:
                home = import_module(f"{package}.{module}")
                if hasattr(home, name):
                    names[name] = getattr(home, name)
                    return names[name]
        elif name in modules:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    names["__getattr__"] = find
    names["__dir__"] = lambda: sorted({*names, *names["__all__"], *modules})


def definitions_on_demand(package: str, name: str) -> None:
    """Import a module of a package so that each of its definitions is made when it is used.

    It is imported as any other where there is no source, or none of the layout that the generator
    writes: two empty lines before each definition, and nowhere else.
    """
    full = f"{package}.{name}"
    spec = None if full in sys.modules else find_spec(full)
    loader: Any = None if spec is None else spec.loader
    if spec is None or not str(spec.origin).endswith(".py") or not hasattr(loader, "get_data"):
        return
    text: str = loader.get_data(spec.origin).decode("utf-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    head, *pieces = text.split(_GAP)
    # Whole lists at once: there are thousands of definitions, and a program uses ten.
    names: list[str] = _DEFINITION.findall(text)
    if len(names) != len(pieces):
        return
    found = dict(zip(names, pieces, strict=True))
    # An alias with a long name has its annotation on a line of its own.
    aliases = text.count(": TypeAlias = ") + text.count(": (\n    TypeAlias\n) = ")
    written = text.count("\nclass ") + aliases
    if not len(found) == len(pieces) == written:
        return
    module = DefinitionsOnDemand(vars(module_from_spec(spec)), head, found)
    sys.modules[full] = module
    setattr(sys.modules[package], name, module)


class DefinitionsOnDemand(ModuleType):
    """A module whose definitions are executed one by one.

    ``facts`` is what every module has, ``head`` the source before the first definition, and
    ``pieces`` that of each definition, in order.
    """

    _names: _Names

    def __init__(self, facts: dict[str, Any], head: str, pieces: dict[str, str]) -> None:
        super().__init__(facts["__name__"])
        super().__dict__.update(facts)
        super().__setattr__("_names", _Names(facts, head, pieces))

    def __getattr__(self, name: str) -> Any:
        names: dict[str, Any] = super().__dict__["_names"]
        try:
            return names[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self._names[name] = value

    def __dir__(self) -> list[str]:
        return sorted({*self._names, *self._names["__all__"]})

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]  # an attribute in typeshed
        """The namespace in which its code runs, and in which its annotations are evaluated."""
        return self._names

    def defining(self, wanted: str) -> dict[str, list[str]]:
        """The names of definitions by what the group of a regular expression is in their source."""
        return self._names.defining(wanted)


class _Names(dict[str, Any]):
    """The namespace of a module: what is not there yet is made from its source."""

    def __init__(self, facts: dict[str, Any], head: str, pieces: dict[str, str]) -> None:
        super().__init__(facts)
        # The code of a class looks into its module without asking `__missing__` (before Python
        # 3.13), and then among the built-ins, where it does.
        self["__builtins__"] = _Builtins(self)
        self._lock = RLock()
        self._pieces = pieces
        self._head = head
        self._lines: dict[str, int] = {}  # what `_line` found, in one pass for all
        self["__all__"] = list(pieces)
        self._run("", head)

    def __missing__(self, name: str) -> Any:
        if name not in self._pieces:
            raise KeyError(name)
        with self._lock:
            if name not in self:
                self._run(name, self._pieces[name])
            return self[name]

    def _run(self, name: str, text: str) -> None:
        """Execute a definition, or the lines before the first.

        Only code that stays, or fails, needs the line numbers that it has in the file.
        """
        code = compile(text, str(self["__file__"]), "exec", _FLAGS, dont_inherit=True)
        if not _has_functions(code):
            with suppress(Exception):
                exec(code, self)
                self._place(name)
                return
        exec(_moved(code, self._line(name)), self)
        self._place(name)

    def _place(self, name: str) -> None:
        """Since Python 3.13 a class has its line, by which `inspect` finds its source."""
        made: Any = self.get(name)
        if "__firstlineno__" in getattr(made, "__dict__", ()):
            made.__firstlineno__ += self._line(name)

    def _line(self, name: str) -> int:
        """How many lines stand before a definition."""
        if not name:
            return 0
        if not self._lines:
            line = self._head.count("\n") + len(_GAP)
            for other, piece in self._pieces.items():
                self._lines[other] = line
                line += piece.count("\n") + len(_GAP)
        return self._lines[name]

    def defining(self, wanted: str) -> dict[str, list[str]]:
        """The names of definitions by what the group of a regular expression is in their source."""
        findall = re.compile(wanted).findall
        found: dict[str, list[str]] = {}
        for name, piece in self._pieces.items():
            for text in findall(piece):
                found.setdefault(text, []).append(name)
        return found


def _has_functions(code: CodeType) -> bool:
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return any(c.co_flags & _FUNCTION or _has_functions(c) for c in inner)


def _moved(code: CodeType, lines: int) -> CodeType:
    """The same code from so many lines further down."""
    inner = (_moved(c, lines) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_consts=tuple(inner), co_firstlineno=code.co_firstlineno + lines)


class _Builtins(dict[str, Any]):
    def __init__(self, names: _Names) -> None:
        super().__init__(vars(builtins))
        self._names = names

    def __missing__(self, name: str) -> Any:
        return self._names[name]
