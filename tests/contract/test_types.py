"""Types: keys, facets, derivation, attributes; what is wrong with a schema, and where."""

from __future__ import annotations

import pytest

from tests.contract.inputs import NS, build, complex_type, key, refusal, schema, types, wsdl
from wswgen import ir
from wswgen.errors import GenerateError, Severity
from wswgen.qname import QName


def simple(body: str) -> ir.SimpleType:
    found = types(f'<xs:simpleType name="T">{body}</xs:simpleType>')["T"]
    assert isinstance(found, ir.SimpleType)
    return found


def restriction(base: str, *facets: str) -> str:
    return f'<xs:restriction base="{base}">{"".join(facets)}</xs:restriction>'


def facet(kind: str, value: str) -> str:
    return f'<xs:{kind} value="{value}"/>'


def test_all_types_in_schema_order_a_type_before_what_is_in_it() -> None:
    found = types(
        '<xs:element name="E"><xs:complexType><xs:sequence><xs:element name="x"><xs:simpleType>'
        '<xs:list><xs:simpleType><xs:union memberTypes="xs:int"><xs:simpleType>'
        + restriction("xs:string", facet("length", "1"))
        + "</xs:simpleType></xs:union></xs:simpleType></xs:list></xs:simpleType></xs:element>"
        '</xs:sequence><xs:attribute name="x"><xs:simpleType>'
        + restriction("xs:int")
        + '</xs:simpleType></xs:attribute></xs:complexType></xs:element><xs:complexType name="T"/>'
    )
    assert list(found) == ["E", "E/x", "E/x/item", "E/x/item/member", "E/x#2", "T"]
    assert found["E/x"].key == ir.TypeKey("element", NS, "E", ("x",))


def test_the_type_of_a_global_attribute_is_there_if_something_uses_it() -> None:
    found = types(
        '<xs:complexType name="T"><xs:attribute ref="xml:lang"/></xs:complexType>'
        '<xs:attribute name="idle"><xs:simpleType>' + restriction("xs:int") + "</xs:simpleType>"
        "</xs:attribute>"
    )
    assert list(found) == ["T", "lang", "lang/member"]


def test_facets_of_one_step() -> None:
    found = simple(
        restriction("xs:token", facet("pattern", "a+"), facet("pattern", "[b]{2}"),
                    facet("minLength", "1"), facet("maxLength", " 4 "),
                    facet("enumeration", "  a   a "), facet("whiteSpace", "collapse"))
    )  # fmt: skip
    assert found.base == ir.builtin("token")
    assert (found.variety, found.primitive) == (ir.Variety.ATOMIC, "token")
    assert found.facets == ir.Facets(
        white_space="collapse",
        min_length=1,
        max_length=4,
        pattern=ir.Pattern(xsd="a+|[b]{2}", python="a+|[b]{2}"),
        enumeration=(ir.EnumerationValue(lexical="a a"),),
    )


def test_qname_values_are_expanded() -> None:
    found = simple(
        restriction("xs:QName", facet("enumeration", " t:a "), facet("enumeration", "b"))
    )
    assert [value.qname for value in found.facets.enumeration] == [QName(NS, "a"), QName("", "b")]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (restriction("xs:int", facet("length", "1")), "the facet length does not apply to xs:int"),
        (restriction("xs:int", facet("minInclusive", "2"), facet("maxInclusive", "1")),
         "minInclusive 2 is above maxInclusive 1"),
        (restriction("xs:int", facet("minInclusive", "a")),
         "minInclusive 'a' is no value of xs:int"),
        (restriction("xs:string", facet("minLength", "2"), facet("maxLength", "1")),
         "minLength 2 is above maxLength 1"),
        (restriction("xs:string", facet("maxLength", "-1")),
         "maxLength '-1' is not a number of at most nine digits"),
        (restriction("xs:string", facet("maxLength", "1"), facet("maxLength", "1")),
         "the facet maxLength is given twice"),
        (restriction("xs:token", facet("whiteSpace", "preserve")),
         "xs:token already has whiteSpace collapse"),
        (restriction("xs:boolean", facet("enumeration", "true")),
         "the facet enumeration does not apply to xs:boolean"),
        (restriction("xs:byte", facet("enumeration", "200")),
         "the enumeration value '200' is no value of xs:byte"),
        (restriction("xs:date", facet("enumeration", "2020-13-01")),
         "the enumeration value '2020-13-01' is no value of xs:date"),
        (restriction("xs:NMTOKENS", facet("enumeration", "a !")),
         "the enumeration value '!' is no value of xs:NMTOKEN"),
    ],
)  # fmt: skip
def test_wrong_facets_are_errors(body: str, message: str) -> None:
    text = wsdl(schema(f'<xs:simpleType name="T">{body}</xs:simpleType><xs:element name="Op"/>'))
    assert [found for _, found in refusal(text)] == [message]


def test_enumeration_is_checked_against_inherited_facets() -> None:
    bound = facet("maxInclusive", "5")
    base = f'<xs:simpleType name="B">{restriction("xs:int", bound)}</xs:simpleType>'
    derived = (
        f'<xs:simpleType name="D">{restriction("t:B", facet("enumeration", "6"))}</xs:simpleType>'
    )
    text = wsdl(schema(base + derived + '<xs:element name="Op"/>'))
    assert refusal(text) == [
        ("W112", f"the enumeration value '6' is outside the bounds of {{{NS}}}B")
    ]


def test_extension_holds_what_it_adds() -> None:
    found = complex_type(
        '<xs:complexContent><xs:extension base="t:B"><xs:sequence><xs:element name="b"/>'
        '</xs:sequence><xs:attribute name="y" use="required" type="xs:int"/></xs:extension>'
        '</xs:complexContent><!----><xs:complexType name="B"><xs:sequence><xs:element name="a"/>'
        '</xs:sequence><xs:attribute name="x"/></xs:complexType>'
    )
    assert (found.base, found.derivation) == (key("B"), "extension")
    assert [use.name for use in found.content if isinstance(use, ir.ElementUse)] == [(NS, "b")]
    assert [(use.name, use.type, use.required) for use in found.attributes] == [
        (QName("", "y"), ir.builtin("int"), True)
    ]


def test_simple_content() -> None:
    base = complex_type('<xs:simpleContent><xs:extension base="xs:decimal"/></xs:simpleContent>')
    assert (base.value, base.base) == (ir.builtin("decimal"), None)
    derived = complex_type(
        '<xs:simpleContent><xs:extension base="t:B"/></xs:simpleContent><!---->'
        '<xs:complexType name="B"><xs:simpleContent><xs:extension base="xs:int"/>'
        "</xs:simpleContent></xs:complexType>"
    )
    assert (derived.value, derived.base, derived.derivation) == (None, key("B"), "extension")


def test_forms_decide_names_on_the_wire() -> None:
    body = ('<xs:complexType name="T"><xs:sequence><xs:element name="a"/>'
            '<xs:element name="b" form="qualified"/></xs:sequence><xs:attribute name="c"/>'
            '<xs:attribute name="d" form="unqualified"/></xs:complexType>')  # fmt: skip
    for attributes, expected in (
        ("", ["", NS, "", ""]),
        ('elementFormDefault="qualified" attributeFormDefault="qualified"', [NS, NS, NS, ""]),
    ):
        found = types(body, attributes)["T"]
        assert isinstance(found, ir.ComplexType)
        elements = [use for use in found.content if isinstance(use, ir.ElementUse)]
        names = [use.name for use in elements] + [use.name for use in found.attributes]
        assert [name.namespace for name in names] == expected


def test_attribute_groups_are_expanded_and_prohibited_attributes_gone() -> None:
    found = complex_type(
        '<xs:attribute ref="xml:lang"/><xs:attributeGroup ref="t:G"/>'
        '<xs:attribute name="z" use="prohibited"/><xs:anyAttribute processContents="lax"/><!---->'
        '<xs:attributeGroup name="G"><xs:attribute name="g" fixed="1"/>'
        '<xs:attributeGroup ref="t:H"/></xs:attributeGroup><xs:attributeGroup name="H">'
        '<xs:attribute name="h"/><xs:anyAttribute namespace="##other"/></xs:attributeGroup>'
    )
    xml = "http://www.w3.org/XML/1998/namespace"
    assert [(use.name, use.fixed) for use in found.attributes] == [
        (QName(xml, "lang"), None), (QName("", "g"), "1"), (QName("", "h"), None),
    ]  # fmt: skip
    assert found.any_attribute == ir.Wildcard(namespaces=(NS, ""), negated=True, process="lax")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ir.Wildcard()),
        ('namespace="##any" processContents="skip"', ir.Wildcard(process="skip")),
        ('namespace="##other"', ir.Wildcard(namespaces=(NS, ""), negated=True)),
        ('namespace="##targetNamespace ##local urn:x urn:x"',
         ir.Wildcard(namespaces=(NS, "", "urn:x"))),
    ],
)  # fmt: skip
def test_wildcards(written: str, expected: ir.Wildcard) -> None:
    (found,) = complex_type(f"<xs:sequence><xs:any {written}/></xs:sequence>").content
    assert isinstance(found, ir.AnyElement)
    assert found.wildcard == expected


def test_every_dangling_name_is_reported_with_a_guess() -> None:
    body = (
        '<xs:complexType name="Order"><xs:sequence>\n<xs:element name="a" type="t:Ordr"/>\n'
        '<xs:element ref="t:no"/>\n<xs:element name="b" type="xs:integr"/>\n'
        '<xs:element name="c" type="q:x"/></xs:sequence></xs:complexType><xs:element name="Op"/>'
    )
    with pytest.raises(GenerateError) as caught:
        build(wsdl(schema(body)))
    assert [(found.code, found.location.line, found.help) for found in caught.value.problems] == [
        ("W105", 2, "did you mean {urn:t}Order?"),
        ("W105", 3, "correct the name, or import what defines it"),
        ("W105", 4, "did you mean {http://www.w3.org/2001/XMLSchema}integer?"),
        ("W104", 5, 'declare it: xmlns:q="..."'),
    ]


def test_unprefixed_names_mean_the_target_namespace_where_no_default_is_declared() -> None:
    found = types('<xs:element name="E" type="T"/><xs:complexType name="T"/>')
    assert found["T"].key == key("T")


def test_the_attributes_of_xml_are_known_as_a_group_too() -> None:
    found = complex_type('<xs:attributeGroup ref="xml:specialAttrs"/>')
    assert [use.name.local for use in found.attributes] == ["base", "lang", "space", "id"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<xs:complexType name="T"><xs:foo/></xs:complexType>', "W101"),
        ("<xs:complexType/>", "W102"),
        ('<xs:complexType name="a b"/>', "W103"),
        ('<xs:simpleType name="T"/>', "W101"),
        (('<xs:complexType name="T"/><xs:group name="G"><xs:all/></xs:group><xs:element name="T"/>'
          '<xs:simpleType name="T"><xs:list itemType="xs:int"/></xs:simpleType>'), "W106"),
        ('<xs:complexType name="T"><xs:sequence minOccurs="2"/></xs:complexType>', "W103"),
        (('<xs:element name="x" type="xs:int" default="a"/><xs:complexType name="T"><xs:sequence>'
          '<xs:element ref="t:x"/></xs:sequence></xs:complexType>'), "W112"),
        (('<xs:import namespace="urn:x" schemaLocation="http://host/x.xsd"/>'
          '<xs:element xmlns:x="urn:x" name="x" type="x:y"/>'), "W009"),
    ],
)  # fmt: skip
def test_wrong_schemas_are_refused(body: str, code: str) -> None:
    assert [found for found, _ in refusal(wsdl(schema(body + '<xs:element name="Op"/>')))] == [code]


def test_an_unreachable_import_of_which_nothing_is_needed_is_no_problem() -> None:
    body = (
        '<xs:import namespace="urn:x" schemaLocation="http://host/x.xsd"/><xs:element name="Op"/>'
    )
    assert refusal(wsdl(schema(body))) == []


def test_an_old_schema_is_one_error() -> None:
    old = wsdl(schema("")).replace("2001/XMLSchema", "1999/XMLSchema")
    assert [code for code, _ in refusal(old)] == ["W108"]


RESTRICTED = (
    '<xs:complexType name="B"><xs:sequence><xs:element name="a" minOccurs="0"/></xs:sequence>'
    '</xs:complexType><xs:complexType name="R"><xs:complexContent><xs:restriction base="t:B">'
    '<xs:sequence><xs:element name="more"/></xs:sequence></xs:restriction></xs:complexContent>'
    '</xs:complexType><xs:complexType name="U"><xs:sequence><xs:element name="r" type="t:R"/>'
    "</xs:sequence></xs:complexType>"
)


def test_a_type_that_is_not_carried_goes_with_all_that_reach_it_and_a_warning() -> None:
    contract, warnings = build(wsdl(schema(RESTRICTED + '<xs:element name="Op" type="t:B"/>')))
    assert [found.name for found in contract.types if found.namespace == NS] == ["B"]
    (warning,) = warnings
    assert (warning.code, warning.severity) == ("W151", Severity.WARNING)
    assert warning.message.endswith(f"left out: {{{NS}}}R, {{{NS}}}U")


def test_an_operation_that_reaches_it_is_refused_by_name() -> None:
    found = refusal(wsdl(schema(RESTRICTED + '<xs:element name="Op" type="t:U"/>')))
    assert [code for code, _ in found] == ["W312", "W316", "W151"]
    assert found[0][1].startswith(f"the operation Op is left out: it needs {{{NS}}}U, ")


def test_identity_constraints_are_facts() -> None:
    key_ = '<xs:key name="K"><xs:selector xpath="a"/><xs:field xpath="@b"/></xs:key>'
    text = wsdl(schema(f'<xs:element name="Op"><xs:complexType/>{key_}</xs:element>'))
    contract, _ = build(text)
    assert [(fact.kind, fact.text) for fact in contract.facts] == [("key", "K")]
