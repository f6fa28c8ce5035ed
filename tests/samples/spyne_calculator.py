"""The calculator as a spyne service; prints its port, then serves."""

from __future__ import annotations

from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import spyne
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

NAMESPACE = "urn:example:calculator"
INT = spyne.Integer32


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class Calculator(spyne.ServiceBase):
    @spyne.rpc(
        INT,
        INT,
        _returns=INT,
        _out_variable_name="result",
        _operation_name="Add",
        _out_message_name="AddResponse",
    )
    def add(self, a, b):
        return a + b

    @spyne.rpc(
        INT,
        INT,
        _returns=[INT, INT],
        _out_variable_names=["quotient", "remainder"],
        _operation_name="Divide",
        _out_message_name="DivideResponse",
    )
    def divide(self, dividend, divisor):
        if divisor == 0:
            raise spyne.Fault("Client.Zero", "not by zero")
        return divmod(dividend, divisor)


if __name__ == "__main__":
    application = spyne.Application(
        [Calculator],
        tns=NAMESPACE,
        in_protocol=Soap11(validator="lxml"),
        out_protocol=Soap11(),
    )
    server = make_server("127.0.0.1", 0, WsgiApplication(application), handler_class=Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()
