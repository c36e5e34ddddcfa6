"""XML of feeds and sitemaps, read strictly and without entities."""

from __future__ import annotations

from xml.etree import ElementTree

from tanyahumas.corpus.feeds.items import not_a_feed

Element = ElementTree.Element


def parsed(body: bytes, url: str, kind: str) -> Element:
    """The root element.

    Raises:
        CorpusError: it is malformed, or declares entities as no feed needs to.
    """
    head = body[:100_000].lower()
    if b"<!doctype" in head or b"<!entity" in head or b"\x00" in head:
        raise not_a_feed(url, kind)
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError:
        raise not_a_feed(url, kind) from None


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1].lower()


def text_of(element: Element, *names: str) -> str:
    """The text of the first child that has one of the names, in the order of the names; else empty."""
    for name in names:
        for child in element:
            if local(child) == name and (child.text or "").strip():
                return (child.text or "").strip()
    return ""
