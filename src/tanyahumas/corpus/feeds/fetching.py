"""Polite, guarded HTTP GET: known hosts, checked addresses, limits of size and time.

http.client and not a bigger library, because the guard must sit between looking a name up and
connecting: the address that was checked is the one connected to, at every redirect anew.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import urllib.robotparser
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from tanyahumas.corpus.feeds.addresses import checked_url, resolved
from tanyahumas.errors import CorpusError

AGENT = "tanyahumas"
REDIRECTS = 5
ATTEMPTS = 3
LONGEST_WAIT = 60.0
LONGEST_PAUSE = 10.0
_RETRIED = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Policy:
    """What a fetcher may do; `hosts` are the only ones asked, sizes in bytes, times in seconds."""

    hosts: frozenset[str]
    ports: frozenset[int] = frozenset({80, 443})
    private: bool = False
    delay: float = 1.0
    size: int = 20_000_000
    timeout: float = 15.0
    whole: float = 60.0
    robots: bool = True
    retry_wait: float = 2.0


@dataclass(frozen=True, slots=True)
class Response:
    """An answer whose body is complete; header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Asks one URL at a time, at most one each `Policy.delay` seconds."""

    policy: Policy
    sleep: Callable[[float], None] = time.sleep
    _last: float = 0.0
    _robots: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """The answer to a GET; statuses 200, 304, 400, 401, 403, 404 and 410 are returned.

        Raises:
            CorpusError: the URL may not be asked, or there is no complete answer after three attempts.
        """
        if self.policy.robots and not self._welcome(url):
            raise CorpusError(
                f"{url} is not asked: the site's robots.txt does not want it",
                "ask the site's owner, or repeat with --ignore-robots if that is you",
            )
        return self._follow(url, headers or {})

    def _follow(self, url: str, headers: Mapping[str, str]) -> Response:
        for _ in range(REDIRECTS + 1):
            response = self._persist(url, headers)
            if response.status not in _MOVED or "location" not in response.headers:
                break
            url = urljoin(url, response.headers["location"])
        else:
            raise CorpusError(f"{url} leads from one redirect to the next", "check the site")
        if response.status not in (200, 304, 400, 401, 403, 404, 410):
            raise CorpusError(f"{url} answered {response.status}", "try again later; what is done is kept")
        return response

    def _persist(self, url: str, headers: Mapping[str, str]) -> Response:
        for attempt in range(1, ATTEMPTS + 1):
            wait = self.policy.retry_wait * 2 ** (attempt - 1)
            try:
                response = self._once(url, headers)
                if response.status not in _RETRIED or attempt == ATTEMPTS:
                    return response
                wait = max(wait, _asked_wait(response))
            except (OSError, http.client.HTTPException) as error:
                if attempt == ATTEMPTS:
                    raise CorpusError(
                        f"{url} gives no complete answer ({type(error).__name__}: {str(error)[:100]})",
                        "check the site and the network, then repeat the command; what is done is kept",
                    ) from None
            self.sleep(min(wait, LONGEST_WAIT))
        raise AssertionError("unreachable")

    def _once(self, url: str, headers: Mapping[str, str]) -> Response:
        parts = checked_url(url, self.policy.hosts, self.policy.ports)
        self.sleep(max(0.0, self._last + self._pause(parts) - time.monotonic()))
        self._last = time.monotonic()
        deadline = self._last + self.policy.whole
        connection = _connected(parts, self.policy)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
            connection.request("GET", _ascii(path), headers=sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Response(url, answer.status, found, self._body(url, answer, deadline))
        finally:
            connection.close()

    def _pause(self, parts: SplitResult) -> float:
        """The agreed pause, or the longer one that the site's robots.txt asks for."""
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        asked = rules.crawl_delay(AGENT) if rules else None
        return max(self.policy.delay, min(float(asked or 0), LONGEST_PAUSE))

    def _body(self, url: str, answer: http.client.HTTPResponse, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := answer.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > self.policy.size:
                raise CorpusError(f"{url} is larger than {self.policy.size // 1_000_000} MB", "leave it out")
            if time.monotonic() > deadline:
                raise TimeoutError(f"not complete after {self.policy.whole:.0f} seconds")
        if answer.length:  # the connection ended before the promised length
            raise http.client.IncompleteRead(b"", answer.length)
        body = b"".join(parts)
        return self._unzipped(url, body) if answer.headers.get("Content-Encoding") == "gzip" else body

    def _unzipped(self, url: str, body: bytes) -> bytes:
        """A body that was compressed although that was not asked for, within the same limit."""
        expander = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            text = expander.decompress(body, self.policy.size + 1)
        except zlib.error as error:
            raise http.client.HTTPException(f"damaged compression: {error}") from None
        if len(text) > self.policy.size:
            raise CorpusError(f"{url} is larger than {self.policy.size // 1_000_000} MB", "leave it out")
        return text

    def _welcome(self, url: str) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._rules(site)
        return self._robots[site].can_fetch(AGENT, url)

    def _rules(self, site: str) -> urllib.robotparser.RobotFileParser:
        """A site's rules; without a robots.txt everything is welcome (RFC 9309)."""
        response = self._follow(site + "/robots.txt", {})
        text = response.body.decode("utf-8", "replace") if response.status == 200 else ""
        rules = urllib.robotparser.RobotFileParser()
        rules.parse(text.splitlines())
        return rules


def _asked_wait(response: Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else 0.0


def _ascii(path: str) -> str:
    return "".join(c if " " < c < "\x7f" else "".join(f"%{b:02X}" for b in c.encode()) for c in path)


def _connected(parts: SplitResult, policy: Policy) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolved(host, port, policy.private)[0]
    stream = socket.create_connection((address, port), policy.timeout)
    connection = http.client.HTTPConnection(host, port, timeout=policy.timeout)
    try:
        if parts.scheme == "https":
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    except OSError:
        stream.close()
        raise
    connection.sock = stream
    return connection
