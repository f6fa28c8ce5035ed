"""Operations of one name, and messages whose part is the type of the Body."""

from __future__ import annotations

from tests.contract.inputs import SERVICE, build, schema, wsdl
from wswgen import ir

TYPES = schema('<xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:int"/>')
MESSAGES = (
    '<w:message name="A"><w:part name="a" element="t:A"/></w:message>'
    '<w:message name="B"><w:part name="b" element="t:B"/></w:message>'
)


def contract(*overloads: tuple[str, str, str]) -> tuple[ir.PortType, list[str]]:
    """A port type with operations Add: the name of the input, its message, the action."""
    abstract = bound = ""
    for name, message, action in overloads:
        named = f' name="{name}"' if name else ""
        abstract += f'<w:operation name="Add"><w:input{named} message="t:{message}"/></w:operation>'
        bound = (
            f'<w:operation name="Add"><s:operation soapAction="{action}"/>'
            f'<w:input{named}><s:body use="literal"/></w:input></w:operation>'
        ) + bound
    rest = (
        f'{MESSAGES}<w:portType name="P">{abstract}</w:portType><w:binding name="B" type="t:P">'
        f'<s:binding transport="http://schemas.xmlsoap.org/soap/http"/>{bound}</w:binding>{SERVICE}'
    )
    found, warnings = build(wsdl(TYPES, rest=rest))
    return found.port_types[0], [warning.code for warning in warnings]


def test_overloads_are_called_after_their_inputs_and_keep_their_own_action() -> None:
    port_type, codes = contract(("", "A", "a"), ("AddB", "B", "b"), ("Three", "B", "c"))
    assert codes == []
    found = {o.name: o.input.body[0].element.local for o in port_type.operations}
    assert found == {"Add": "A", "AddB": "B", "Add_Three": "B"}
    (endpoint,) = port_type.endpoints
    assert endpoint.soap_actions == {"Add": "a", "AddB": "b", "Add_Three": "c"}


def test_one_more_overload_renames_none() -> None:
    alone, _ = contract(("AddRequest", "A", "a"))
    both, _ = contract(("AddRequest", "A", "a"), ("AddRequest1", "B", "b"))
    assert [o.name for o in alone.operations] == ["Add"]
    assert [o.name for o in both.operations] == ["Add", "AddRequest1"]


def test_overloads_that_look_the_same_are_refused_by_name() -> None:
    port_type, codes = contract(("", "A", "a"), ("AddB", "A", "a"))
    assert ([o.name for o in port_type.operations], codes) == (["Add"], ["W304"])
    port_type, codes = contract(("", "A", "a"), ("", "B", "b"), ("AddC", "B", "c"))
    assert ([o.name for o in port_type.operations], codes) == (["AddC"], ["W304", "W304"])
