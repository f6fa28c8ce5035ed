"""``[tool.wswgen.names]``: names that the user chose, and what is wrong with some."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.cli.exercise import load
from wswgen import cli
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.pipeline import from_wsdl, generate

ORDERS = Path(__file__).resolve().parents[2] / "samples" / "wsdl" / "orders.wsdl"
NS = "urn:example:orders"


def refused(**names: str) -> list[tuple[str, str, str]]:
    given = tuple((key, name) for key, name in names.items())
    with pytest.raises(GenerateError) as caught:
        generate([ORDERS], Options(names=given))
    return [(each.code, each.message, each.help) for each in caught.value.problems]


def test_everything_that_has_a_name_can_have_another(tmp_path: Path) -> None:
    names = {
        f"{{{NS}}}Order": "PurchaseOrder",
        f"{{{NS}}}Order.deliverTo": "address",
        f"branch {{{NS}}}Order/card": "ByCard",
        f"{{{NS}}}Color": "Hue",
        f"fault {{{NS}}}UnknownCustomer": "NoSuchCustomer",
        f"header fault {{{NS}}}SessionExpired": "LoggedOut",
        f"{{{NS}}}Orders.Submit": "place_order",
        f"port type {{{NS}}}Orders": "Shop",
        f"element {{{NS}}}Submit.order": "wanted",
    }
    from_wsdl([ORDERS], tmp_path, Options(package="renamed", names=tuple(names.items())))
    package = load(tmp_path, "renamed")
    assert {"PurchaseOrder", "ByCard", "Hue", "NoSuchCustomer", "LoggedOut"} <= {*package.__all__}
    assert "ShopClient" in package.__all__
    assert not {"Order", "Color", "OrdersClient"} & {*package.__all__}
    assert "address" in inspect.signature(package.PurchaseOrder).parameters
    call = inspect.signature(package.ShopClient.place_order)
    assert "wanted" in call.parameters
    assert package.PlaceOrderState.__name__ == "PlaceOrderState"
    assert package.PurchaseOrder.__xml__.name == "Order"


@pytest.mark.parametrize(
    ("key", "name", "message", "help"),
    [
        ("Ordr", "PurchaseOrder", "nothing that is carried is called", "did you mean"),
        ("Order", "purchaseOrder", "'purchaseOrder' is no name for", "'PurchaseOrder'"),
        ("Order.customer", "from", "'from' is no name for", "'from_'"),
        ("Order.customer", "Customer", "'Customer' is no name for", "'customer'"),
    ],
)
def test_what_is_wrong_is_refused(key: str, name: str, message: str, help: str) -> None:
    ((code, said, advice),) = refused(**{f"{{{NS}}}{key}": name})
    assert (code, message in said, help in advice) == ("W408", True, True), (said, advice)


def test_two_things_cannot_have_one_name() -> None:
    ((code, said, _),) = refused(**{f"{{{NS}}}Order": "Thing", f"{{{NS}}}OrderLine": "Thing"})
    assert (code, said) == ("W408", "the name 'Thing' is taken")


def test_the_settings_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = f'[tool.wswgen.names]\n"{{{NS}}}Order" = "PurchaseOrder"\n'
    Path("pyproject.toml").write_text(settings, "utf-8")
    assert cli.run(["from-wsdl", str(ORDERS), "--out", "out"]) == 0
    assert "class PurchaseOrder:" in Path("out/orders/types.py").read_text("utf-8")
    Path("pyproject.toml").write_text(settings.replace("PurchaseOrder", "no name"), "utf-8")
    assert cli.run(["from-wsdl", str(ORDERS), "--out", "out"]) == 1
