"""Packages and modules that make what is asked for, when it is asked for (PEP 562).

A contract may have thousands of types, of which a program uses ten, and making a dataclass takes a
third of a millisecond. So ``types.py`` of a large contract is not executed as a whole: it is read,
and each of its definitions is executed when its name is first used. Where ``types`` is a package,
those of its modules are read in which something is looked for. What is made is what the plain
import would make, in the same module and from the same lines.
"""

from __future__ import annotations
import __future__

import builtins
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import CodeType, ModuleType
from typing import Any, TypeAlias

_FLAGS = __future__.annotations.compiler_flag
_GAP = "\n\n\n"
_DEFINITION = re.compile(rf"{_GAP}(?:@dataclass\([^\n]*\)\nclass |class |)([^(:\s]+)")
_FUNCTION = 0x2
"""`inspect.CO_NEWLOCALS`: the code is that of a function, and not of a class."""
_BASE = "base"
"""The part with what others need when they are executed, and with the constants of all."""
_OTHER = "_other"
"""The part of definitions whose names begin with no letter of ASCII."""

_Text: TypeAlias = tuple[str, dict[str, str]]
"""The source before the first definition, and that of each."""


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


def definitions_on_demand(package: str, name: str, *parts: str) -> None:
    """Import a module of a package so that each of its definitions is made when it is used.

    With ``parts`` it is a package itself, of modules with these names: a definition is in ``base``
    or in the one that is called like its initial letter (``_a``), or else ``_other``.

    It is imported as any other where there is no source, or none of the layout that the generator
    writes: two empty lines before each definition, and nowhere else. A part of another layout is
    executed as a whole.
    """
    full = f"{package}.{name}"
    spec = None if full in sys.modules else _with_source(full)
    if spec is None:
        return
    facts = vars(module_from_spec(spec))
    if not parts:
        text = _divided(_source(spec))
        if text is not None:
            _enter(package, name, DefinitionsOnDemand(facts, _Names(facts, lambda: text)))
        return
    below: dict[str, _Names] = {}
    _enter(package, name, DefinitionsOnDemand(facts, _Parts(facts, below)))
    for part in parts:
        spec = _with_source(f"{full}.{part}")
        if spec is None:  # then none of them
            for entered in (*(f"{full}.{other}" for other in below), full):
                del sys.modules[entered]
            delattr(sys.modules[package], name)
            return
        facts = vars(module_from_spec(spec))
        below[part] = _Names(facts, _reading(spec))
        _enter(full, part, DefinitionsOnDemand(facts, below[part]))


def _with_source(module: str) -> ModuleSpec | None:
    spec = find_spec(module)
    has = spec and str(spec.origin).endswith(".py") and hasattr(spec.loader, "get_data")
    return spec if has else None


def _source(spec: ModuleSpec) -> str:
    loader: Any = spec.loader
    text: str = loader.get_data(spec.origin).decode("utf-8")
    return text.replace("\r\n", "\n") if "\r" in text else text


def _divided(text: str) -> _Text | None:
    """A source in the layout of the generator; None if it has another."""
    head, *pieces = text.split(_GAP)
    # Whole lists at once: there are thousands of definitions, and a program uses ten.
    names: list[str] = _DEFINITION.findall(text)
    if len(names) != len(pieces):
        return None
    found = dict(zip(names, pieces, strict=True))
    # An alias with a long name has its annotation on a line of its own, and one that follows the
    # imports is a line nearer to them: it is made with what stands there.
    aliases = _aliases(text) - _aliases(head)
    written = text.count("\nclass ") + aliases
    return (head, found) if len(found) == len(pieces) == written else None


def _aliases(text: str) -> int:
    return text.count(": TypeAlias = ") + text.count(": (\n    TypeAlias\n) = ")


def _reading(spec: ModuleSpec) -> Callable[[], _Text]:
    def read() -> _Text:
        text = _source(spec)
        return _divided(text) or (text, {})

    return read


def _enter(package: str, name: str, module: ModuleType) -> None:
    sys.modules[f"{package}.{name}"] = module
    setattr(sys.modules[package], name, module)


class DefinitionsOnDemand(ModuleType):
    """A module whose definitions are executed one by one, or a package of such modules.

    ``facts`` is what every module has.
    """

    _names: _Names | _Parts

    def __init__(self, facts: dict[str, Any], names: _Names | _Parts) -> None:
        super().__init__(facts["__name__"])
        super().__dict__.update(facts)
        super().__setattr__("_names", names)

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
        self._names.read()
        return self._names

    def defining(self, wanted: str, text: str) -> Iterator[str]:
        """The names of definitions in whose source the group of a regular expression is ``text``.

        Of a part of another layout, all of its names.
        """
        return self._names.defining(wanted, text)


class _Names(dict[str, Any]):
    """The namespace of a module: what is not there yet is made from its source."""

    def __init__(self, facts: dict[str, Any], source: Callable[[], _Text]) -> None:
        super().__init__(facts)
        # The code of a class looks into its module without asking `__missing__` (before Python
        # 3.13), and then among the built-ins, where it does.
        self["__builtins__"] = _Builtins(self)
        self._lock = RLock()
        self._source = source
        self._head = ""
        self._pieces: dict[str, str] | None = None
        self._lines: dict[str, int] = {}  # what `_line` found, in one pass for all
        self._found: dict[str, dict[str, list[str]]] = {}  # what `defining` did, by expression

    def __missing__(self, name: str) -> Any:
        with self._lock:
            pieces = self.read()
            if name not in self:
                if name not in pieces:
                    raise KeyError(name)
                self._run(name, pieces[name])
            return self[name]

    def read(self) -> dict[str, str]:
        """The source of each definition. What stands before the first is executed now."""
        with self._lock:
            if self._pieces is None:
                self._head, self._pieces = self._source()
                self._run("", self._head)
                # Constants, and an alias right after the imports; all of another layout.
                own = [k for k in self if k[:1].isupper() and k not in ("Annotated", "TypeAlias")]
                self["__all__"] = [*own, *self._pieces]
            return self._pieces

    def has(self, name: str) -> bool:
        """Whether it is among the public names."""
        return name in self.read() or name in self["__all__"]

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
            for other, piece in self.read().items():
                self._lines[other] = line
                line += piece.count("\n") + len(_GAP)
        return self._lines[name]

    def defining(self, wanted: str, text: str) -> Iterator[str]:
        """See `DefinitionsOnDemand.defining`."""
        with self._lock:
            if wanted not in self._found:
                findall = re.compile(wanted).findall
                found: dict[str, list[str]] = {}
                for name, piece in self.read().items():
                    for each in findall(piece):
                        found.setdefault(each, []).append(name)
                self._found[wanted] = found
        return iter(self._found[wanted].get(text, ()) if self.read() else self["__all__"])


class _Parts(dict[str, Any]):
    """The namespace of a package: what is not there yet is looked for in its modules."""

    def __init__(self, facts: dict[str, Any], parts: dict[str, _Names]) -> None:
        super().__init__(facts)
        self._parts = parts

    def __missing__(self, name: str) -> Any:
        if name == "__all__":
            names = (name for part in self._parts.values() for name in part["__all__"])
            self[name] = list(dict.fromkeys(names))
            return self[name]
        if name[:1].isupper():  # as constants and definitions begin
            for part in self._likely(name):
                if self._parts[part].has(name):
                    self[name] = self._parts[part][name]
                    return self[name]
        raise KeyError(name)

    def read(self) -> None:
        """Read nothing: the package has no source of its own."""

    def defining(self, wanted: str, text: str) -> Iterator[str]:
        """See `DefinitionsOnDemand.defining`; a module is read when its names are asked for."""
        for part in dict.fromkeys((*self._likely(text), *self._parts)):
            yield from self._parts[part].defining(wanted, text)

    def _likely(self, name: str) -> list[str]:
        """The modules of definitions with this name."""
        initial = f"_{name[:1].lower()}" if name[:1].isascii() else _OTHER
        return [part for part in (initial, _BASE) if part in self._parts]


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
