"""Writes the function that decodes one class: straight-line code over the children in order.

In the generated code ``e`` is the element, ``d`` the document, ``n`` the depth, ``it`` the rest of
the children, ``c`` the child reached (`END` behind the last), ``t`` a text, ``a`` an attribute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from .. import xml
from ..errors import DecodeError
from . import support
from .anything import read_any_at, read_mixed
from .arrays import folded
from .inline import READ_NAMES, read_expression
from .model import (
    choose,
    construct,
    expected,
    firsts,
    firsts_of,
    groups_of,
    has_attributes,
    is_unordered,
)
from .plan import (
    AnyPlan,
    AttributePlan,
    Content,
    ElementPlan,
    GroupPlan,
    Particle,
    check_dimensions,
    plan_of,
    without_items,
)
from .simple import Simple
from .source import Source
from .text import WS
from .typed import is_array


class Linker(Protocol):
    """What the space of all classes does for one of them."""

    def link_reader(self, source: Source, cls: type) -> str:
        """The name in ``source`` of the function that decodes ``cls``."""
        ...

    def derived(self, element: Any, document: Any, cls: type) -> Callable[..., Any] | None:
        """The function that xsi:type asks for; None if it is that of ``cls`` itself."""
        ...


class Decoding:
    """Writes the functions for one class and for the groups in it."""

    def __init__(self, cls: type, linker: Linker, *, encoded: bool = False) -> None:
        self.plan = plan_of(cls) if encoded else without_items(plan_of(cls))
        self.encoded = encoded
        self.linker = linker
        self.source = Source()
        self.groups: dict[type, str] = {}
        use = self.source.names
        use.update(vars(support))
        use.update(READ_NAMES)
        use.update(
            WS=WS,
            DecodeError=DecodeError,
            NIL=xml.NIL,
            new=object.__new__,
            read_any=read_any_at,
            read_mixed=read_mixed,
            derived=linker.derived,
            folded=folded,
        )

    def function(self) -> Callable[..., Any]:
        """The compiled function: ``(element, document, depth)`` to an instance."""
        for group in groups_of(self.plan.particles):
            self._group(group)
        if self.encoded and is_array(self.plan):
            self._inner_arrays()
        self._class()
        names = self.source.compile(f"decode {self.plan.cls.__qualname__} {id(self):x}")
        function: Callable[..., Any] = names["read"]
        return function

    # --- classes and groups -----------------------------------------------------------------

    def _class(self) -> None:
        plan, add = self.plan, self.source.add
        cls = self.source.name(plan.cls.__name__, plan.cls)
        with self.source.block("def read(e, d, n):"):
            with self.source.block("if n > d.max_depth:"):
                add("raise too_deep(d.max_depth)")
            array = self.encoded and is_array(plan)
            if array:
                add("s = ''")
            with self.source.block(
                "if e.get(XSI_TYPE):" if has_attributes(plan) and not array else "if e.keys():"
            ):
                with self.source.block("if e.get(XSI_TYPE):"):
                    add(f"other = derived(e, d, {cls})")
                    add("if other is not None: return other(e, d, n)")
                if array:
                    add("s = e.attrib.pop(ARRAY_TYPE, '')")
                if not has_attributes(plan):
                    add("for a in e.keys(): check_attribute(a)")
            if isinstance(plan.mark, xml.Type) and plan.mark.abstract:
                add(
                    f"raise DecodeError('{plan.cls.__name__} is abstract: xsi:type must say which')"
                )
                return
            self._attributes()
            if plan.value is not None:
                self._value(*plan.value)
            elif plan.mixed is not None:
                add(f"v_{plan.mixed} = read_mixed(e, d, n)")
            else:
                self._start_children()
                if array:
                    self._items(*self._item(), 0)
                elif is_unordered(plan) or self._is_structure():
                    self._in_any_order(plan.particles)
                else:
                    self._particles(plan.particles)
                add("if c is not END: raise unexpected(c)")
            construct(self.source, plan)
            add("return o")

    def _group(self, cls: type) -> None:
        plan = plan_of(cls)
        for group in groups_of(plan.particles):
            self._group(group)
        if cls in self.groups:
            return
        self.groups[cls] = name = self.source.name(f"read_{cls.__name__}", cls)
        del self.source.names[name]
        with self.source.block(f"def {name}(e, c, it, d, n):"):
            if is_unordered(plan):
                self._in_any_order(plan.particles)
            else:
                self._particles(plan.particles)
            construct(self.source, plan)
            self.source.add("return o, c")
        self.source.add("")

    def _is_structure(self) -> bool:
        """Whether the children are told apart by their names alone, as members of an encoded
        structure are (SOAP 1.1, section 5.1).
        """
        return self.encoded and all(isinstance(p, ElementPlan) for p in self.plan.particles)

    def _item(self) -> tuple[ElementPlan, tuple[int, ...]]:
        """What an encoded array is made of, and the dimensions of the arrays in each other."""
        (plan,) = self.plan.particles
        assert isinstance(plan, ElementPlan)
        return plan, plan.dimensions or (1,)

    def _items(self, plan: ElementPlan, dimensions: tuple[int, ...], level: int) -> None:
        """The items of an encoded array, whatever they are called (SOAP 1.1, section 5.4.2)."""
        add, value = self.source.add, f"v_{plan.field}"
        add(f"{value} = []")
        with self.source.block("while c is not END:"):
            if level + 1 < len(dimensions):
                add("if c.tail is not None: check_tail(c)")
                add(f"x = read_array_{level + 1}(c, d, n)")
            else:
                self._consume(plan, "x")
            add(f"{value}.append(x)")
            self._next()
        add(f"{value} = folded({value}, s, {dimensions[level]})")

    def _inner_arrays(self) -> None:
        """The functions for the arrays in an encoded array, which have no types of their own."""
        plan, dimensions = self._item()
        for level in range(len(dimensions) - 1, 0, -1):
            with self.source.block(f"def read_array_{level}(e, d, n):"):
                self.source.add("s = e.attrib.pop(ARRAY_TYPE, '')")
                self.source.add("for a in e.keys(): check_attribute(a)")
                self._start_children()
                self._items(plan, dimensions, level)
                self.source.add(f"return v_{plan.field}")
            self.source.add("")

    def _start_children(self) -> None:
        with self.source.block("if e.text is not None and e.text.strip(WS):"):
            self.source.add("raise stray(e.text)")
        self.source.add("it = iter(e)", "c = next(it, END)")

    # --- attributes and simple content ------------------------------------------------------

    def _attributes(self) -> None:
        plan, source, add = self.plan, self.source, self.source.add
        if not has_attributes(plan):
            return
        for attribute in plan.attributes:
            add(f"v_{attribute.field} = END")
        if plan.any_attributes is not None:
            add(f"v_{plan.any_attributes[0]} = {{}}")
        with source.block("for a, t in e.items():"):
            word = "if"
            for attribute in plan.attributes:
                with source.block(f"{word} a == {attribute.tag!r}:"):
                    if attribute.gone:
                        add("check_attribute(a)")
                    else:
                        self._attribute_value(attribute)
                word = "elif"
            with source.block("else:") if plan.attributes else source.block("if True:"):
                if plan.any_attributes is None:
                    add("check_attribute(a)")
                else:
                    field, mark = plan.any_attributes
                    admits = source.name("admits", support.admitter(mark))
                    add(f"take_any_attribute(v_{field}, a, t, {admits})")
        for attribute in plan.attributes:
            with source.block(f"if v_{attribute.field} is END:"):
                self._absent_attribute(attribute)

    def _attribute_value(self, attribute: AttributePlan) -> None:
        self.source.add(
            f"v_{attribute.field} = {read_expression(self.source, attribute.simple, 'e')}"
        )
        self._check_fixed(f"v_{attribute.field}", attribute.simple, attribute.fixed)

    def _absent_attribute(self, attribute: AttributePlan) -> None:
        if attribute.gone:
            self.source.add(f"v_{attribute.field} = None")
            return
        text = attribute.default if attribute.default is not None else attribute.fixed
        if text is not None:
            self.source.add(f"t = {text!r}")
            self.source.add(
                f"v_{attribute.field} = {read_expression(self.source, attribute.simple, 'e')}"
            )
        elif attribute.optional:
            self.source.add(f"v_{attribute.field} = None")
        else:
            message = "the required attribute is missing"
            self.source.add(f"raise DecodeError({message!r}, {'@' + attribute.local!r})")

    def _value(self, field: str, simple: Simple) -> None:
        add = self.source.add
        add("a = ''", "del a")  # an error from here on is not that of an attribute
        add("if len(e): check_value_content(e)")
        add("t = e.text or ''")
        add(f"v_{field} = {read_expression(self.source, simple, 'e')}")

    def _check_fixed(self, value: str, simple: Simple, fixed: str | None) -> None:
        if fixed is not None:
            other = self.source.name("fixed", simple.read(fixed, None))
            self.source.add(f"if {value} != {other}: raise not_fixed({value}, {fixed!r})")

    # --- particles --------------------------------------------------------------------------

    def _particles(self, particles: tuple[Particle, ...]) -> None:
        for number, particle in enumerate(particles):
            if particle.max == 0:
                self.source.add(f"v_{particle.field} = {'[]' if particle.many else None}")
                continue
            match particle:
                case ElementPlan():
                    self._element(particle)
                case AnyPlan():
                    self._any(particle, particles[number + 1 :])
                case GroupPlan():
                    self._choice(particle)

    def _next(self) -> None:
        self.source.add("c = next(it, END)")

    def _element(self, plan: ElementPlan) -> None:
        add, value = self.source.add, f"v_{plan.field}"
        check_dimensions(plan)
        if plan.many:
            add(f"{value} = []")
            bound = f" and len({value}) < {plan.max}" if plan.max is not None else ""
            with self.source.block(f"while c.tag == {plan.tag!r}{bound}:"):
                self._consume(plan, "x")
                add(f"{value}.append(x)")
                self._next()
            self._check_count(value, plan.min, plan.local)
        elif plan.optional:
            with self.source.block(f"if c.tag == {plan.tag!r}:"):
                self._consume(plan, value)
                self._next()
            with self.source.block("else:"):
                add(f"{value} = None")
        else:
            add(f"if c.tag != {plan.tag!r}: raise missing(c, {plan.local!r})")
            self._consume(plan, value)
            self._next()

    def _check_count(self, value: str, low: int, local: str) -> None:
        if low > 0:
            message = f"raise too_few(len({value}), {low}, {local!r})"
            self.source.add(f"if len({value}) < {low}: {message}")

    def _check_size(self, plan: ElementPlan) -> None:
        value = f"v_{plan.field}"
        self._check_count(value, plan.min, plan.local)
        if plan.max is not None:
            error = f"raise DecodeError('occurs more than {plan.max} times', {plan.local!r})"
            self.source.add(f"if len({value}) > {plan.max}: {error}")

    def _consume(self, plan: ElementPlan, value: str) -> None:
        """Read the child ``c`` into ``value``."""
        if plan.nillable:
            with self.source.block("if c.keys() and is_nil(c):"):
                self.source.add(f"{value} = {'NIL' if plan.nil is not None else 'None'}")
            with self.source.block("else:"):
                self._consume_present(plan, value)
        elif self.encoded and plan.optional:
            # What may be absent may be null: SOAP 1.1, section 5.1, knows no difference.
            with self.source.block("if c.keys() and is_nil(c):"):
                self.source.add(f"{value} = None")
            with self.source.block("else:"):
                self._consume_present(plan, value)
        else:
            self._consume_present(plan, value)

    def _consume_present(self, plan: ElementPlan, value: str) -> None:
        add, simple = self.source.add, plan.content.simple
        default = plan.default if plan.default is not None else plan.fixed
        if simple is not None:
            name = self.source.name("simple", simple)
            add(f"if len(c) or c.tail is not None or c.keys(): check_leaf(c, d, {name})")
            add(f"t = c.text or {default or ''!r}")
            add(f"{value} = {read_expression(self.source, simple, 'c')}")
            self._check_fixed(value, simple, plan.fixed)
            return
        add("if c.tail is not None: check_tail(c)")
        if default:
            add(f"set_default(c, {default!r})")
        self._read_content(plan.content, value)
        if plan.content.cls is not None and plan.fixed is not None:
            found = plan_of(plan.content.cls).value
            if found is not None:
                self._check_fixed(f"{value}.{found[0]}", found[1], plan.fixed)

    def _read_content(self, content: Content, value: str) -> None:
        if content.cls is None:
            self.source.add(f"{value} = read_any(c, d, n + 1)")
        else:
            reader = self.linker.link_reader(self.source, content.cls)
            self.source.add(f"{value} = {reader}(c, d, n + 1)")

    def _any(self, plan: AnyPlan, rest: tuple[Particle, ...]) -> None:
        add, value = self.source.add, f"v_{plan.field}"
        admitted = support.admitter(plan.wildcard)
        admits = self.source.name("admits", admitted)
        test = f"c is not END and {admits}(c.tag)"
        # A schema may not leave it open who takes an element (cos-nonambig, XSD 1.0 part 1, 3.8.6),
        # but some do. XSD 1.1 says that the declared element does, and that is what they mean.
        declared = frozenset(first for first in firsts(rest)[0] if isinstance(first, str))
        if named := frozenset(filter(admitted, declared)):
            test += f" and c.tag not in {self.source.name('named', named)}"
        if plan.many:
            add(f"{value} = []")
            bound = f" and len({value}) < {plan.max}" if plan.max is not None else ""
            with self.source.block(f"while {test}{bound}:"):
                add("if c.tail is not None: check_tail(c)")
                add(f"{value}.append(read_any(c, d, n + 1))")
                self._next()
            self._check_count(value, plan.min, "*")
            return
        with self.source.block(f"if {test}:"):
            add("if c.tail is not None: check_tail(c)")
            add(f"{value} = read_any(c, d, n + 1)")
            self._next()
        with self.source.block("else:"):
            add(f"{value} = None" if plan.optional else "raise missing(c, 'any element')")

    def _find_branch(self, plan: GroupPlan) -> str:
        """The expression for the function of the branch that the child begins, or None."""
        tags: dict[str, Any] = {}
        wild: list[tuple[Callable[[str], bool], str]] = []
        for branch in plan.branches:
            for first in firsts_of(branch)[0]:
                if isinstance(first, str):
                    tags.setdefault(first, self.groups[branch])
                else:
                    wild.append((support.admitter(first), self.groups[branch]))
        # Functions of this source: by name, since they do not exist before it runs.
        known = self.source.name("branches", tags)
        others = self.source.name("wild", wild)
        choose_name = self.source.name("choose", choose)
        return f"{choose_name}(c, {known}, {others}, globals())"

    def _choice(self, plan: GroupPlan) -> None:
        add, value = self.source.add, f"v_{plan.field}"
        find = self._find_branch(plan)
        empty = next((b for b in plan.branches if firsts_of(b)[1]), None)
        if plan.many:
            add(f"{value} = []")
            bound = f" and len({value}) < {plan.max}" if plan.max is not None else ""
            with self.source.block(f"while (f := {find}) is not None{bound}:"):
                add("x, c = f(e, c, it, d, n)", f"{value}.append(x)")
            if empty is None:
                self._check_count(value, plan.min, expected(plan))
            return
        add(f"f = {find}")
        with self.source.block("if f is not None:"):
            add(f"{value}, c = f(e, c, it, d, n)")
        with self.source.block("else:"):
            if plan.optional:
                add(f"{value} = None")
            elif empty is not None:
                add(f"{value}, c = {self.groups[empty]}(e, c, it, d, n)")
            else:
                add(f"raise missing(c, {expected(plan)!r})")

    def _in_any_order(self, particles: tuple[Particle, ...]) -> None:
        """xs:all (XSD 1.0 part 1, section 3.8.1)."""
        source, add = self.source, self.source.add
        every = [plan for plan in particles if not isinstance(plan, AnyPlan)]
        for plan in every:
            if plan.max == 0:
                add(f"v_{plan.field} = {'[]' if plan.many else None}")
        plans = [plan for plan in every if plan.max != 0]
        for plan in plans:
            add(f"v_{plan.field} = []" if plan.many else f"v_{plan.field} = END")
        with source.block("while c is not END:"):
            word = "if"
            for plan in plans:
                value = f"v_{plan.field}"
                again = "" if plan.many else f" and {value} is END"
                if isinstance(plan, GroupPlan):
                    with source.block(
                        f"{word} (f := {self._find_branch(plan)}) is not None{again}:"
                    ):
                        add(f"{value}, c = f(e, c, it, d, n)")
                else:
                    with source.block(f"{word} c.tag == {plan.tag!r}{again}:"):
                        self._consume(plan, "x" if plan.many else value)
                        if plan.many:
                            add(f"{value}.append(x)")
                        self._next()
                word = "elif"
            add("else: raise unexpected(c)" if plans else "raise unexpected(c)")
        for plan in plans:
            if isinstance(plan, ElementPlan) and plan.many:
                self._check_size(plan)
                continue
            local = plan.local if isinstance(plan, ElementPlan) else expected(plan)
            with source.block(f"if v_{plan.field} is END:"):
                absent = f"raise missing(END, {local!r})"
                add(f"v_{plan.field} = None" if plan.optional else absent)
