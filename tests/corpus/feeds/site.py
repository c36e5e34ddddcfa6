"""A web site on loopback: routes, faults, and a log of what was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]
FIFTH_OF_MAY = "Mon, 05 May 2025 08:00:00 +0700"
BODY = "<p>Layanan tersedia di {n} kecamatan dan tidak dipungut biaya bagi warga Kota Contoh.</p>" * 6


class Site:
    """Serves `routes` (path to answer, or to a function of handler); everything else is 404."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer | None]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                route = site.routes.get(urlsplit(self.path).path, (404, {}, b"not here"))
                answer = route(self) if callable(route) else route
                if answer is not None:
                    status, headers, body = answer
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(body)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def times_asked(self, part: str) -> int:
        return sum(part in path for path in self.asked)


class WordPress:
    """The REST routes of a WordPress site; `before` is called with each request's query."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.posts: dict[int, dict[str, Any]] = {}
        self.before: Callable[[dict[str, str]], None] = lambda query: None
        self.failing: Callable[[dict[str, str]], bool] = lambda query: False
        site.routes["/wp-json/wp/v2/posts"] = self._posts

    def put(self, number: int, modified: str = "2025-05-05T01:00:00", text: str = "") -> None:
        self.posts[number] = {
            "id": number,
            "date": "2025-05-05T08:00:00",
            "modified_gmt": modified,
            "link": f"https://contoh.example/berita/rilis-{number}/",
            "status": "publish",
            "title": {"rendered": f"Rilis &#8220;{number}&#8221;"},
            "content": {"rendered": text or BODY.format(n=number), "protected": False},
        }
        self.site.routes[f"/wp-json/wp/v2/posts/{number}"] = (200, {}, b'{"id": 1}')

    def delete(self, number: int) -> None:
        del self.posts[number], self.site.routes[f"/wp-json/wp/v2/posts/{number}"]

    def _posts(self, handler: BaseHTTPRequestHandler) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        self.before(query)
        if self.failing(query):
            return 500, {}, b"database error"
        wanted = [int(number) for number in query.get("include", "").split(",") if number]
        rows = [self.posts[n] for n in sorted(self.posts) if not wanted or n in wanted]
        size, page = int(query["per_page"]), int(query.get("page", "1"))
        pages = -(-len(rows) // size)
        if page > max(pages, 1):
            return 400, {}, b'{"code": "rest_post_invalid_page_number"}'
        names = query["_fields"].split(",")
        shown = [{name: row[name] for name in names} for row in rows[(page - 1) * size : page * size]]
        return 200, {"X-WP-TotalPages": str(pages)}, json.dumps(shown).encode()


def rss(items: list[dict[str, str]]) -> bytes:
    """An RSS feed of items with guid, title, link, date and content."""
    rows = "".join(
        f"<item><guid>{i['guid']}</guid><title>{i.get('title', 'Rilis')}</title>"
        f"<link>{i.get('link', '')}</link><pubDate>{i.get('date', FIFTH_OF_MAY)}</pubDate>"
        f"<content:encoded><![CDATA[{i.get('content', BODY.format(n=i['guid']))}]]></content:encoded></item>"
        for i in items
    )
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{head}<channel><title>Humas</title>{rows}</channel></rss>".encode()


def sitemap(pages: dict[str, str]) -> bytes:
    """A sitemap of addresses with lastmod (empty for none)."""
    rows = "".join(
        f"<url><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"
        for url, changed in pages.items()
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def page(number: int) -> bytes:
    """A news page."""
    body = f"<body><article>{BODY.format(n=number)}</article></body>"
    return f"<html><head><title>Rilis {number}</title></head>{body}</html>".encode()
