"""How a generated class lies in XML: one ``__xml__`` on each class, markers on its fields.

A generated type is a plain dataclass. Its fields, in order, are its content model:

* an unmarked field is a child element of the field's own name, in the class's namespace when the
  class is `qualified`; ``T`` occurs once, ``T | None`` zero or one time, ``list[T]`` any number;
* `Element`, `Attribute`, `Value`, `Any`, `AnyAttributes` and `Content` in an ``Annotated`` say
  what differs from that;
* a field whose type is a class (or a union of classes) marked with `Group` is no element itself:
  the group's own fields stand there. A union is a choice, a list of it a repeated choice.

`None` is "absent" where the element may be absent, else "nil" where it is nillable; where both are
possible, `None` is "absent" and `NIL` is "nil".

The markers are read once, when a codec for the class is compiled (`wswgen.runtime.codec`).
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

from .record import record


class Nil(Enum):
    """The type of `NIL`: an element that is present and nil (``xsi:nil="true"``)."""

    NIL = "nil"

    def __repr__(self) -> str:
        return "NIL"

    def __bool__(self) -> bool:
        return False


NIL: Final = Nil.NIL
"""An element that is present and nil, where `None` already means absent."""


# --- on classes -------------------------------------------------------------------------------


@record
class Type:
    """The class is a type of the schema; ``name`` is "" for an anonymous one.

    ``qualified`` tells whether unmarked fields are in ``namespace`` or in none. ``order`` "any"
    is xs:all, "array" an array of the SOAP encoding, whose items go by any name
    there; if the schema names none, it is empty in ``literal`` messages. An ``abstract`` type is
    only ever seen through the types derived from it.
    """

    name: str
    namespace: str = ""
    qualified: bool = True
    order: Literal["sequence", "any", "array"] = "sequence"
    abstract: bool = False
    literal: bool = True


@record
class Group:
    """The class is part of another's content: a branch of a choice or a nested sequence.

    ``order`` "any" is xs:all that may be absent as a whole.
    """

    namespace: str = ""
    qualified: bool = True
    order: Literal["sequence", "any"] = "sequence"


@record
class Simple:
    """The enumeration is a simple type of the schema; its values are read as ``base``.

    ``base`` is the name of a built-in type such as ``"token"``. ``lexical`` gives the text
    of members whose value is not that text itself.
    """

    base: str
    name: str = ""
    namespace: str = ""


# --- on fields --------------------------------------------------------------------------------


@record
class Element:
    """A child element that differs from its field in name, namespace or occurrence.

    ``name`` None is the field's own name; ``namespace`` None is that of the class. ``min`` and
    ``max`` bound a list (``max`` None: no bound). ``default`` and ``fixed`` are lexical: an empty
    element stands for either, and with ``fixed`` no other value is admitted.

    ``dimensions`` are those of arrays of the SOAP encoding in each other, the outermost first; each
    dimension is a list, and the element is an item of the innermost. Empty is an array of one.
    """

    name: str | None = None
    namespace: str | None = None
    nillable: bool = False
    min: int = 0
    max: int | None = None
    dimensions: tuple[int, ...] = ()
    default: str | None = None
    fixed: str | None = None


@record
class Occurs:
    """Bounds for a list of groups or of choices, as `Element` has them for elements."""

    min: int = 0
    max: int | None = None


@record
class Attribute:
    """An attribute; unlike an element it is in no namespace unless one is named.

    An absent attribute with ``default`` or ``fixed`` reads as that value.
    """

    name: str | None = None
    namespace: str = ""
    default: str | None = None
    fixed: str | None = None


@record
class Restricted:
    """A field of a base class, of which the class that repeats it admits less.

    It stands beside the marker of the field, whose type is that of the base. ``max`` 0: there is
    none; ``min`` 1: it must be there. ``type`` names what narrows the content: another class, or a
    simple type that every text must be one of as well; ``branches`` what is left of a choice.
    """

    min: int | None = None
    max: int | None = None
    nillable: bool = True
    type: str | None = None
    branches: tuple[str, ...] | None = None
    fixed: str | None = None


@record
class Value:
    """The text of an element with simple content."""


@record
class Any:
    """xs:any: elements that the schema does not name. Bounds as in `Element`.

    ``namespaces`` None admits every namespace; else the listed ones ("" is no namespace), or with
    ``negated`` all but those.
    """

    namespaces: tuple[str, ...] | None = None
    negated: bool = False
    process: Literal["strict", "lax", "skip"] = "strict"
    min: int = 0
    max: int | None = None


@record
class AnyAttributes:
    """xs:anyAttribute: the attributes that no other field takes, by qualified name."""

    namespaces: tuple[str, ...] | None = None
    negated: bool = False


@record
class Content:
    """Mixed content: text and elements in document order."""
