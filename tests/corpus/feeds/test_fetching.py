import gzip
import ipaddress
import json
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.cli_import import _policy
from tanyahumas.corpus.feeds import Fetcher
from tanyahumas.corpus.feeds.addresses import is_public
from tanyahumas.errors import CorpusError

from .conftest import make_fetcher
from .site import Answer, Site

BAD_INPUTS = Path(__file__).parents[4] / "shared" / "data" / "security" / "bad_inputs.jsonl"


def _failing(
    times: int, headers: dict[str, str], status: int = 500
) -> Callable[[BaseHTTPRequestHandler], Answer]:
    left = [times]

    def route(handler: BaseHTTPRequestHandler) -> Answer:
        left[0] -= 1
        return (status, headers, b"no") if left[0] >= 0 else (200, {}, b"yes")

    return route


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble(site: Site, fetcher: Fetcher, status: int) -> None:
    """Two failures in a row are survived, waiting as long as the site asks."""
    slept: list[float] = []
    fetcher.sleep = slept.append
    site.routes["/a"] = _failing(2, {"Retry-After": "7"}, status)
    assert fetcher.get(f"{site.url}/a").body == b"yes"
    assert [pause for pause in slept if pause] == [7.0, 7.0]


def test_lasting_trouble(site: Site, fetcher: Fetcher) -> None:
    """After three attempts the answer counts as failed."""
    site.routes["/a"] = _failing(99, {})
    with pytest.raises(CorpusError, match="answered 500"):
        fetcher.get(f"{site.url}/a")
    assert site.times_asked("/a") == 3


def test_answer_that_breaks_off(site: Site, fetcher: Fetcher) -> None:
    """A body shorter than promised is never taken for whole."""
    site.routes["/a"] = (200, {"Content-Length": "1000"}, b"half")
    with pytest.raises(CorpusError, match="no complete answer"):
        fetcher.get(f"{site.url}/a")


def test_slow_body(site: Site) -> None:
    """A body that drips is given up when its time is over."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(50):
                handler.wfile.write(b".")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass

    site.routes["/a"] = drip
    with pytest.raises(CorpusError, match="no complete answer"):
        make_fetcher(site, whole=0.1).get(f"{site.url}/a")


def test_silent_site(site: Site) -> None:
    """A site that says nothing is given up."""
    site.routes["/a"] = lambda handler: time.sleep(0.4)
    with pytest.raises(CorpusError, match="no complete answer"):
        make_fetcher(site, timeout=0.05, robots=False).get(f"{site.url}/a")


def test_huge_body(site: Site) -> None:
    """A body beyond the limit is not read to its end."""
    site.routes["/a"] = (200, {}, b"." * 3_000_000)
    with pytest.raises(CorpusError, match="larger than"):
        make_fetcher(site, size=1_000_000).get(f"{site.url}/a")


def test_compressed_body(site: Site) -> None:
    """A body that is compressed unasked is unpacked, within the limit; a damaged one is no answer."""
    packed = {"Content-Encoding": "gzip"}
    site.routes["/a"] = (200, packed, gzip.compress(b"halo"))
    site.routes["/b"] = (200, packed, gzip.compress(b"." * 3_000_000))
    site.routes["/c"] = (200, packed, b"no gzip")
    fetcher = make_fetcher(site, size=1_000_000)
    assert fetcher.get(f"{site.url}/a").body == b"halo"
    for path, reason in (("/b", "larger than"), ("/c", "no complete answer")):
        with pytest.raises(CorpusError, match=reason):
            fetcher.get(site.url + path)


def test_redirects(site: Site, fetcher: Fetcher) -> None:
    """Redirects within the site are followed, circles are not."""
    site.routes["/a"] = (301, {"Location": "/b"}, b"")
    site.routes["/b"] = (200, {}, b"here")
    site.routes["/c"] = (302, {"Location": "/c"}, b"")
    assert fetcher.get(f"{site.url}/a").url == f"{site.url}/b"
    with pytest.raises(CorpusError, match="redirect"):
        fetcher.get(f"{site.url}/c")


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/b",
        "http://192.0.2.1/",
        "file:///etc/passwd",
        "http://127.0.0.1:22/",
        "//[::1]/",
    ],
)
def test_redirect_elsewhere(site: Site, fetcher: Fetcher, target: str) -> None:
    """A redirect to another host, port or scheme is refused, whatever it resolves to."""
    site.routes["/a"] = (302, {"Location": target.format(port=site.port)}, b"")
    with pytest.raises(CorpusError, match="not asked"):
        fetcher.get(f"{site.url}/a")
    assert site.times_asked("/b") == 0


def test_robots(site: Site, fetcher: Fetcher) -> None:
    """What robots.txt forbids is not asked; the file is asked once."""
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /rahasia")
    site.routes["/a"] = site.routes["/rahasia"] = (200, {}, b"x")
    fetcher.get(f"{site.url}/a")
    with pytest.raises(CorpusError, match=r"robots\.txt"):
        fetcher.get(f"{site.url}/rahasia")
    assert site.times_asked("robots.txt") == 1
    assert site.times_asked("rahasia") == 0
    assert make_fetcher(site, robots=False).get(f"{site.url}/rahasia").status == 200


def test_politeness(site: Site) -> None:
    """Between two requests lies the pause that was agreed on."""
    site.routes["/a"] = (200, {}, b"x")
    slept: list[float] = []
    fetcher = make_fetcher(site, delay=30.0, robots=False)
    fetcher.sleep = slept.append
    for _ in range(3):
        fetcher.get(f"{site.url}/a")
    assert slept[0] == 0.0
    assert all(29.0 < pause <= 30.0 for pause in slept[1:])


def test_site_that_asks_for_more_time(site: Site) -> None:
    """A longer pause in robots.txt is kept, up to ten seconds."""
    slept: list[float] = []
    fetcher = make_fetcher(site)
    fetcher.sleep = slept.append
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7")
    site.routes["/a"] = (200, {}, b"x")
    fetcher.get(f"{site.url}/a")
    assert 6.0 < slept[-1] <= 7.0


def _lookup(answers: dict[str, list[str]], asked: list[str]) -> Callable[..., Any]:
    """A name server that gives a host's answers one after the other; numbers stand for themselves."""
    real = socket.getaddrinfo

    def look(host: str, port: int, *arguments: Any, **options: Any) -> Any:
        if host in answers:
            asked.append(host)
            return real(answers[host].pop(0), port, *arguments, **options)
        return real(host, port, *arguments, **options)

    return look


def test_name_that_leads_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An allowed name that resolves to a private address is not connected to."""
    monkeypatch.setattr(socket, "getaddrinfo", _lookup({"humas.example": ["127.0.0.1"]}, []))
    fetcher = make_fetcher(site, hosts=frozenset({"humas.example"}), private=False)
    with pytest.raises(CorpusError, match="private network"):
        fetcher.get(f"http://humas.example:{site.port}/a")
    assert site.asked == []


def test_name_that_changes_its_mind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked is the one connected to: the name is looked up once a request."""
    asked: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", _lookup({"humas.example": ["127.0.0.1", "192.0.2.1"]}, asked))
    site.routes["/a"] = (200, {}, b"x")
    fetcher = make_fetcher(site, hosts=frozenset({"humas.example"}), robots=False)
    assert fetcher.get(f"http://humas.example:{site.port}/a").body == b"x"
    assert asked == ["humas.example"]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "ff02::1", "192.0.2.1"],
)  # fmt: skip
def test_addresses_inside(address: str) -> None:
    """Loopback, private, link-local, shared, mapped and special addresses are not public."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.10.10", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_outside(address: str) -> None:
    """Ordinary addresses of the internet are public."""
    assert is_public(ipaddress.ip_address(address))


def _hostile_urls() -> list[str]:
    if not BAD_INPUTS.is_file():
        return []
    rows = (json.loads(line) for line in BAD_INPUTS.read_text().splitlines())
    return [row["text"] for row in rows if row["category"] == "ssrf-url"]


@pytest.mark.skipif(not BAD_INPUTS.is_file(), reason="the bad inputs are not on this machine")
def test_hostile_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hostile address is ever connected to, even when it is given as the feed itself."""
    connected: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *arguments: connected.append(arguments))
    urls = _hostile_urls()
    assert len(urls) > 10
    for url in urls:
        with pytest.raises(CorpusError):
            Fetcher(_policy(url, None, False, True, 0.0), sleep=lambda seconds: None).get(url)
    assert connected == []
