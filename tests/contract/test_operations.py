"""Operations and endpoints: what is carried, how it is unwrapped, and what is refused by name."""

from __future__ import annotations

import pytest

from tests.contract.inputs import (
    BINDING,
    NS,
    PORT_TYPE,
    SERVICE,
    build,
    qname,
    refusal,
    schema,
    wsdl,
)
from wswgen import ir
from wswgen.errors import GenerateError
from wswgen.qname import QName

PLAIN = (
    '<xs:complexType><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence>'
    "</xs:complexType>"
)
OP = f'<xs:element name="Op">{PLAIN}</xs:element><xs:element name="Out">{PLAIN}</xs:element>'
MESSAGES = (
    '<w:message name="In"><w:part name="parameters" element="t:Op"/></w:message>'
    '<w:message name="OutM"><w:part name="any" element="t:Out"/></w:message>'
)
TWO_WAY = (
    '<w:portType name="P"><w:operation name="Op"><w:input message="t:In"/>'
    '<w:output message="t:OutM"/></w:operation></w:portType>'
)
BOTH = BINDING.replace("</w:input>", '</w:input><w:output><s:body use="literal"/></w:output>')


def contract(types: str = OP, rest: str = MESSAGES + TWO_WAY + BOTH + SERVICE) -> ir.Contract:
    return build(wsdl(schema(types), rest=rest))[0]


def operation(types: str = OP, rest: str = MESSAGES + TWO_WAY + BOTH + SERVICE) -> ir.Operation:
    return contract(types, rest).port_types[0].operations[0]


def codes(types: str = OP, rest: str = MESSAGES + TWO_WAY + BOTH + SERVICE) -> list[str]:
    """Codes of warnings, or of the errors where nothing is left."""
    try:
        return [problem.code for problem in build(wsdl(schema(types), rest=rest))[1]]
    except GenerateError as error:
        return [problem.code for problem in error.problems]


def test_a_wrapped_operation() -> None:
    found = operation()
    assert found.style is ir.Style.WRAPPED
    assert [part.element for part in found.input.body] == [qname("Op")]
    assert found.output is not None
    assert [part.type for part in found.output.body] == [ir.TypeKey("element", NS, "Out")]


@pytest.mark.parametrize(
    ("types", "part", "style"),
    [
        (OP, 'name="x" element="t:Op"', "wrapped"),  # the element is named after the operation
        (OP, 'name="x" element="t:Out"', "bare"),
        (OP, 'name="parameters" element="t:Out"', "wrapped"),
        (OP.replace('"Op"', '"Op" nillable="true"'), 'name="parameters" element="t:Op"', "bare"),
        (OP.replace("</xs:sequence>", '</xs:sequence><xs:attribute name="b"/>'),
         'name="parameters" element="t:Op"', "bare"),
        (OP.replace("sequence>", "all>"), 'name="parameters" element="t:Op"', "wrapped"),
        (OP.replace("<xs:complexType>", '<xs:complexType mixed="true">'),
         'name="parameters" element="t:Op"', "bare"),
        (OP.replace("<xs:sequence>", '<xs:sequence maxOccurs="2"><xs:element name="c"/>'),
         'name="parameters" element="t:Op"', "bare"),
        (OP.replace(PLAIN, "<xs:complexType/>"), 'name="parameters" element="t:Op"', "wrapped"),
        ('<xs:element name="Op" type="xs:int"/><xs:element name="Out"/>',
         'name="parameters" element="t:Op"', "bare"),
    ],
)  # fmt: skip
def test_when_a_body_is_unwrapped(types: str, part: str, style: str) -> None:
    rest = (MESSAGES + TWO_WAY + BOTH + SERVICE).replace('name="parameters" element="t:Op"', part)
    assert operation(types, rest).style.value == style


def test_the_output_must_be_unwrappable_too() -> None:
    types = OP.replace(f'"Out">{PLAIN}</xs:element>', '"Out" type="xs:int"/>')
    assert operation(types).style is ir.Style.BARE


def test_an_rpc_operation() -> None:
    messages = (
        '<w:message name="In"><w:part name="x" type="xs:int"/><w:part name="y" type="t:T"/>'
        '</w:message><w:message name="OutM"/>'
    )
    binding = BOTH.replace('transport="', 'style="rpc" transport="').replace(
        'use="literal"', 'use="literal" namespace="urn:body"'
    )
    types = OP + '<xs:complexType name="T"/>'
    found = operation(types, messages + TWO_WAY + binding + SERVICE)
    assert found.style is ir.Style.RPC
    assert found.input.wrapper == QName("urn:body", "Op")
    assert [(part.element, part.type) for part in found.input.body] == [
        (QName("", "x"), ir.builtin("int")),
        (QName("", "y"), ir.TypeKey("type", NS, "T")),
    ]
    assert found.output is not None
    assert (found.output.wrapper, found.output.body) == (QName("urn:body", "OpResponse"), ())


def test_headers_faults_actions_and_documentation() -> None:
    messages = MESSAGES + (
        '<w:message name="Head"><w:part name="h" element="t:Session"/></w:message>'
        '<w:message name="Bad"><w:part name="f" element="t:Fault"/></w:message>'
    )
    port_type = TWO_WAY.replace(
        '<w:input message="t:In"/>',
        '<w:documentation>Does it.</w:documentation><w:input message="t:In" wsam:Action="urn:a"/>',
    ).replace(
        "</w:operation>", '<w:fault name="F" message="t:Bad" wsam:Action="urn:f"/></w:operation>'
    )
    binding = BOTH.replace(
        '<s:body use="literal"/></w:input>',
        '<s:header message="t:Head" part="h" use="literal"/><s:body use="literal"/></w:input>',
    )
    types = OP + '<xs:element name="Session" type="xs:string"/><xs:element name="Fault"/>'
    found = operation(types, messages + port_type + binding + SERVICE)
    assert found.documentation == "Does it."
    assert found.input.action == "urn:a"
    assert [(part.name, part.element) for part in found.input.headers] == [("h", qname("Session"))]
    assert [(fault.name, fault.action, fault.detail.element) for fault in found.faults] == [
        ("F", "urn:f", qname("Fault"))
    ]


HEADER_FAULT = '<s:headerfault message="t:Head" part="f" use="literal"/>'


def with_header_fault(*faults: str, types: str = '<xs:element name="Bad"/>') -> tuple[str, str]:
    """Types and definitions: a header, with these faults, of both messages of an operation."""
    header = f'<s:header message="t:Head" part="h" use="literal">{"".join(faults)}</s:header>'
    head = (
        '<w:message name="Head"><w:part name="h" element="t:Session"/>'
        '<w:part name="f" element="t:Bad"/><w:part name="x" type="xs:int"/></w:message>'
    )
    binding = BOTH.replace('<s:body use="literal"/>', f'{header}<s:body use="literal"/>')
    types = f'{OP}<xs:element name="Session" type="xs:string"/>{types}'
    return types, MESSAGES + head + TWO_WAY + binding + SERVICE


def test_a_header_fault_is_a_fault_of_the_operation_once() -> None:
    types, rest = with_header_fault(HEADER_FAULT)
    found = operation(types, rest)
    assert [(fault.name, fault.header, fault.detail.element) for fault in found.faults] == [
        ("Bad", True, qname("Bad"))
    ]
    assert codes(types, rest) == []


def test_one_element_as_the_detail_of_a_fault_and_in_a_header() -> None:
    types, rest = with_header_fault(HEADER_FAULT)
    rest = rest.replace(
        '<w:output message="t:OutM"/>',
        '<w:output message="t:OutM"/><w:fault name="F" message="t:B"/>',
    )
    rest += '<w:message name="B"><w:part name="p" element="t:Bad"/></w:message>'
    found = operation(types, rest)
    assert [(fault.name, fault.header) for fault in found.faults] == [("F", False), ("Bad", True)]


@pytest.mark.parametrize(
    ("fault", "types", "words"),
    [
        (HEADER_FAULT.replace("literal", "other"), "", 'use="other"'),
        (HEADER_FAULT.replace('"f"', '"none"'), "", "there is no part 'none'"),
        (HEADER_FAULT.replace("t:Head", "t:None"), "", f"of a message {{{NS}}}None"),
        (HEADER_FAULT.replace('"f"', '"x"'), "", "names a type"),
        (HEADER_FAULT, '<xs:element name="Less" substitutionGroup="t:Bad"/>', "substitution"),
    ],
)
def test_a_header_fault_that_is_left_out_by_name(fault: str, types: str, words: str) -> None:
    types, rest = with_header_fault(fault, types=f'<xs:element name="Bad"/>{types}')
    found, problems = build(wsdl(schema(types), rest=rest))
    assert found.port_types[0].operations[0].faults == ()
    assert {problem.code for problem in problems} == {"W310"}
    assert words in problems[0].message
    assert "the header fault" in problems[0].message


def test_a_one_way_operation_has_no_header_fault() -> None:
    types, rest = with_header_fault(HEADER_FAULT)
    rest = rest.replace('<w:output message="t:OutM"/>', "")
    found, problems = build(wsdl(schema(types), rest=rest))
    assert found.port_types[0].operations[0].faults == ()
    assert [problem.code for problem in problems if "one-way" in problem.message] == ["W310"] * 2


def test_ports_with_other_header_faults_are_other_ports() -> None:
    types, rest = with_header_fault(HEADER_FAULT)
    other = rest[rest.index("<w:binding") : rest.index("</w:binding>")] + "</w:binding>"
    other = other.replace('name="B"', 'name="Other"').replace(HEADER_FAULT, "")
    port = '<w:port name="Second" binding="t:Other"><s:address location="http://h/"/></w:port>'
    rest = rest.replace("</w:port>", f"</w:port>{port}", 1) + other
    assert codes(types, rest) == ["W303"]


def test_a_header_of_the_same_message_is_no_body_part() -> None:
    messages = MESSAGES.replace(
        'element="t:Op"/>', 'element="t:Op"/><w:part name="h" element="t:Out"/>'
    )
    header = '<s:header message="t:In" part="h" use="literal"/>'
    binding = BOTH.replace("<w:input>", f"<w:input>{header}")
    found = operation(OP, messages + TWO_WAY + binding + SERVICE)
    assert [part.name for part in found.input.body] == ["parameters"]
    assert found.style is ir.Style.WRAPPED


def change(old: str, new: str) -> str:
    rest = MESSAGES + TWO_WAY + BOTH + SERVICE
    assert old in rest
    return rest.replace(old, new)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (change('use="literal"', 'use="other"'), "W306"),
        (change('use="literal"', 'use="encoded" encodingStyle="urn:other"'), "W306"),
        (change('<w:input message="t:In"/><w:output message="t:OutM"/>',
                '<w:output message="t:OutM"/><w:input message="t:In"/>'), "W305"),
        (change('<w:input message="t:In"/>', ""), "W305"),
        (change('element="t:Op"', 'type="xs:anyType"'), "W308"),
        (change('transport="', 'style="rpc" transport="'), "W308"),
        (change('<s:body use="literal"/></w:input>', "<mime:multipartRelated/></w:input>"), "W307"),
        (change('<s:body use="literal"/></w:input>', '<s:body parts="no"/></w:input>'), "W313"),
        (change('element="t:Out"', 'element="t:Head"'), "W318"),
        (change("</w:portType>", '<w:operation name="Op"><w:input message="t:In"/></w:operation>'
                "</w:portType>"), "W304"),
    ],
)  # fmt: skip
def test_operations_refused_by_name(rest: str, expected: str) -> None:
    types = OP + '<xs:element name="Head"/><xs:element name="M" substitutionGroup="t:Head"/>'
    found = [
        problem for problem in refusal(wsdl(schema(types), rest=rest)) if problem[0] == expected
    ]
    assert found
    assert all("operation Op is left out" in message for _, message in found)


@pytest.mark.parametrize(
    ("parts", "body"), [('parts=""', []), ('parts="parameters"', ["parameters"])]
)
def test_a_part_that_the_binding_leaves_out_is_not_sent(parts: str, body: list[str]) -> None:
    rest = change('<s:body use="literal"/></w:input>', f"<s:body {parts}/></w:input>").replace(
        'element="t:Op"/>', 'element="t:Op"/><w:part name="more" element="t:Out"/>'
    )
    assert codes(rest=rest) == ["W324"] * (2 - len(body))
    found = operation(rest=rest)
    assert [part.name for part in found.input.body] == body


@pytest.mark.parametrize(
    ("pattern", "warned"), [("^[0-9]{4}$", True), ("[^a]", False), (r"\^a", False), ("a^b", False)]
)
def test_a_pattern_with_anchors_is_told(pattern: str, warned: bool) -> None:
    simple = f'<xs:restriction base="xs:string"><xs:pattern value="{pattern}"/></xs:restriction>'
    types = OP + f'<xs:simpleType name="S">{simple}</xs:simpleType>'
    found = [problem for problem in build(wsdl(schema(types)))[1] if problem.code == "W325"]
    assert len(found) == warned
    assert all(pattern in problem.message for problem in found)


def test_a_header_that_is_bound_twice_is_one() -> None:
    messages = MESSAGES + '<w:message name="H"><w:part name="h" element="t:Out"/></w:message>'
    header = '<s:header message="t:H" part="h" use="literal"/>'
    binding = BOTH.replace("<w:input>", f"<w:input>{header * 2}")
    found = operation(OP, messages + TWO_WAY + binding + SERVICE)
    assert [part.name for part in found.input.headers] == ["h"]


def test_an_unprefixed_part_has_no_namespace_if_there_is_such_an_element() -> None:
    rest = change('element="t:Op"', 'element="Op"')
    bare = '<xs:schema><xs:element name="Op" type="xs:int"/></xs:schema>'
    for more, expected in (("", qname("Op")), (bare, QName("", "Op"))):
        found, problems = build(wsdl(schema(OP) + more, rest=rest))
        assert not problems
        assert found.port_types[0].operations[0].input.body[0].element == expected


def test_the_other_operations_work() -> None:
    rest = change(
        "</w:portType>",
        '<w:operation name="Note"><w:output message="t:OutM"/></w:operation></w:portType>',
    )
    assert codes(rest=rest) == ["W305"]
    assert operation(rest=rest).name == "Op"


@pytest.mark.parametrize(
    "fault",
    [
        '<w:message name="Bad"><w:part name="f" type="xs:int"/></w:message>',
        '<w:message name="Bad"/>',
    ],
)
def test_a_fault_without_an_element_is_left_out_by_name(fault: str) -> None:
    declared = '<w:fault name="F" message="t:Bad"/></w:operation></w:portType>'
    rest = fault + change("</w:operation></w:portType>", declared)
    assert codes(rest=rest) == ["W311"]
    assert operation(rest=rest).faults == ()


# --- endpoints


ADDRESSING = "http://www.w3.org/2006/05/addressing/wsdl"
HTTP = "http://schemas.xmlsoap.org/soap/http"
REQUIRED = f'<a:UsingAddressing xmlns:a="{ADDRESSING}" w:required="true"/>'


def port(name: str, binding: str, address: str = "http://h/") -> str:
    return f'<w:port name="{name}" binding="t:{binding}"><s:address location="{address}"/></w:port>'


def service(*ports: str) -> str:
    return f'<w:service name="S">{"".join(ports)}</w:service>'


def test_endpoints_of_both_soap_versions() -> None:
    twelve = BOTH.replace("<s:", "<s12:").replace('"B"', '"B12"').replace("urn:t/Op", "urn:12")
    found = contract(
        rest=MESSAGES + TWO_WAY + BOTH + twelve + service(port("a", "B"), port("b", "B12"))
    )
    (port_type,) = found.port_types
    shown = [(each.port, each.soap, dict(each.soap_actions)) for each in port_type.endpoints]
    assert shown == [("a", "1.1", {"Op": "urn:t/Op"}), ("b", "1.2", {"Op": "urn:12"})]


def test_a_binding_without_a_port_is_an_endpoint_without_address() -> None:
    (endpoint,) = contract(rest=MESSAGES + TWO_WAY + BOTH).port_types[0].endpoints
    assert (endpoint.port, endpoint.address, endpoint.binding) == ("", "", qname("B"))


def test_ports_that_are_refused_alone() -> None:
    http = '<w:binding name="H" type="t:P"><http:binding verb="GET"/></w:binding>'
    extended = BOTH.replace('"B"', '"X"').replace(
        "<w:operation", '<e:x w:required="true"/><w:operation', 1
    )
    other = BOTH.replace('"B"', '"O"').replace("<s:body ", '<s:body namespace="urn:o" ')
    rest = MESSAGES + TWO_WAY + BOTH + http + extended + other
    rest += service(port("b", "B"), port("h", "H"), port("x", "X"), port("o", "O"))
    assert codes(rest=rest) == ["W301", "W302", "W303"]
    assert [each.port for each in contract(rest=rest).port_types[0].endpoints] == ["b"]


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        ('<e:x w:required="true"/>', ["W302"]),
        ('<e:x w:required="false"/>', []),
        ('<a:UsingAddressing w:required="true"/>', ["W302"]),
        ('<a:UsingAddressing w:required="1"/>', ["W302"]),
        ("<a:UsingAddressing/>", []),
        ('<wsp:UsingPolicy w:required="true"/>', []),
    ],
)
@pytest.mark.parametrize("place", ["<w:binding", "<w:port ", "<w:service", "<w:definitions"])
def test_required_extensions(place: str, extension: str, expected: list[str]) -> None:
    text = wsdl(schema(OP), rest=MESSAGES + TWO_WAY + BOTH + SERVICE)
    text = text.replace("<w:definitions", f'<w:definitions xmlns:a="{ADDRESSING}"')
    inside = text.index(">", text.index(place)) + 1
    text = text[:inside] + extension + text[inside:]
    found = refusal(text)
    assert [code for code, _ in found if code != "W317"] == expected
    assert len(found) == 2 * len(expected)  # no other port is left
    assert all("requires the extension" in message for code, message in found if code == "W302")
    if not expected and "Addressing" in extension:
        facts = [fact for fact in build(text)[0].facts if fact.kind == "addressing"]
        assert [fact.text for fact in facts] == [f"{{{ADDRESSING}}}UsingAddressing"]


def test_addressing_is_honoured_over_tcp() -> None:
    rest = MESSAGES + TWO_WAY + BOTH.replace(HTTP, "http://schemas.microsoft.com/soap/tcp")
    rest = rest.replace("<w:operation ", f"{REQUIRED}<w:operation ", 2).replace(REQUIRED, "", 1)
    found, problems = build(wsdl(schema(OP), rest=rest + SERVICE))
    assert problems == ()
    assert [fact.text for fact in found.facts] == [f"{{{ADDRESSING}}}UsingAddressing, required"]


def test_a_transport_that_nobody_speaks_is_told() -> None:
    http = "http://schemas.xmlsoap.org/soap/http"
    jms = BOTH.replace('"B"', '"J"').replace(http, "http://www.w3.org/2010/soapjms/")
    assert http in BOTH
    rest = MESSAGES + TWO_WAY + BOTH + jms + service(port("b", "B"), port("j", "J"))
    assert codes(rest=rest) == ["W323"]
    assert [each.port for each in contract(rest=rest).port_types[0].endpoints] == ["b", "j"]


def test_the_binding_that_carries_most_is_taken() -> None:
    other = BOTH.replace('"B"', '"E"').replace('use="literal"', 'use="other"')
    rest = MESSAGES + TWO_WAY + other + BOTH + service(port("e", "E"), port("b", "B"))
    assert [each.port for each in contract(rest=rest).port_types[0].endpoints] == ["b"]


def test_services_and_ports_can_be_chosen() -> None:
    text = wsdl(
        schema(OP), rest=MESSAGES + TWO_WAY + BOTH + service(port("a", "B"), port("b", "B"))
    )
    chosen, _ = build(text, ports=["b"])
    assert [each.port for each in chosen.port_types[0].endpoints] == ["b"]
    with pytest.raises(GenerateError) as caught:
        build(text, services=["s"])
    assert [(each.code, each.help) for each in caught.value.problems] == [("W207", "there are: S")]


HEADLESS = BINDING.replace("<s:body", '<s:header message="t:In"/><s:body')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<html/>", "W201"),
        ('<description xmlns="http://www.w3.org/ns/wsdl"/>', "W202"),
        (wsdl(schema(OP), rest=PORT_TYPE), "W206"),
        (wsdl(schema(OP), rest=PORT_TYPE + '<w:binding name="B" type="t:P"/>'), "W206"),
        (wsdl(schema(OP), rest=PORT_TYPE + PORT_TYPE[: PORT_TYPE.index("<w:portType")]), "W205"),
        (wsdl(schema(OP), rest=PORT_TYPE + BINDING + BINDING), "W205"),
        (wsdl(schema(OP), rest=PORT_TYPE.replace('"t:In"', '"t:Inn"') + BINDING), "W204"),
        (wsdl(schema(OP), rest=PORT_TYPE + BINDING.replace('"t:P"', '"t:Q"')), "W204"),
        (wsdl(schema(OP), rest=PORT_TYPE + BINDING + SERVICE.replace('"t:B"', '"t:C"')), "W204"),
        (wsdl(schema(OP), rest=PORT_TYPE.replace('"t:Op"', '"t:On"') + BINDING), "W105"),
        (wsdl(schema(OP), rest=PORT_TYPE.replace(' name="In"', "") + BINDING), "W203"),
        (wsdl(schema(OP), rest=PORT_TYPE.replace('"t:In"', '""') + BINDING), "W203"),
        (wsdl(schema(OP), rest=PORT_TYPE.replace('"t:In"', '"t:"') + BINDING), "W203"),
        (wsdl(schema(OP), rest=PORT_TYPE + HEADLESS), "W203"),
        (wsdl(schema(OP), rest=PORT_TYPE + BINDING + SERVICE.replace('"t:B"', '" "')), "W203"),
    ],
)
def test_one_clear_error(text: str, expected: str) -> None:
    codes = [code for code, _ in refusal(text)]
    assert codes == [expected] or (expected == "W203" and set(codes) == {"W203", "W204"})


def test_policies_are_facts_and_one_warning_for_each_name() -> None:
    policy = (
        "<wsp:Policy><wsp:ExactlyOne><wsp:All><e:Sign/><e:Sign/><e:Seal/></wsp:All>"
        "</wsp:ExactlyOne></wsp:Policy>"
    )
    rest = policy + MESSAGES + TWO_WAY + BOTH + SERVICE
    assert codes(rest=rest) == ["W315", "W315"]
    assert [fact.text for fact in contract(rest=rest).facts] == [
        "{urn:extension}Sign", "{urn:extension}Sign", "{urn:extension}Seal",
    ]  # fmt: skip
