"""Writes the function that encodes one class: as few f-strings as its content model allows.

In the generated code ``o`` is the object, ``w`` appends text to the message, ``n`` is the depth;
``v_x`` is a field's value, ``s_x`` the text of an optional one, ``xs`` and ``x`` a list and its
item. A function begins behind the name of the start tag and ends before the end tag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from .. import xml
from ..errors import EncodeError
from .arrays import unfolded
from .document import XML_NAMESPACE
from .inline import WRITE_NAMES, write_lines
from .model import groups_of, must_be_derived
from .plan import (
    AnyPlan,
    AttributePlan,
    ElementPlan,
    GroupPlan,
    Particle,
    check_dimensions,
    plan_of,
    without_items,
)
from .simple import Simple
from .soapenc import SoapEncoding
from .source import Source
from .typed import array_attributes, is_array, type_attribute
from .writing import SUPPORT


class Linker(Protocol):
    """What the space of all classes does for one of them."""

    def link_writer(self, source: Source, cls: type) -> str:
        """The name in ``source`` of the function that encodes ``cls``."""
        ...

    def prefix(self, namespace: str) -> str:
        """The prefix of a namespace, the same in every message."""
        ...

    def nil_type(self, w: Any, cls: type) -> str:
        """The xsi:type attribute for a nil element that cannot be a ``cls``, or an error."""
        ...

    def write_derived(self, value: Any, w: Any, n: int, cls: type, tag: str) -> None:
        """Write a value whose class is not ``cls`` itself: xsi:type, or an error."""
        ...


class Encoding:
    """Writes the functions for one class and for the groups in it."""

    def __init__(
        self, cls: type, linker: Linker, max_depth: int, encoding: SoapEncoding | None = None
    ) -> None:
        self.plan = plan_of(cls) if encoding is not None else without_items(plan_of(cls))
        self.encoding = encoding
        self.linker = linker
        self.max_depth = max_depth
        self.source = Source()
        self.groups: dict[type, str] = {}
        self.pending: list[str] = []
        self.object = "o"
        use = self.source.names
        use.update(SUPPORT)
        use.update(WRITE_NAMES)
        use.update(
            EncodeError=EncodeError,
            NIL=xml.NIL,
            unfolded=unfolded,
            nil_type=linker.nil_type,
            write_derived=linker.write_derived,
        )

    def function(self) -> Callable[..., Any]:
        """The compiled function: ``(object, append, depth)``."""
        for group in groups_of(self.plan.particles):
            self._group(group)
        if self.encoding is not None and is_array(self.plan):
            self._inner_arrays(self.encoding)
        self._class()
        names = self.source.compile(f"encode {self.plan.cls.__qualname__} {id(self):x}")
        function: Callable[..., Any] = names["write"]
        return function

    # --- classes and groups -----------------------------------------------------------------

    def _class(self) -> None:
        plan, add = self.plan, self.source.add
        with self.source.block("def write(o, w, n):"):
            if isinstance(plan.mark, xml.Type) and plan.mark.abstract:
                add(f"raise EncodeError('{plan.cls.__name__} is abstract: give a derived class')")
                return
            with self.source.block(f"if n > {self.max_depth}:"):
                add(f"raise EncodeError('objects are nested deeper than {self.max_depth}')")
            for attribute in plan.attributes:
                with self.source.step(f"@{attribute.local}"):
                    self._attribute(attribute)
            if plan.any_attributes is not None:
                self._any_attributes(*plan.any_attributes)
            if self.encoding is not None and is_array(plan):
                self._array(self.encoding, *self._item(), 0)
            elif plan.value is not None:
                self._value(*plan.value)
            elif plan.mixed is not None:
                self._text(">")
                self._flush()
                with self.source.step(plan.mixed):
                    add(f"write_mixed(o.{plan.mixed}, w)")
            else:
                self._text(">")
                self._particles(plan.particles)
            self._flush()

    def _group(self, cls: type) -> None:
        plan = plan_of(cls)
        for group in groups_of(plan.particles):
            self._group(group)
        if cls in self.groups:
            return
        self.groups[cls] = name = self.source.name(f"write_{cls.__name__}", cls)
        del self.source.names[name]
        with self.source.block(f"def {name}(o, w, n):"):
            self._particles(plan.particles)
            self._flush()
            self.source.add("return")
        self.source.add("")

    # --- text -------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        """Write text that is the same every time, later."""
        escaped = repr(text)[1:-1] if "'" not in text else repr("'" + text)[2:-1]
        self.pending.append(escaped.replace('"', '\\"').replace("{", "{{").replace("}", "}}"))

    def _insert(self, name: str) -> None:
        """Write the text in a variable, later."""
        self.pending.append(f"{{{name}}}")

    def _flush(self) -> None:
        if self.pending:
            self.source.add(f'w(f"{"".join(self.pending)}")')
            self.pending.clear()

    def _name(self, namespace: str, local: str) -> str:
        if namespace == XML_NAMESPACE:
            return f"xml:{local}"
        return f"{self.linker.prefix(namespace)}:{local}" if namespace else local

    # --- attributes and simple content ------------------------------------------------------

    def _attribute(self, plan: AttributePlan) -> None:
        add, value, text = self.source.add, f"v_{plan.field}", f"s_{plan.field}"
        if plan.gone:
            add(f"if o.{plan.field} is not None: raise forbidden()")
            return
        name = self._name(plan.namespace, plan.local)
        add(f"{value} = o.{plan.field}")
        absent = plan.optional or plan.default is not None or plan.fixed is not None
        if absent:
            add(f"if {value} is None: {text} = ''")
        with self.source.block("else:" if absent else "if True:"):
            self._check_fixed(value, plan.simple, plan.fixed)
            if plan.simple.scoped:
                write = self.source.name("write_scoped", plan.simple.write)
                add(f"{text} = scoped_attribute({name!r}, {write}, {value})")
            else:
                write_lines(self.source, plan.simple, value, is_attribute=True)
                add(f"{text} = f' {name}=\"{{{value}}}\"'")
        self._insert(text)

    def _any_attributes(self, field: str, mark: xml.AnyAttributes) -> None:
        taken = frozenset((plan.namespace, plan.local) for plan in self.plan.attributes)
        mark_name, taken_name = self.source.name("mark", mark), self.source.name("taken", taken)
        with self.source.step("@*"):
            self.source.add(f"s_{field} = any_attributes(o.{field}, {mark_name}, {taken_name})")
        self._insert(f"s_{field}")

    def _value(self, field: str, simple: Simple) -> None:
        self.source.add(f"v_{field} = o.{field}")
        if simple.scoped:
            write = self.source.name("write_scoped", simple.write)
            self.source.add(f"s_{field}, v_{field} = scoped_text({write}, v_{field})")
            self._insert(f"s_{field}")
        else:
            write_lines(self.source, simple, f"v_{field}")
        self._text(">")
        self._insert(f"v_{field}")

    def _item(self) -> tuple[ElementPlan, tuple[int, ...]]:
        """What an encoded array is made of, and the dimensions of the arrays in each other."""
        (plan,) = self.plan.particles
        assert isinstance(plan, ElementPlan)
        return plan, plan.dimensions or (1,)

    def _array(
        self, encoding: SoapEncoding, plan: ElementPlan, dimensions: tuple[int, ...], level: int
    ) -> None:
        """The size and the items of an array, or of one in it."""
        add, rank = self.source.add, dimensions[level]
        name = self._name(plan.namespace, plan.local)
        before, behind = array_attributes(
            plan.content, self.linker.prefix, encoding, dimensions[level:]
        )
        with self.source.step(f"{plan.local}[]"):
            add("xs = o" if level else f"xs = o.{plan.field}")
            if rank > 1:
                add(f"xs, count = unfolded(xs, {rank}, {encoding.between!r})")
            else:
                add("if type(xs) is not list: xs = check_list(xs)", "count = len(xs)")
            self._text(before)
            self._insert("count")
            self._text(f"{behind}>")
            self._flush()
            if level + 1 == len(dimensions):
                self._each(plan, name)
                return
            array = f"{self.linker.prefix(encoding.namespace)}:Array"
            with self.source.block("for x in xs:"):
                add(f"w('<{name} xsi:type=\"{array}\"')", f"write_array_{level + 1}(x, w, n)")
                add(f"w('</{name}>')")

    def _inner_arrays(self, encoding: SoapEncoding) -> None:
        """The functions for the arrays in an encoded array, which have no types of their own."""
        plan, dimensions = self._item()
        for level in range(len(dimensions) - 1, 0, -1):
            with self.source.block(f"def write_array_{level}(o, w, n):"):
                self._array(encoding, plan, dimensions, level)
            self.source.add("")

    def _typed(self, plan: ElementPlan) -> str:
        """xsi:type, where the message is encoded."""
        if self.encoding is None:
            return ""
        return type_attribute(plan.content, self.linker.prefix, self.encoding)

    def _check_fixed(self, value: str, simple: Simple, fixed: str | None) -> None:
        if fixed is not None:
            other = self.source.name("fixed", simple.read(fixed, None))
            self.source.add(f"if {value} != {other}: raise not_fixed({value}, {fixed!r})")

    # --- particles --------------------------------------------------------------------------

    def _particles(self, particles: tuple[Particle, ...]) -> None:
        for particle in particles:
            if particle.max == 0:
                with self.source.step(particle.field):
                    self.source.add(f"if o.{particle.field}: raise forbidden()")
                continue
            match particle:
                case ElementPlan():
                    with self.source.step(particle.local + ("[]" if particle.many else "")):
                        self._element(particle)
                case AnyPlan():
                    with self.source.step(particle.field + ("[]" if particle.many else "")):
                        self._any(particle)
                case GroupPlan():
                    self._choice(particle)

    def _list(self, field: str, low: int, high: int | None) -> None:
        """Bring the list into ``xs`` and check how long it is."""
        add = self.source.add
        add(f"xs = o.{field}")
        add("if type(xs) is not list: xs = check_list(xs)")
        if low > 0 or high is not None:
            top = f" <= {high}" if high is not None else ""
            add(f"if not {low} <= len(xs){top}: raise wrong_count(len(xs), {low}, {high})")

    def _element(self, plan: ElementPlan) -> None:
        check_dimensions(plan)
        add = self.source.add
        name = self._name(plan.namespace, plan.local)
        if plan.many:
            self._flush()
            self._list(plan.field, plan.min, plan.max)
            self._each(plan, name)
            return
        value = f"v_{plan.field}"
        add(f"{value} = {self.object}.{plan.field}")
        simple = plan.content.simple
        if simple is not None and not simple.scoped and not plan.nillable:
            if not plan.optional:
                self._simple(plan, name, value)
                return
            # The text of an optional value can wait and go with its neighbours.
            pending, self.pending = self.pending, []
            add(f"if {value} is None: s_{plan.field} = ''")
            with self.source.block("else:"):
                self._simple(plan, name, value)
                add(f's_{plan.field} = f"{"".join(self.pending)}"')
            self.pending = pending
            self._insert(f"s_{plan.field}")
            return
        self._flush()
        if plan.optional:
            with self.source.block(f"if {value} is not None:"):
                self._one(plan, name, value)
        else:
            self._one(plan, name, value)

    def _each(self, plan: ElementPlan, name: str) -> None:
        """The items of the list ``xs``."""
        with self.source.block("for x in xs:"):
            if not plan.nillable and plan.content.simple is not None:
                self.source.add("v = x")
                self._simple(plan, name, "v")
                self._flush()
            else:
                if self._is_flat(plan):
                    self._inline(plan, name)
                self._one(plan, name, "x")

    def _is_flat(self, plan: ElementPlan) -> bool:
        """Whether an item is of a class that has nothing but simple elements."""
        cls = plan.content.cls
        if cls is None or self.encoding is not None or plan.fixed is not None:
            return False
        inner = plan_of(cls)
        if (
            inner.attributes
            or inner.any_attributes is not None
            or getattr(inner.mark, "abstract", False)
        ):
            return False
        return bool(inner.particles) and all(
            isinstance(each, ElementPlan)
            and each.content.simple is not None
            and not (each.many or each.nillable or each.max == 0 or each.content.simple.scoped)
            for each in inner.particles
        )

    def _inline(self, plan: ElementPlan, name: str) -> None:
        """Write an item ``x`` of a flat class in one go; what is wrong with it is left to `_one`.

        The function of the class, which is called then, says where in the item it is.
        """
        cls = plan.content.cls
        assert cls is not None
        known = self.source.name(cls.__name__, cls)
        with self.source.block(f"if type(x) is {known} and n < {self.max_depth}:"):
            with self.source.block("try:"):
                self.object = "x"
                self._text(f"<{name}>")
                self._particles(plan_of(cls).particles)
                self._text(f"</{name}>")
                self.object = "o"
            pending, self.pending = self.pending, []
            self.source.add("except EncodeError: pass")
            with self.source.block("else:"):
                self.pending = pending
                self._flush()
                self.source.add("continue")

    def _simple(self, plan: ElementPlan, name: str, value: str) -> None:
        """A simple type in one go, with whatever text waits before it."""
        simple = plan.content.simple
        assert simple is not None
        self._check_fixed(value, simple, plan.fixed)
        if simple.scoped:
            write = self.source.name("write_scoped", simple.write)
            self.source.add(f"s_{plan.field}, {value} = scoped_text({write}, {value})")
            self._text(f"<{name}{self._typed(plan)}")
            self._insert(f"s_{plan.field}")
            self._text(">")
        else:
            write_lines(self.source, simple, value)
            if plan.default or plan.fixed:
                self.source.add(
                    f"if {value} == '': raise not_empty({plan.default or plan.fixed!r})"
                )
            self._text(f"<{name}{self._typed(plan)}>")
        self._insert(value)
        self._text(f"</{name}>")

    def _one(self, plan: ElementPlan, name: str, value: str) -> None:
        """Any element, written at once."""
        if plan.nillable:
            test = f"{value} is NIL" + (
                "" if plan.nil is not None and not plan.many else f" or {value} is None"
            )
            with self.source.block(f"if {test}:"):
                self._nil(plan, name)
            with self.source.block("else:"):
                self._present(plan, name, value)
        else:
            self._present(plan, name, value)

    def _nil(self, plan: ElementPlan, name: str) -> None:
        """A nil element has no content, but its type must not be abstract (cvc-type.2) and its
        required attributes must be there (cvc-complex-type.4, XSD 1.0 part 1).
        """
        cls = plan.content.cls
        if cls is None or not must_be_derived(cls):
            self.source.add(f"write_nil({name!r}, w)")
            return
        known = self.source.name(cls.__name__, cls)
        self.source.add(f"write_nil({name!r}, w, nil_type(w, {known}))")

    def _present(self, plan: ElementPlan, name: str, value: str) -> None:
        add, cls = self.source.add, plan.content.cls
        if plan.content.simple is not None:
            add(f"v = {value}")
            self._simple(plan, name, "v")
            self._flush()
        elif cls is None:
            item = self.encoding is not None and is_array(self.plan)
            tag = self.source.name("name", None if item else (plan.namespace, plan.local))
            add(f"write_any({value}, w, {tag})")
        else:
            if plan.fixed is not None and plan_of(cls).value is not None:
                field, simple = plan_of(cls).value or ("", None)
                assert simple is not None
                self._check_fixed(f"{value}.{field}", simple, plan.fixed)
            known = self.source.name(cls.__name__, cls)
            writer = self.linker.link_writer(self.source, cls)
            with self.source.block(f"if type({value}) is {known}:"):
                start = f"<{name}{self._typed(plan)}"
                add(f"w({start!r})", f"{writer}({value}, w, n + 1)", f'w("</{name}>")')
            with self.source.block("else:"):
                add(f"write_derived({value}, w, n + 1, {known}, {name!r})")

    def _any(self, plan: AnyPlan) -> None:
        mark = self.source.name("mark", plan.wildcard)
        self._flush()
        if plan.many:
            self._list(plan.field, plan.min, plan.max)
            with self.source.block("for x in xs:"):
                self.source.add(f"write_admitted(x, w, {mark})")
            return
        self.source.add(f"v_{plan.field} = o.{plan.field}")
        with self.source.block(f"if v_{plan.field} is not None:" if plan.optional else "if True:"):
            self.source.add(f"write_admitted(v_{plan.field}, w, {mark})")

    def _choice(self, plan: GroupPlan) -> None:
        add, value = self.source.add, f"v_{plan.field}"
        self._flush()
        if plan.many:
            with self.source.step(plan.field):
                self._list(plan.field, plan.min, plan.max)
            with self.source.block("for x in xs:"):
                self._branches(plan, "x")
            return
        add(f"{value} = o.{plan.field}")
        with self.source.block(f"if {value} is not None:" if plan.optional else "if True:"):
            self._branches(plan, value)

    def _branches(self, plan: GroupPlan, value: str) -> None:
        word = "if"
        for cls in plan.branches:
            known = self.source.name(cls.__name__, cls)
            self.source.add(f"{word} type({value}) is {known}: {self.groups[cls]}({value}, w, n)")
            word = "elif"
        expected = " | ".join(cls.__name__ for cls in plan.branches)
        with self.source.step(plan.field):
            self.source.add(f"else: raise wrong_type({expected!r}, {value})")
