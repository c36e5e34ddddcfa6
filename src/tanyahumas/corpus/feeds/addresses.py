"""Which addresses may be connected to: the guard against requests into the own network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from tanyahumas.errors import CorpusError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


def checked_url(url: str, hosts: frozenset[str], ports: frozenset[int]) -> SplitResult:
    """The parts of a URL that may be asked: http(s), an allowed host and port, no user name.

    Raises:
        CorpusError: it may not.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _refused(url, "it is no URL") from None
    if parts.scheme not in _PORTS:
        raise _refused(url, "only http and https are asked")
    if parts.username is not None or parts.password is not None:
        raise _refused(url, "it names a user")
    if (parts.hostname or "") not in hosts:
        raise CorpusError(
            f"{_shown(url)} is not asked: its host is none of {', '.join(sorted(hosts))}",
            f"if that site is yours too, repeat with --allow-host {parts.hostname}",
        )
    if port not in ports:
        raise _refused(url, f"port {port} is none of {', '.join(map(str, sorted(ports)))}")
    return parts


def resolved(host: str, port: int, private: bool) -> list[str]:
    """Addresses of a host, every one of them checked; the connection goes to one of these.

    Raises:
        CorpusError: it has no address, or one of a private or special network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CorpusError(f"the host {host} cannot be found", "check its name and the network") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    for address in addresses:
        if not private and not is_public(ipaddress.ip_address(address.split("%")[0])):
            raise CorpusError(
                f"the host {host} is not asked: it is at {address}, inside a private network",
                "if that is your own site, repeat with --allow-private",
            )
    return addresses


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, looking through mapped ones."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _refused(url: str, reason: str) -> CorpusError:
    return CorpusError(f"{_shown(url)} is not asked: {reason}", "check the address")


def _shown(url: str) -> str:
    return "".join(c for c in url[:200] if c.isprintable())
