"""Fetch one URL, within the rules.

The address that was checked is the one that is connected to, so that a name cannot resolve to
another one in between. Redirects are followed here and checked like any other URL.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from wswgen import __version__
from wswgen.errors import Location
from wswgen.pull.rules import Deadline, Rules, refusal
from wswgen.record import record

_CHUNK = 64 * 1024


@record
class Fetched:
    """The bytes of a URL, and the URL that they came from in the end."""

    url: str
    data: bytes


class Fetcher:
    """Fetches for one download: the rules, the origin of its first URL, and what is left."""

    def __init__(self, rules: Rules, first: str, deadline: Deadline) -> None:
        self.rules = rules
        self.origin = _origin(urlsplit(first))
        self.deadline = deadline
        self.proxies = getproxies() if rules.proxies else {}
        self.total = 0

    def fetch(self, url: str, asked: Location) -> Fetched:
        """GET a URL. Raises `GenerateError`, with the place that asked for it."""
        for _ in range(self.rules.redirects + 1):
            parts = self._allowed(url, asked)
            try:
                connection = self._connect(parts, asked)
                try:
                    found = self._get(connection, parts, url, asked)
                finally:
                    connection.close()
            # ValueError: a host that is no name (IDNA), a length that is no number.
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                if not self.deadline.left():
                    raise self._too_long(asked) from None
                help = "check the URL, and that the server can be reached from here"
                raise refusal("W501", asked, f"cannot fetch {url}: {reason}", help) from None
            if isinstance(found, bytes):
                return Fetched(url=url, data=found)
            url = _joined(url, found, asked)
        message = f"{url}: more than {self.rules.redirects} redirects"
        raise refusal("W504", asked, message, "give the URL that the redirects should end at")

    # --- what is allowed

    def _allowed(self, url: str, asked: Location) -> SplitResult:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise refusal("W505", asked, f"{url[:300]!r} is no URL: {error}") from None
        if parts.scheme not in ("http", "https"):
            message = f"{url[:300]} is neither http nor https"
            raise refusal("W505", asked, message, "download it by hand, and use a catalog")
        if self.origin[0] == "https" and parts.scheme == "http":
            message = f"{url[:300]} would leave TLS, which the first URL asked for"
            raise refusal("W505", asked, message, "give the http URL first if that is meant")
        if parts.username is not None or not parts.hostname:
            message = f"{url[:300]} has {'a user in it' if parts.hostname else 'no host'}"
            raise refusal("W505", asked, message)
        host = parts.hostname
        if host != self.origin[1] and not self.rules.allows(host):
            message = f"{url[:300]}: the host {host} is not allowed"
            raise refusal("W502", asked, message, f"if it is meant, add --allow-host {host}")
        return parts

    def _connect(self, parts: SplitResult, asked: Location) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        timeout = self._timeout(asked)
        proxy = self._proxy(parts)
        if proxy is not None:
            self._check_literal(host, asked)
            at = (proxy.hostname or "", proxy.port or 80)
            connection = _connection(parts, at[0], at[1], timeout, tls=parts.scheme == "https")
            if parts.scheme == "https":
                connection.set_tunnel(host, port)
            connection.sock = socket.create_connection(at, timeout)
            if parts.scheme == "https":
                # As HTTPSConnection.connect does, but for a socket that is there already.
                connection._tunnel()  # type: ignore[attr-defined]  # has no public name
                connection.sock = _context().wrap_socket(connection.sock, server_hostname=host)
            return connection
        address = self._address(host, port, asked)
        connection = _connection(parts, host, port, timeout, tls=parts.scheme == "https")
        sock = socket.create_connection(address, timeout)
        if parts.scheme == "https":
            sock = _context().wrap_socket(sock, server_hostname=host)
        connection.sock = sock
        return connection

    def _address(self, host: str, port: int, asked: Location) -> tuple[str, int]:
        """The first address of a host; every one of them must be allowed."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(item[4][0]) for item in found]
        for address in addresses:
            self._check_address(host, address, asked)
        return addresses[0], port

    def _check_literal(self, host: str, asked: Location) -> None:
        if host.lower().rstrip(".") == "localhost" or host.endswith(".localhost"):
            self._check_address(host, "127.0.0.1", asked)
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return  # the proxy resolves it
        self._check_address(host, host, asked)

    def _check_address(self, host: str, address: str, asked: Location) -> None:
        found = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        if (mapped or found).is_global or self.rules.private:
            return
        message = f"{host} has the address {address}, which is not a public one"
        raise refusal("W503", asked, message, "if it is meant, add --allow-private")

    def _proxy(self, parts: SplitResult) -> SplitResult | None:
        url = self.proxies.get(parts.scheme) or self.proxies.get("all")
        if not url or proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
        return urlsplit(url if "://" in url else f"http://{url}")

    # --- one exchange

    def _get(
        self, connection: http.client.HTTPConnection, parts: SplitResult, url: str, asked: Location
    ) -> bytes | str:
        """The body, or where a redirect leads."""
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if self._proxy(parts) is not None and parts.scheme == "http":
            target = url.partition("#")[0]
        headers = {
            "User-Agent": f"wswgen/{__version__}",
            "Accept": "text/xml, application/xml, application/wsdl+xml, */*;q=0.1",
            "Accept-Encoding": "identity",
        }
        if self.rules.authorization and _origin(parts) == self.origin:
            headers["Authorization"] = self.rules.authorization
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            location = response.getheader("Location")
            if location:
                return location
        if response.status != 200:
            message = f"{url}: HTTP status {response.status} {response.reason}"
            raise refusal("W501", asked, message, _STATUS.get(response.status, ""))
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            message = f"{url}: the body is encoded, which nobody asked for"
            raise refusal("W501", asked, message, "have the server send it as it is")
        return self._body(connection, response, url, asked)

    def _body(
        self,
        connection: http.client.HTTPConnection,
        response: http.client.HTTPResponse,
        url: str,
        asked: Location,
    ) -> bytes:
        limit = min(self.rules.document_bytes, self.rules.total_bytes - self.total)
        length = int(response.getheader("Content-Length") or 0)
        found = bytearray()
        while True:
            if max(length, len(found)) > limit:
                message = f"{url} has more than {limit} bytes, or makes all of them too many"
                raise refusal("W504", asked, message, "raise --max-bytes if it is meant")
            if connection.sock is not None:
                connection.sock.settimeout(self._timeout(asked))
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            found += chunk
        if length and len(found) != length:
            raise http.client.IncompleteRead(bytes(found), length - len(found))
        self.total += len(found)
        return bytes(found)

    def _timeout(self, asked: Location) -> float:
        left = self.deadline.left()
        if not left:
            raise self._too_long(asked)
        return min(left, self.rules.idle_seconds)

    def _too_long(self, asked: Location) -> Exception:
        message = f"the download takes more than {self.deadline.seconds:g} seconds"
        return refusal("W504", asked, message, "raise --max-seconds if it is meant")


def _joined(base: str, reference: str, asked: Location) -> str:
    try:
        return urljoin(base, reference)
    except ValueError as error:
        raise refusal("W505", asked, f"{reference[:300]!r} is no URL: {error}") from None


_STATUS = {
    401: "set WSWGEN_PULL_USER and WSWGEN_PULL_PASSWORD, or WSWGEN_PULL_TOKEN",
    403: "set WSWGEN_PULL_USER and WSWGEN_PULL_PASSWORD, or WSWGEN_PULL_TOKEN",
    404: "check the URL; many services need ?wsdl at its end",
    407: "put the user into the URL of the proxy, or ask who runs it",
}


def _connection(
    parts: SplitResult, host: str, port: int, timeout: float, *, tls: bool
) -> http.client.HTTPConnection:
    if tls:
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=_context())
    return http.client.HTTPConnection(host, port, timeout=timeout)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port
