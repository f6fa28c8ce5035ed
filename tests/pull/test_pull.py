"""`pull`: all documents and nothing else, offline afterwards, and hostile servers refused."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import trustme

from tests.cli.command import REPOSITORY, tree
from tests.pull.servers import Answer, Handler, Pages, Server, serving
from wswgen.cli import run
from wswgen.errors import Location
from wswgen.pull.fetch import Fetcher

WSDL = (REPOSITORY / "samples/build/contracts/greeter.wsdl").read_bytes()
XSD = (REPOSITORY / "samples/build/contracts/greeter.xsd").read_bytes()


def importing(location: str) -> bytes:
    """The contract with another location of its schema."""
    return WSDL.replace(b'"greeter.xsd"', f'"{location}"'.encode())


@pytest.fixture
def server() -> Iterator[Server]:
    """A WCF-like service: everything at one path, told apart by the query."""
    pages: Pages = {"/Greeter.svc?wsdl": importing("Greeter.svc?xsd=xsd0&amp;v=1"),
             "/Greeter.svc?xsd=xsd0&v=1": XSD}  # fmt: skip
    with serving(pages) as found:
        yield found


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def pull(url: str, *options: str) -> int:
    return run(["pull", url, "--out", "contracts", "--allow-private", *options])


def test_what_is_pulled_generates_offline(server: Server, tmp_path: Path) -> None:
    assert pull(f"{server.url}/Greeter.svc?wsdl") == 0
    found = tree(tmp_path / "contracts")
    assert set(found) == {"Greeter.wsdl", "xsd0_v_1.xsd", "wswgen.lock"}
    assert found["Greeter.wsdl"] == importing("xsd0_v_1.xsd")
    assert found["xsd0_v_1.xsd"] == XSD
    lock = json.loads(found["wswgen.lock"])
    assert [each["url"] for each in lock["documents"]] == [
        f"{server.url}/Greeter.svc?wsdl", f"{server.url}/Greeter.svc?xsd=xsd0&v=1"
    ]  # fmt: skip
    assert [each["size"] for each in lock["documents"]] == [
        len(importing("Greeter.svc?xsd=xsd0&amp;v=1")), len(XSD)
    ]  # fmt: skip
    assert run(["from-wsdl", "contracts/Greeter.wsdl"]) == 0


def test_locations_are_rewritten_and_nothing_else(tmp_path: Path) -> None:
    odd = (
        WSDL.replace(b"<xs:import", "<!-- <xs:import schemaLocation='x'/> ü -->\r\n\
<xs:import\r\n".encode())
        .replace(b'schemaLocation="greeter.xsd"', b"schemaLocation = '../types/a%20b.xsd#x'")
        .decode().replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16")
    )  # fmt: skip
    with serving({"/v1/wsdl/greeter.wsdl": odd, "/v1/types/a%20b.xsd": XSD}) as server:
        assert pull(f"{server.url}/v1/wsdl/greeter.wsdl") == 0
    found = tree(tmp_path / "contracts")
    assert set(found) == {"greeter.wsdl", "v1/", "v1/types/", "v1/types/a_b.xsd", "wswgen.lock"}
    expected = odd.decode("utf-16").replace("'../types/a%20b.xsd#x'", '"v1/types/a_b.xsd"')
    assert found["greeter.wsdl"].decode("utf-16") == expected
    assert run(["from-wsdl", "contracts/greeter.wsdl"]) == 0


def test_a_second_pull_changes_nothing_and_a_change_is_refused(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{server.url}/Greeter.svc?wsdl"
    assert pull(url, "--locked") == 1
    assert "W507" in capsys.readouterr().err
    assert pull(url) == 0
    before = tree(tmp_path)
    assert pull(url) == 0
    assert pull(url, "--locked") == 0
    server.pages["/Greeter.svc?xsd=xsd0&v=1"] = XSD.replace(b'"40"', b'"41"')
    for options in ([], ["--locked"]):
        capsys.readouterr()
        assert pull(url, *options) == 1
        told = capsys.readouterr().err
        assert "error W506: what is served is not what was locked: changed: " in told
        assert tree(tmp_path) == before
    assert pull(url, "--update") == 0
    assert "changed: " in capsys.readouterr().out
    assert tree(tmp_path) != before
    assert pull(url, "--locked") == 0


def test_what_was_edited_is_not_overwritten(server: Server, tmp_path: Path) -> None:
    url = f"{server.url}/Greeter.svc?wsdl"
    assert pull(url) == 0
    path = tmp_path / "contracts/Greeter.wsdl"
    path.write_bytes(path.read_bytes() + b"<!-- mine -->")
    before = tree(tmp_path)
    for option in ("--locked", "--update"):
        assert pull(url, option) == 1
        assert tree(tmp_path) == before


def test_what_is_no_longer_imported_goes(server: Server, tmp_path: Path) -> None:
    url = f"{server.url}/Greeter.svc?wsdl"
    assert pull(url) == 0
    Path("contracts/mine.txt").write_text("mine")
    server.pages["/Greeter.svc?wsdl"] = importing("Greeter.svc?xsd=other")
    server.pages["/Greeter.svc?xsd=other"] = XSD
    assert pull(url, "--update") == 0
    assert set(tree(tmp_path / "contracts")) == {
        "Greeter.wsdl", "other.xsd", "mine.txt", "wswgen.lock"
    }  # fmt: skip


# --- hostile


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<!-- " + b"x" * 65536)


def _slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"<")
    handler.wfile.flush()
    handler.rfile.read()  # until the client hangs up


def _cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(WSDL)))
    handler.end_headers()
    handler.wfile.write(WSDL[:200])


MANY = b"".join(
    b'<xs:import namespace="urn:%d" schemaLocation="%d.xsd"/>' % (n, n) for n in range(10_000)
)
HOSTILE: dict[str, tuple[bytes | Answer | Handler, tuple[str, ...], str]] = {
    "redirect elsewhere": (
        Answer(status=302, headers={"Location": "http://example.invalid/x"}), (),
        "error W502: http://example.invalid/x: the host example.invalid is not allowed",
    ),
    "redirect to a private address": (
        Answer(status=302, headers={"Location": "http://10.0.0.1/x"}), ("--allow-host", "*"),
        "error W503: 10.0.0.1 has the address 10.0.0.1, which is not a public one",
    ),
    "redirect to the link-local address of clouds": (
        Answer(status=307, headers={"Location": "http://169.254.169.254/latest"}),
        ("--allow-host", "169.254.*"), "error W503: 169.254.169.254 has the address",
    ),
    "redirect to an address in disguise": (
        Answer(status=307, headers={"Location": "http://[::ffff:10.0.0.1]/"}),
        ("--allow-host", "*"), "error W503: ::ffff:10.0.0.1 has the address",
    ),
    "redirect to a file": (
        Answer(status=302, headers={"Location": "file:///etc/passwd"}), (),
        "error W505: file:///etc/passwd is neither http nor https",
    ),
    "redirect in a circle": (
        Answer(status=302, headers={"Location": "/a.wsdl"}), (), "more than 10 redirects",
    ),
    "endless body": (_endless, ("--max-bytes", "1000000"), "has more than 1000000 bytes"),
    "stated too large": (
        Answer(body=b"x" * 2000), ("--max-bytes", "1000"), "has more than 1000 bytes",
    ),
    "slow": (_slow, ("--max-seconds", "0.3"), "takes more than 0.3 seconds"),
    "cut short": (_cut, (), "error W501: cannot fetch"),
    "ten thousand imports": (
        WSDL.replace(b"<xs:import", MANY + b"<xs:import"), (), "has more than 1000 documents",
    ),
    "climbs": (importing("../../x.xsd"), (), "error W505: the location '../../x.xsd' climbs out"),
    "climbs in disguise": (importing("a/..%2f..%2F..%2fx.xsd"), (), "climbs out"),
    "climbs twice encoded": (importing("%252e%252e/%252e%252e/x.xsd"), (), "climbs out"),
    "climbs with backslashes": (importing("..\\..\\x.xsd"), (), "climbs out"),
    "from the network to the disk": (importing("file:///etc/passwd"), (), "error W505"),
    "not found": (importing("gone.xsd"), (), "gone.xsd: HTTP status 404"),
    "a page for people": (b"<html><body>Sign in", (), "error W003: not well-formed"),
    "entities": (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x"><x/>', (), "error W005"),
    "another host": (importing("http://example.invalid/x.xsd"), (), "error W502"),
    "no length": (Answer(body=b"", headers={"Content-Length": "abc"}), (), "error W501"),
    "no host": (importing("http://a..b/x"), ("--allow-host", "*"), "error W501: cannot fetch"),
    "no URL": (importing("http://[x"), (), "is no URL"),
    "redirect to no URL": (Answer(status=302, headers={"Location": "http://[x"}), (), "is no URL"),
    "a location from the DTD": (
        (b'<!DOCTYPE w:definitions [<!ATTLIST w:import location CDATA "b.wsdl">]>'
        b'<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"><w:import namespace="urn:b"/>'
        b"</w:definitions>"), (), "HTTP status 404",
    ),
    "a user in the URL": (importing("http://u:p@127.0.0.1/x.xsd"), (), "error W505"),
    "encoded body": (
        Answer(body=b"x", headers={"Content-Encoding": "gzip"}), (), "the body is encoded",
    ),
}  # fmt: skip


_CHECK = Fetcher._check_address


def _but_for_ours(self: Fetcher, host: str, address: str, asked: Location) -> None:
    if address != "127.0.0.1":
        _CHECK(self, host, address, asked)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_servers_are_refused_by_name_and_nothing_is_written(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page, options, told = HOSTILE[name]
    # Loopback is private itself, and so left out where others must be refused by their address.
    if "has the address" in told:
        monkeypatch.setattr(Fetcher, "_check_address", _but_for_ours)
    else:
        options = ("--allow-private", *options)
    with serving({"/a.wsdl": page}) as server:
        code = run(["pull", f"{server.url}/a.wsdl", "--out", "contracts", *options])
    error = capsys.readouterr().err
    assert code == 1
    assert told in error
    assert "Traceback" not in error
    assert tree(tmp_path) == {}
    assert len(server.seen) <= 15


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
def test_private_addresses_are_refused_unless_allowed(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pull", f"http://{host}:1/a.wsdl", "--out", "x"]) == 1
    assert "error W503: " in capsys.readouterr().err


def test_a_name_is_connected_to_at_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def changing(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address: tuple[str, int], *_: object) -> socket.socket:
        raise OSError(0, f"connected to {address[0]}")

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert run(["pull", "http://rebinding.example/a.wsdl", "--out", "x"]) == 1
    assert "connected to 93.184.216.34" in capsys.readouterr().err
    assert asked == ["rebinding.example"]


# --- files, TLS, proxies, authentication


def test_files_stay_below_their_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in/wsdl").mkdir(parents=True)
    (tmp_path / "in/greeter.xsd").write_bytes(XSD)
    (tmp_path / "in/wsdl/greeter.wsdl").write_bytes(importing("../greeter.xsd"))
    assert run(["pull", "in/wsdl/greeter.wsdl", "--out", "out"]) == 1
    assert "climbs out of the folder" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run(["pull", "in/wsdl/greeter.wsdl", "--out", "out", "--below", "in"]) == 0
    assert run(["from-wsdl", "out/greeter.wsdl"]) == 0
    (tmp_path / "in/wsdl/link.xsd").symlink_to("../greeter.xsd")
    (tmp_path / "in/wsdl/greeter.wsdl").write_bytes(importing("link.xsd"))
    assert run(["pull", "in/wsdl/greeter.wsdl", "--out", "again"]) == 1
    assert not (tmp_path / "again").exists()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs the certificates of the servers."""
    return trustme.CA()


def test_tls_is_verified(
    authority: trustme.CA,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving({"/a.wsdl": importing("b.xsd"), "/b.xsd": XSD}, context) as server:
        assert pull(f"{server.url}/a.wsdl") == 1
        assert "certificate verify failed" in capsys.readouterr().err
        trusted = tmp_path_factory.mktemp("ca") / "ca.pem"
        authority.cert_pem.write_to_path(str(trusted))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert pull(f"{server.url}/a.wsdl") == 0
        server.pages["/c.wsdl"] = Answer(
            status=302, headers={"Location": server.url.replace("https", "http")}
        )
        assert pull(f"{server.url}/c.wsdl", "--update") == 1
        assert "would leave TLS" in capsys.readouterr().err
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("socket.getaddrinfo", lambda host, port, *_, **__: [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))])  # fmt: skip
            other = server.url.replace("127.0.0.1", "other.example")
            assert pull(f"{other}/a.wsdl") == 1
        assert "Hostname mismatch" in capsys.readouterr().err


def test_authentication_goes_to_the_first_server_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WSWGEN_PULL_USER", "u")
    monkeypatch.setenv("WSWGEN_PULL_PASSWORD", "p")
    with serving({"/x.xsd": XSD}) as other:
        server.pages["/a.wsdl"] = importing(f"{other.url}/x.xsd")
        assert pull(f"{server.url}/a.wsdl") == 0
        assert "authorization" not in other.seen[0][1]
    assert server.seen[0][1]["authorization"] == "Basic dTpw"
    monkeypatch.setenv("WSWGEN_PULL_TOKEN", "t")
    assert pull(f"{server.url}/Greeter.svc?wsdl", "--update") == 0
    assert server.seen[-1][1]["authorization"] == "Bearer t"


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"http://intern.example/a.wsdl": importing("b.xsd"),
                  "http://intern.example/b.xsd": XSD}) as proxy:  # fmt: skip
        monkeypatch.setenv("http_proxy", proxy.url)
        assert run(["pull", "http://intern.example/a.wsdl", "--out", "out"]) == 0
        assert [path for path, _ in proxy.seen] == [
            "http://intern.example/a.wsdl", "http://intern.example/b.xsd"
        ]  # fmt: skip
        # What only the proxy's side can reach is no less private for that.
        assert run(["pull", "http://10.0.0.1/a.wsdl", "--out", "other"]) == 1
        assert len(proxy.seen) == 2
