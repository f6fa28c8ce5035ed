"""Operations as data, as states and handlers, and as client methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wswgen import ir
from wswgen.plan.code import (
    Annotation,
    Bracket,
    Either,
    Expr,
    Keyword,
    Signature,
    array,
    call,
    either,
    string,
    subscript,
)
from wswgen.plan.docs import clean
from wswgen.plan.fields import made
from wswgen.plan.naming import STATE_NAMES, Naming, OperationNames, parameter_names
from wswgen.plan.package import ClassPlan, FaultPlan, FieldPlan, OperationPlan
from wswgen.plan.values import Vocabulary
from wswgen.record import record, replace


@record
class Output:
    """What an operation gives back: its type, and the class that holds it, if one does."""

    hint: Expr
    fields: tuple[str, ...]
    result: str | None


@record
class Planner:
    """What every operation is planned with."""

    vocabulary: Vocabulary
    naming: Naming
    classes: Mapping[ir.TypeKey, ClassPlan]
    cancel_off: frozenset[str]

    def operation(self, port_type: ir.PortType, operation: ir.Operation) -> OperationPlan:
        """Plan one operation of a port type."""
        names = self.naming.operations[port_type.name, operation.name]
        inputs, headers = self._inputs(operation)
        output = self.output(operation, names)
        fields = tuple(_distinct((*inputs, *headers)))
        parameters = tuple(_parameter(field) for field in (*inputs, *headers))
        receives: tuple[Expr, ...] = ("self", "*", *parameters) if parameters else ("self",)
        result = typed(output.hint)
        data = self._data(port_type, operation, fields, output)
        return OperationPlan(
            declaration=Annotation(names.constant, subscript("Operation", result), data),
            doc=clean(operation.documentation) or f"Operation {operation.name}.",
            result=result,
            state=names.state,
            state_doc=f"One running {operation.name} call.",
            fields=fields,
            handler=call(
                "@runtime.operation",
                f"_contract.{names.constant}",
                state=names.state,
                cancel="False" if operation.name in self.cancel_off else None,
            ),
            handle=Signature(
                f"def {names.method}",
                ("self", f"state: {names.state}"),
                subscript("runtime.MaybeAwaitable", result),
            ),
            method_signature=Signature(f"def {names.method}", receives, result),
            async_signature=Signature(f"async def {names.method}", receives, result),
            call=self._call(operation, names, inputs, headers),
        )

    def output(self, operation: ir.Operation, names: OperationNames) -> Output:
        """What the handler of an operation returns."""
        message = operation.output
        if message is None:
            return Output(hint="None", fields=(), result=None)
        fields = self._body_fields(operation, message)
        headers = self._headers(message, frozenset(field.name for field in fields))
        labels = tuple(field.name for field in (*fields, *headers))
        if names.result:
            return Output(hint=names.result, fields=labels, result=names.result)
        match fields:
            case ():
                return Output(hint="None", fields=(), result=None)
            case (one,):
                return Output(hint=one.hint, fields=labels, result=None)
            case _:
                whole = self.vocabulary.annotation(message.body[0].type)
                return Output(hint=whole, fields=labels, result=whole)

    def result_class(self, operation: ir.Operation, name: str) -> ClassPlan:
        """The class that gathers the outputs of an operation where no type of the schema does."""
        assert operation.output is not None
        fields = self._body_fields(operation, operation.output)
        headers = self._headers(operation.output, frozenset(field.name for field in fields))
        return ClassPlan(
            name=name,
            base=None,
            doc=f"What {operation.name} gives back.",
            xml="",
            fields=tuple(
                replace(f, code=Annotation(f.name, f.hint, f.default)) for f in (*fields, *headers)
            ),
        )

    def _inputs(
        self, operation: ir.Operation
    ) -> tuple[tuple[FieldPlan, ...], tuple[FieldPlan, ...]]:
        """The parameters of an operation, those of its body and those of its headers."""
        body = self._body_fields(operation, operation.input)
        headers = self._headers(operation.input, frozenset(field.name for field in body))
        return tuple(map(_elsewhere, body)), tuple(map(_elsewhere, headers))

    def _body_fields(self, operation: ir.Operation, message: ir.Message) -> tuple[FieldPlan, ...]:
        if operation.style is not ir.Style.BARE:
            return self.classes[message.body[0].type].fields
        names = parameter_names(message.body, frozenset())
        return tuple(
            _part_field(name, self._hint(part), None)
            for name, part in zip(names, message.body, strict=True)
        )

    def _headers(self, message: ir.Message, taken: frozenset[str]) -> tuple[FieldPlan, ...]:
        names = parameter_names(message.headers, taken)
        return tuple(
            _part_field(name, either(self._hint(part), "None"), "None")
            for name, part in zip(names, message.headers, strict=True)
        )

    def _hint(self, part: ir.Part) -> Expr:
        hint = self.vocabulary.annotation(part.type)
        return either(hint, "None") if part.nillable else hint

    def _call(
        self,
        operation: ir.Operation,
        names: OperationNames,
        inputs: Sequence[FieldPlan],
        headers: Sequence[FieldPlan],
    ) -> Bracket:
        body: list[Expr]
        if operation.style is ir.Style.BARE:
            body = [field.name for field in inputs]
        else:
            wrapper = typed(self.vocabulary.annotation(operation.input.body[0].type))
            assert isinstance(wrapper, str)
            given = (Keyword(field.name, _argument(field)) for field in inputs)
            body = [Bracket(wrapper, tuple(given))]
        return call(
            "self._call",
            f"_contract.{names.constant}",
            *body,
            headers=array(field.name for field in headers) if headers else None,
        )

    def _data(
        self,
        port_type: ir.PortType,
        operation: ir.Operation,
        fields: Sequence[FieldPlan],
        output: Output,
    ) -> Bracket:
        actions = [e.soap_actions.get(operation.name, "") for e in port_type.endpoints]
        response = operation.output
        return call(
            "Operation",
            name=string(operation.name),
            soap_action=string(actions[0]) if actions and actions[0] else None,
            request=self._message(operation, operation.input, [f.name for f in fields], None),
            response=(
                None
                if response is None
                else self._message(operation, response, output.fields, output.result)
            ),
            faults=(
                array(
                    self.naming.shared_faults.get((fault.name, fault.key, fault.action))
                    or self.fault_part(fault)
                    for fault in operation.faults
                )
                if operation.faults
                else None
            ),
        )

    def _message(
        self,
        operation: ir.Operation,
        message: ir.Message,
        fields: Sequence[str],
        result: str | None,
    ) -> Bracket:
        return call(
            "Message",
            body=array(self._part(part) for part in message.body) if message.body else None,
            headers=(
                array(self._part(part, encoded=part.encoded) for part in message.headers)
                if message.headers
                else None
            ),
            fields=array(string(name) for name in fields) if fields else None,
            encoded="True" if message.encoded else None,
            wrapped="True" if operation.style is not ir.Style.BARE else None,
            result=string(result) if result else None,
            action=string(message.action) if message.action else None,
        )

    def _part(self, part: ir.Part, *, encoded: bool = False) -> Bracket:
        return call(
            "Part",
            string(part.element.local),
            self.vocabulary.namespace(part.element.namespace),
            string(self.vocabulary.annotation(part.type)),
            nillable="True" if part.nillable else None,
            encoded="True" if encoded else None,
        )

    def fault_part(self, fault: ir.Fault) -> Bracket:
        """A declared fault as data."""
        return call(
            "FaultPart",
            name=string(fault.name),
            detail=self._part(fault.detail, encoded=fault.detail.encoded),
            exception=string(self.naming.faults[fault.key]),
            header="True" if fault.header else None,
            action=string(fault.action) if fault.action else None,
        )


def plan_fault(
    fault: ir.Fault, planner: Planner, exceptions: Mapping[ir.FaultKey, str]
) -> FaultPlan:
    """The exception class for a declared fault."""
    detail = fault.detail
    what = "Header fault" if fault.header else "Fault"
    hint = planner.vocabulary.annotation(detail.type)
    whole = typed(hint)
    shown = either(whole, "None") if detail.nillable else whole
    is_class = isinstance(planner.vocabulary.types.get(detail.type), ir.ComplexType)
    class_plan = planner.classes[detail.type] if is_class else None
    receives: tuple[Expr, ...] = ("self", Annotation("detail", shown))
    build: Expr = "detail"
    if class_plan is not None and class_plan.base is None and not detail.nillable:
        parameters = tuple(_parameter(_elsewhere(field)) for field in class_plan.fields)
        receives = ("self", "*", *parameters) if parameters else ("self",)
        given = tuple(Keyword(f.name, _argument(f)) for f in class_plan.fields)
        build = Bracket(f"types.{hint}", given)
    return FaultPlan(
        name=exceptions[fault.key],
        doc=clean(fault.documentation) or f"{what} `{fault.name}`.",
        detail=shown,
        signature=Signature("def __init__", receives, "None"),
        init=call("super().__init__", string(fault.name), detail=build),
    )


def typed(hint: Expr) -> Expr:
    """A hint as it stands outside of ``types``, where they are reached through their module."""
    match hint:
        case str():
            # Of the names that stand in hints only those of classes begin with a capital.
            is_class = hint[0].isupper() and hint not in ("None", "True", "False")
            return f"types.{hint}" if is_class else hint
        case Bracket(head, items, opening, closing):
            return Bracket(head, tuple(typed(item) for item in items), opening, closing)
        case Either(items):
            return Either(tuple(typed(item) for item in items))
        case _:
            raise AssertionError(hint)


def _elsewhere(field: FieldPlan) -> FieldPlan:
    """The field as it stands outside of ``types``, without its marker."""
    hint, default = typed(field.hint), field.default
    if isinstance(default, Bracket) and isinstance(hint, Bracket) and default.head == "field":
        default = made(hint)
    elif isinstance(default, str):
        default = typed(default)
    return replace(field, code=Annotation(field.name, hint, default), hint=hint, default=default)


def _part_field(name: str, hint: Expr, default: Expr | None) -> FieldPlan:
    return FieldPlan(name=name, code=Annotation(name, hint, default), hint=hint, default=default)


def _distinct(fields: Sequence[FieldPlan]) -> list[FieldPlan]:
    """The fields of a state: those that a state already has a name for get another."""
    return [_renamed(f, f"{f.name}_") if f.name in STATE_NAMES else f for f in fields]


def _renamed(field: FieldPlan, name: str) -> FieldPlan:
    return replace(
        field, name=name, code=Annotation(name, field.code.annotation, field.code.default)
    )


def _parameter(field: FieldPlan) -> Expr:
    """The field as a parameter: a list is any sequence, left out where it may be empty."""
    if isinstance(field.hint, Bracket) and field.hint.head == "list":
        hint = subscript("abc.Sequence", *field.hint.items)
        return Annotation(field.name, hint, "()" if field.default is not None else None)
    return Annotation(field.name, field.hint, field.default)


def _argument(field: FieldPlan) -> Expr:
    if isinstance(field.hint, Bracket) and field.hint.head == "list":
        return f"list({field.name})"
    return field.name
