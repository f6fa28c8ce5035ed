from __future__ import annotations

from wswgen.runtime import Contract, Endpoint, FaultPart, Message, Operation, Part, xs

from . import faults, types
from .types import NS, DescribeResult, DivideResponse

SUBMIT: Operation[xs.String] = Operation(
    name="Submit",
    soap_action="urn:example:orders/Submit",
    request=Message(
        body=[Part("Submit", NS, "Submit")],
        headers=[Part("Session", NS, "SessionHeader")],
        fields=["order", "session"],
        wrapped=True,
    ),
    response=Message(
        body=[Part("SubmitResponse", NS, "SubmitResponse")], fields=["receipt"], wrapped=True
    ),
    faults=[
        FaultPart(
            name="UnknownCustomer",
            detail=Part("UnknownCustomer", NS, "UnknownCustomerDetail"),
            exception="UnknownCustomer",
        )
    ],
)

BLOCK: Operation[None] = Operation(
    name="Block",
    soap_action="urn:example:orders/Block",
    request=Message(body=[Part("Block", NS, "Block")], fields=["key"], wrapped=True),
    response=Message(body=[Part("BlockResponse", NS, "BlockResponse")], wrapped=True),
)

DIVIDE: Operation[DivideResponse] = Operation(
    name="Divide",
    request=Message(body=[Part("Divide", NS, "Divide")], fields=["a", "b"], wrapped=True),
    response=Message(
        body=[Part("DivideResponse", NS, "DivideResponse")],
        fields=["quotient", "remainder"],
        wrapped=True,
        result="DivideResponse",
    ),
)

NOTIFY: Operation[None] = Operation(
    name="Notify",
    soap_action="urn:example:orders/Notify",
    request=Message(body=[Part("Notify", NS, "Notify")], fields=["text"], wrapped=True),
)

DESCRIBE: Operation[DescribeResult] = Operation(
    name="Describe",
    soap_action="urn:example:orders/Describe",
    request=Message(
        body=[Part("First", NS, "xs.String"), Part("Second", NS, "xs.Int")],
        fields=["first", "second"],
    ),
    response=Message(
        body=[Part("One", NS, "xs.String"), Part("Two", NS, "xs.Int")],
        headers=[Part("Session", NS, "SessionHeader")],
        fields=["first", "second", "session"],
        result="DescribeResult",
    ),
)

ORDERS = Contract(
    name="Orders",
    namespace=NS,
    operations=[SUBMIT, BLOCK, DIVIDE, NOTIFY, DESCRIBE],
    endpoints=[
        Endpoint(
            service="OrdersService",
            port="OrdersPort",
            binding="OrdersBinding",
            soap="1.1",
            address="http://localhost:8080/orders",
        ),
        Endpoint(
            service="OrdersService",
            port="OrdersPort12",
            binding="OrdersBinding12",
            soap="1.2",
            address="http://localhost:8080/orders12",
        ),
    ],
    types=types,
    faults=faults,
    package=__package__,
    wsdl="wsdl/orders.wsdl",
    documents={
        "orders.wsdl": {"schema/orders.xsd": "schema/orders.xsd"},
        "schema/orders.xsd": {"common.xsd": "schema/common.xsd", "urn:example:more": "more.xsd"},
        "schema/common.xsd": {},
        "more.xsd": {},
    },
)
