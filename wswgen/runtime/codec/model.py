"""Questions about content models: what may come first, what may be empty, which branch it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import xml
from . import support
from .plan import AnyPlan, ClassPlan, ElementPlan, GroupPlan, Particle, plan_of
from .source import Source


def choose(
    child: Any,
    known: dict[str, str],
    wild: list[tuple[Callable[[str], bool], str]],
    functions: dict[str, Any],
) -> Any:
    """The function of the branch that an element begins; None if it begins none."""
    name = known.get(child.tag)
    if name is None and wild and child is not support.END:
        name = next((name for admits, name in wild if admits(child.tag)), None)
    return functions[name] if name is not None else None


def is_unordered(plan: ClassPlan) -> bool:
    """Whether the elements of a class come in any order, each at most once: xs:all."""
    return plan.mark.order == "any"


def firsts_of(cls: type) -> tuple[list[str | xml.Any], bool]:
    """What a group may begin with, and whether it may be empty."""
    plan = plan_of(cls)
    if not is_unordered(plan):
        return firsts(plan.particles)
    each = [firsts((particle,)) for particle in plan.particles]
    return [first for found, _ in each for first in found], all(empty for _, empty in each)


def firsts(particles: tuple[Particle, ...]) -> tuple[list[str | xml.Any], bool]:
    """What a sequence may begin with: tags and wildcards; and whether it may be empty."""
    found: list[str | xml.Any] = []
    for particle in particles:
        if particle.max == 0:
            continue
        empty = particle.optional or particle.min == 0
        match particle:
            case ElementPlan():
                found.append(particle.tag)
            case AnyPlan():
                found.append(particle.wildcard)
            case GroupPlan():
                for branch in particle.branches:
                    inner, may_be_empty = firsts_of(branch)
                    found += inner
                    empty = empty or may_be_empty
        if not empty:
            return found, False
    return found, True


def expected(plan: GroupPlan) -> str:
    """What may stand where a group belongs, in words for an error."""
    names = [
        support.local_name(first) if isinstance(first, str) else "any element"
        for branch in plan.branches
        for first in firsts_of(branch)[0]
    ]
    return " or ".join(dict.fromkeys(names))


def groups_of(particles: tuple[Particle, ...]) -> list[type]:
    """The group classes among some particles."""
    return [b for p in particles if isinstance(p, GroupPlan) for b in p.branches]


def must_be_derived(cls: type) -> bool:
    """Whether a nil element cannot be of this very class: abstract, or an attribute is required."""
    plan = plan_of(cls)
    return getattr(plan.mark, "abstract", False) or any(
        not (each.optional or each.default is not None or each.fixed is not None)
        for each in plan.attributes
    )


def has_attributes(plan: ClassPlan) -> bool:
    """Whether elements of the class may have attributes of their own."""
    return bool(plan.attributes) or plan.any_attributes is not None


def construct(source: Source, plan: ClassPlan) -> None:
    """Make ``o`` of the values ``v_x``; without ``__init__`` where that means the same."""
    cls = source.name(plan.cls.__name__, plan.cls)
    if _sets_fields(plan.cls):
        source.add(f"o = new({cls})", *[f"o.{field} = v_{field}" for field in plan.fields])
    else:
        source.add(f"o = {cls}({', '.join(f'{field}=v_{field}' for field in plan.fields)})")


def _sets_fields(cls: type) -> bool:
    """Whether setting the fields of a bare object is all that the constructor does."""
    frozen = getattr(getattr(cls, "__dataclass_params__", None), "frozen", True)
    overridden = {name for base in cls.__mro__[:-1] for name in vars(base)}
    return not frozen and overridden.isdisjoint(("__post_init__", "__new__", "__setattr__"))
