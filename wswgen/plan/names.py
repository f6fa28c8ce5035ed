"""Spelling: from a name on the wire to a name in Python.

Each function looks at one name alone; `wswgen.plan.scope` deals with two that come out equal.
Python compares identifiers after NFKC normalisation (language reference, section 2.3), so names
are normalised here first: two wire names that Python cannot tell apart come out equal and are
told apart there.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from functools import cache

# What generated modules use unqualified: a field or a method of that name would hide it.
_USED_BELOW_CLASSES = frozenset("""
    abc abstractmethod dataclass decimal dict enum field list runtime self str super types xml
    xs
    """.split())
_USED_AT_MODULE_LEVEL = frozenset({"Annotated", "TypeAlias"})
# What every class answers to: `dataclass` would take it for the default of a field.
_ON_CLASSES = frozenset({"mro"})
_AMBIGUOUS = frozenset("lIO")  # pycodestyle E741 to E743
_KEYWORDS = frozenset(keyword.kwlist)
# Fixed here rather than taken from the running Python: the output must not depend on it.
_BUILTIN_CLASSES = frozenset(
    [
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "BaseException",
        "BaseExceptionGroup",
        "BlockingIOError",
        "BrokenPipeError",
        "BufferError",
        "BytesWarning",
        "ChildProcessError",
        "ConnectionAbortedError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "DeprecationWarning",
        "EOFError",
        "Ellipsis",
        "EncodingWarning",
        "EnvironmentError",
        "Exception",
        "ExceptionGroup",
        "False",
        "FileExistsError",
        "FileNotFoundError",
        "FloatingPointError",
        "FutureWarning",
        "GeneratorExit",
        "IOError",
        "ImportError",
        "ImportWarning",
        "IndentationError",
        "IndexError",
        "InterruptedError",
        "IsADirectoryError",
        "KeyError",
        "KeyboardInterrupt",
        "LookupError",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "None",
        "NotADirectoryError",
        "NotImplemented",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PendingDeprecationWarning",
        "PermissionError",
        "ProcessLookupError",
        "PythonFinalizationError",
        "RecursionError",
        "ReferenceError",
        "ResourceWarning",
        "RuntimeError",
        "RuntimeWarning",
        "StopAsyncIteration",
        "StopIteration",
        "SyntaxError",
        "SyntaxWarning",
        "SystemError",
        "SystemExit",
        "TabError",
        "TimeoutError",
        "True",
        "TypeError",
        "UnboundLocalError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "UnicodeError",
        "UnicodeTranslateError",
        "UnicodeWarning",
        "UserWarning",
        "ValueError",
        "Warning",
        "ZeroDivisionError",
    ]
)
# A package beside a program hides what it is called like; fixed here for the same reason.
_TOP_LEVEL_MODULES = frozenset("""
    wswgen
    abc aifc annotationlib argparse array ast asynchat asyncio asyncore atexit audioop
    base64 bdb binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs
    codeop collections colorsys compileall compression concurrent configparser contextlib
    contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal
    difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl
    filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass
    gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp
    importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging
    lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
    multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse
    os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib
    posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat
    queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select
    selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
    subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
    termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback
    tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv
    warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
    zipfile zipimport zlib zoneinfo
    """.split())

_NO_CLASSES = _BUILTIN_CLASSES | _USED_AT_MODULE_LEVEL | _AMBIGUOUS
_NO_MEMBERS = _KEYWORDS | _USED_BELOW_CLASSES | _ON_CLASSES | _AMBIGUOUS

# Fixed here, too: later Pythons know more characters, and more of them in identifiers.
_UNICODE = unicodedata.ucd_3_2_0
_OF_IDENTIFIERS = frozenset("Lu Ll Lt Lm Lo Nl Mn Mc Nd Pc".split())

_MAX = 120
_SEPARATORS = re.compile(r"[\W_]+", re.ASCII)
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _pieces(wire: str) -> list[str]:
    """A wire name split at what no identifier can hold and at ``_``."""
    if wire.isascii():
        return _SEPARATORS.sub(" ", wire).split()
    text = "".join(" " if _UNICODE.category(c) == "Cn" else c for c in wire)
    text = unicodedata.normalize("NFKC", text)
    return "".join(c if _is_in_words(c) else " " for c in text).split()


def _is_in_words(c: str) -> bool:
    return c != "_" and _UNICODE.category(c) in _OF_IDENTIFIERS and ("a" + c).isidentifier()


@cache
def words(wire: str) -> tuple[str, ...]:
    """The words of a wire name: its pieces, split at humps."""
    return tuple(word for piece in _pieces(wire) for word in _BOUNDARY.sub(" ", piece).split())


@cache
def class_name(wire: str) -> str:
    """A class: the wire name with its first letters raised and its separators removed."""
    name = _short("".join([piece[0].upper() + piece[1:] for piece in _pieces(wire)]), wire)
    if not name or not name[0].isupper():
        # No script without upper case may collide with fields, and no digit can come first.
        name = "T" + name
    # Again: raising a letter, and putting pieces together, can undo it.
    name = unicodedata.normalize("NFKC", name)
    if name in _NO_CLASSES or keyword.iskeyword(name):
        return name + "_"
    return name


@cache
def member_name(wire: str) -> str:
    """A field, parameter or method: snake_case."""
    name = _short("_".join(word.lower() for word in words(wire)), wire)
    name = unicodedata.normalize("NFKC", name)
    if not name.isidentifier() and not keyword.iskeyword(name):
        name = f"n_{name}" if name else "unnamed"
    if name in _NO_MEMBERS:
        return name + "_"
    return name


@cache
def constant_name(wire: str) -> str:
    """A module constant or an enumeration member: UPPER_CASE."""
    name = _short("_".join(word.upper() for word in words(wire)), wire)
    name = unicodedata.normalize("NFKC", name)
    if name in _AMBIGUOUS:
        return name + "_"
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"N_{name}".rstrip("_")


_SYMBOLS = {
    "": "EMPTY", "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "=": "EQUALS",
    "<": "LESS", ">": "GREATER", "<=": "LESS_OR_EQUAL", ">=": "GREATER_OR_EQUAL",
    "!=": "NOT_EQUAL", "<>": "NOT_EQUAL", "==": "EQUAL", "%": "PERCENT", "#": "HASH", "&": "AND",
    "|": "BAR", "!": "EXCLAMATION", "?": "QUESTION", ".": "DOT", ",": "COMMA", "$": "DOLLAR",
}  # fmt: skip


def enumeration_name(value: str) -> str:
    """An enumeration member for a value: ``DARK_BLUE``, ``VALUE_2_DAY``, ``PLUS``."""
    if value in _SYMBOLS:
        return _SYMBOLS[value]
    sign = "MINUS_" if re.match(r"-[0-9]", value) else ""
    name = "_".join(word.upper() for word in words(value))
    name = unicodedata.normalize("NFKC", _short(name, value))
    if not name:
        return "VALUE_" + "_".join(f"{ord(c):X}" for c in value[:8])
    if sign or not name.isidentifier():
        return f"VALUE_{sign}{name}"
    return name + "_" if name in _AMBIGUOUS else name


@cache
def namespace_name(uri: str) -> str:
    """The constant for a namespace: the last telling words of its URI, then ``_NS``."""
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*:(//)?", "", uri).rstrip("/#")
    pieces = [piece for piece in re.split(r"[/:#?]", path) if words(piece)]
    telling = [piece for piece in pieces if not re.fullmatch(r"[vV]?[0-9.\-]*", piece)]
    name = constant_name((telling or pieces or ["no"])[-1])
    return f"{name}_NS"


def interface_name(wire: str) -> str:
    """What a port type is about: ``ICalculator`` and ``CalculatorPortType`` are ``Calculator``."""
    name = class_name(wire).rstrip("_")
    if re.match(r"I[A-Z][a-z]", name):
        name = name[1:]
    for ending in ("PortType", "Port", "Soap", "Interface"):
        if name.endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
            break
    if name.endswith("Service") and len(name) > len("Service"):
        name = name[: -len("Service")]
    return name


def default_package(file: str) -> str:
    """The package for a root document, from its name without folder and ending."""
    return package_name(re.sub(r"\.[^./]*$", "", file.rpartition("/")[2]))


def package_name(stem: str) -> str:
    """The package for a file name without its ending."""
    name = _short("_".join(word.lower() for word in words(stem)), stem)
    name = unicodedata.normalize("NFKC", name)
    if not name.isidentifier():
        name = f"wsdl_{name}".rstrip("_")
    return name + "_" if name in _KEYWORDS | _TOP_LEVEL_MODULES else name


def _short(name: str, wire: str) -> str:
    """Cut a name that no reader can use; what is cut off is kept as a digest of the whole."""
    if len(name) <= _MAX:
        return name
    return f"{name[:_MAX]}_{digest(wire)}"


def digest(text: str) -> str:
    """Six hexadecimal digits that depend on ``text`` alone."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
