"""The fields of one class: annotation, marker and default of each, then their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TypeAlias

from wswgen import ir
from wswgen.plan.code import (
    Annotation,
    Bracket,
    Expr,
    call,
    either,
    flat,
    integer,
    string,
    subscript,
    tuple_of,
)
from wswgen.plan.names import member_name
from wswgen.plan.package import FieldPlan
from wswgen.plan.renames import class_text
from wswgen.plan.scope import Candidate
from wswgen.plan.shapes import Shape, Slot, first_name
from wswgen.plan.values import Vocabulary, default
from wswgen.plan.wildcards import admitted, process
from wswgen.qname import QName
from wswgen.record import record


@record
class Draft:
    """A field without a name yet: its type, its marker and its default."""

    hint: Expr
    marker: Bracket | None = None
    default: Expr | None = None


def content() -> Draft:
    """The field of mixed content: text and elements in order."""
    hint = subscript("list", either("str", "xs.AnyType"))
    return Draft(hint=hint, marker=call("xml.Content"), default=made(hint))


_Wanted: TypeAlias = tuple[str, int, str, QName | None, Callable[[], Draft], object, str]


class Fields:
    """Gathers the fields of one class, then names them together, and plans them if asked to."""

    def __init__(self, vocabulary: Vocabulary, shape: Shape, qualified: bool) -> None:
        self.vocabulary = vocabulary
        self.namespace = shape.namespace
        self._key = shape.key
        self.qualified = qualified
        self._wanted: list[_Wanted] = []
        self._overrides: list[FieldPlan] = []

    def add(
        self,
        plain: str,
        rank: int,
        ending: str,
        draft: Callable[[], Draft],
        wire: QName | None = None,
        origin: object = None,
        doc: str = "",
    ) -> None:
        """Add a field; ``wire`` is its element or attribute, if it has one."""
        self._wanted.append((plain, rank, ending, wire, draft, origin, doc))

    def slot(self, slot: Slot) -> None:
        """Add the field for a particle."""
        match slot.particle:
            case ir.ElementUse() as use:
                plain, doc = member_name(use.name.local), use.documentation
                self.add(plain, 0, "element", partial(self._element, use), use.name, use, doc)
            case ir.AnyElement(occurs=occurs) as wildcard:
                plain, doc = (
                    "any_elements" if occurs.many else "any_element"
                ), wildcard.documentation
                self.add(plain, 3, "wildcard", partial(self._any, wildcard), None, wildcard, doc)
            case ir.Choice(occurs=occurs, head=head) as choice:
                hint = either(*(self.vocabulary.classes[group] for group in slot.groups))
                draft = partial(_grouped, hint, occurs)
                if head is not None:
                    self.add(member_name(head.local), 0, "element", draft, None, choice)
                else:
                    first = member_name(slot.groups[0].path[-1].partition("#")[0]).rstrip("_")
                    plain = "choices" if occurs.many else "choice"
                    self.add(plain, 3, f"of_{first}", draft, None, choice)
            case (
                ir.Sequence(particles=nested, occurs=occurs)
                | ir.All(elements=nested, occurs=occurs)
            ) as sequence:
                hint = self.vocabulary.classes[slot.groups[0]]
                name = member_name(first_name(nested)).rstrip("_")
                plain = f"{name}_groups" if occurs.many else f"{name}_group"
                self.add(plain, 3, "sequence", partial(_grouped, hint, occurs), None, sequence)

    def _element(self, use: ir.ElementUse) -> Draft:
        occurs = use.occurs
        many = occurs.many
        base = self.vocabulary.annotation(use.type)
        hint, fallback = _typed(base, many, occurs.min == 0, use.nillable)
        for _ in range(sum(use.dimensions) - 1):
            hint = subscript("list", hint)
            fallback = made(hint)
        given = use.fixed if use.fixed is not None else use.default
        if given is not None and not many and occurs.min:
            fallback = default(use.type, given, self.vocabulary)
        markers: dict[str, Expr] = {}
        if use.name.namespace != (self.namespace if self.qualified else ""):
            markers["namespace"] = self.vocabulary.namespace(use.name.namespace)
        if use.nillable:
            markers["nillable"] = "True"
        if many and occurs.min:
            markers["min"] = integer(occurs.min)
        if many and occurs.max is not None:
            markers["max"] = integer(occurs.max)
        if use.dimensions:
            markers["dimensions"] = tuple_of(map(str, use.dimensions))
        if use.default is not None:
            markers["default"] = string(use.default)
        if use.fixed is not None:
            markers["fixed"] = string(use.fixed)
        marker = call("xml.Element", **markers) if markers else None
        return Draft(hint=hint, marker=marker, default=fallback)

    def _any(self, use: ir.AnyElement) -> Draft:
        occurs = use.occurs
        many = occurs.many
        marker = call(
            "xml.Any",
            **admitted(use.wildcard),
            process=process(use.wildcard),
            min=integer(occurs.min) if many and occurs.min else None,
            max=integer(occurs.max) if many and occurs.max is not None else None,
        )
        if many:
            several = subscript("list", "xs.AnyType")
            default = None if occurs.min else made(several)
            return Draft(hint=several, marker=marker, default=default)
        hint = "xs.AnyType" if occurs.min else either("xs.AnyType", "None")
        return Draft(hint=hint, marker=marker, default=None if occurs.min else "None")

    def attribute(self, attribute: ir.Attribute) -> None:
        """Add the field for an attribute."""
        plain, doc = member_name(attribute.name.local), attribute.documentation
        draft = partial(self._attribute, attribute)
        self.add(plain, 1, "attribute", draft, attribute.name, attribute, doc)

    def _attribute(self, attribute: ir.Attribute) -> Draft:
        hint: Expr = self.vocabulary.annotation(attribute.type)
        given = attribute.fixed if attribute.fixed is not None else attribute.default
        fallback: Expr | None = None
        if given is not None:
            fallback = default(attribute.type, given, self.vocabulary)
        elif not attribute.required:
            hint, fallback = either(hint, "None"), "None"
        namespace = attribute.name.namespace
        marker = call(
            "xml.Attribute",
            namespace=self.vocabulary.namespace(namespace) if namespace else None,
            default=None if attribute.default is None else string(attribute.default),
            fixed=None if attribute.fixed is None else string(attribute.fixed),
        )
        return Draft(hint=hint, marker=marker, default=fallback)

    def any_attributes(self, wildcard: ir.Wildcard, again: str | None) -> None:
        """Add the field for xs:anyAttribute, or that of a base ``again`` with more in it."""
        marker = call("xml.AnyAttributes", **admitted(wildcard))
        hint = subscript("dict", "xs.QName", "str")
        draft = Draft(hint=hint, marker=marker, default=made(hint))
        if again is not None:
            self._overrides.append(_field(again, draft, None, wildcard, ""))
            return
        self.add("any_attributes", 3, "wildcard", lambda: draft, None, wildcard)

    def names(self, inherited: Iterable[str]) -> tuple[str, ...]:
        """The names of the fields, none of which is ``inherited``."""
        plain = [wanted[0] for wanted in self._wanted]
        renames = self.vocabulary.renames
        if renames.given or len({*plain, *inherited}) < len(plain) + len({*inherited}):
            candidates = [self._candidate(n, *wanted) for n, wanted in enumerate(self._wanted)]
            names = renames.assign(candidates, inherited)
            plain = [names[number] for number in range(len(plain))]
        return (*plain, *(field.name for field in self._overrides))

    def _candidate(
        self, number: int, plain: str, rank: int, ending: str, wire: QName | None, *rest: object
    ) -> Candidate[int]:
        spelled = wire.local if wire else plain
        candidate = Candidate(
            key=number, plain=plain, rank=rank, wire=spelled,
            ending=f"_{ending}", identity=f"{ending} {wire or plain}",
        )  # fmt: skip
        setting = f"{class_text(self._key)}.{spelled}"
        return self.vocabulary.renames.named(candidate, setting, member=True)

    def finish(self, names: Iterable[str]) -> tuple[FieldPlan, ...]:
        """The fields, which are called so."""
        fields = [
            _field(name, draft(), wire.local if wire else None, origin, doc)
            for name, (_, _, _, wire, draft, origin, doc) in zip(names, self._wanted, strict=False)
        ]
        return (*fields, *self._overrides)


@cache
def _typed(base: str, many: bool, optional: bool, nillable: bool) -> tuple[Expr, Expr | None]:
    """The annotation of the field for an element, and its default where it may be absent."""
    item = either(base, "None") if nillable else base
    if many:
        several = subscript("list", item)
        return several, made(several) if optional else None
    if not optional:
        return item, None
    return either(base, "xml.Nil", "None") if nillable else either(base, "None"), "None"


def _field(name: str, draft: Draft, wire: str | None, origin: object, doc: str) -> FieldPlan:
    """The field; its marker says what it is called on the wire where that is not its name."""
    marker = draft.marker
    if wire is not None and wire != name:
        head, items = (marker.head, marker.items) if marker is not None else ("xml.Element", ())
        marker = call(head, string(wire), *items)
    annotation = draft.hint if marker is None else subscript("Annotated", draft.hint, marker)
    return FieldPlan(
        name=name,
        code=Annotation(name, annotation, draft.default),
        hint=draft.hint,
        default=draft.default,
        doc=doc,
        origin=origin,
    )


def _grouped(hint: Expr, occurs: ir.Occurs) -> Draft:
    if occurs.max is not None and occurs.max <= 1:
        if occurs.min == 0:
            return Draft(hint=either(hint, "None"), default="None")
        return Draft(hint=hint)
    marker = None
    if occurs.min or occurs.max is not None:
        marker = call(
            "xml.Occurs",
            min=integer(occurs.min) if occurs.min else None,
            max=integer(occurs.max) if occurs.max is not None else None,
        )
    several = subscript("list", hint)
    return Draft(hint=several, marker=marker, default=None if occurs.min else made(several))


def made(hint: Bracket) -> Bracket:
    """A new list or dictionary of the type, as the default of a field.

    The type stands there for pyright, which does not infer it; what is defined further down in
    the module is named in a string, for this is evaluated when the class is made.
    """
    items = (item if _imported(item) else string(flat(item)) for item in hint.items)
    return call("field", default_factory=subscript(hint.head, *items))


def _imported(item: Expr) -> bool:
    return item == "str" or (isinstance(item, str) and item.startswith("xs."))
