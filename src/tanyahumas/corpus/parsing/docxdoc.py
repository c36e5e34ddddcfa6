"""Word documents to text; the home of python-docx."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from tanyahumas.corpus.parsing.archive import checked_zip
from tanyahumas.corpus.parsing.extract import Extract, refuse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEAD = 4096
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_OFF = frozenset({"0", "false", "off", "none"})
_NOT_THERE = frozenset({W + "del", W + "moveFrom", W + "pPr", W + "rPr", FALLBACK})
_TITLE_STYLES = frozenset({"title", "judul", "heading1", "judul1"})
TINY = 4  # half points: nobody reads 2 point


def extract_docx(data: bytes, member: str = "") -> Extract:
    """The visible text of a document: paragraphs, and tables with ` | ` between the cells.

    Text that is hidden, white on white, tiny or deleted with changes tracked is left out;
    comments, foot notes, headers and footers are no part of a release.

    Raises:
        RejectedError: it is damaged, hostile, or has no visible text.
    """
    _check(data)
    document = _opened(data)
    reader = _Reader(_hidden_styles(document))
    blocks = [block for block in reader.blocks(document.element.body) if block.strip()]
    if not blocks:
        raise refuse("no visible text")
    hidden = (f"hidden text ({reader.hidden_words} words) was left out",) if reader.hidden_words else ()
    hints = {"title": reader.title} if reader.title else {}
    return Extract(member, "\n\n".join(blocks), hints, hidden)


def _check(data: bytes) -> None:
    with checked_zip(data, "a damaged Word document: it is no complete zip archive") as archive:
        names = archive.namelist()
        if "word/document.xml" not in names:
            raise refuse("not a Word document")
        for name in names:
            if name.endswith((".xml", ".rels")):
                _check_part(archive.open(name).read(HEAD))


def _check_part(head: bytes) -> None:
    """Entities are declared before the first element, so the head of a part tells."""
    element = _FIRST_ELEMENT.search(head)
    if element is None and len(head) < HEAD and b"\x00" not in head:
        return  # empty or broken, as python-docx will find out
    if element is None or b"<!DOCTYPE" in head[: element.start()] or b"<!ENTITY" in head[: element.start()]:
        raise refuse("a Word document that declares entities, as none does by itself")


def _opened(data: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own through
        raise refuse(f"a damaged Word document ({type(error).__name__})") from None


def _hidden_styles(document: Any) -> frozenset[str]:
    try:
        sheet = document.styles.element
    except (KeyError, AttributeError):
        return frozenset()
    if not sheet.xpath("//w:style/w:rPr/w:vanish"):
        return frozenset()  # as good as always, and telling it this way is quick
    styles = {style.get(W + "styleId"): style for style in sheet.iter(W + "style")}

    def hides(id_: str | None, depth: int = 0) -> bool:
        style = styles.get(id_)
        if style is None or depth > 20:
            return False
        properties, base = style.find(W + "rPr"), style.find(W + "basedOn")
        if properties is not None and properties.find(W + "vanish") is not None:
            return _on(properties.find(W + "vanish"))
        return base is not None and hides(base.get(W + "val"), depth + 1)

    return frozenset(id_ for id_ in styles if id_ and hides(id_))


def _on(switch: Any) -> bool:
    return switch is not None and (switch.get(W + "val") or "true").lower() not in _OFF


class _Reader:
    """Walks the body once; remembers the title and how much was hidden."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.hidden_styles = hidden_styles
        self.hidden_words = 0
        self.title = ""

    def blocks(self, parent: Any) -> Iterator[str]:
        """Paragraphs and tables under `parent`, in order."""
        for child in parent:
            if child.tag == W + "p":
                text = self.paragraph(child)
                self._maybe_title(child, text)
                yield text
            elif child.tag == W + "tbl":
                yield "\n".join(self.row(row) for row in child.iter(W + "tr"))
            elif child.tag not in _NOT_THERE and isinstance(child.tag, str):
                yield from self.blocks(child)

    def row(self, row: Any) -> str:
        cells = (" ".join(b.strip() for b in self.blocks(cell) if b.strip()) for cell in row.iter(W + "tc"))
        return " | ".join(" ".join(cell.split()) for cell in cells)

    def paragraph(self, paragraph: Any) -> str:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        hidden = style is not None and style.get(W + "val") in self.hidden_styles
        return "".join(self._pieces(paragraph, hidden))

    def _pieces(self, node: Any, hidden: bool) -> Iterator[str]:
        for child in node:
            if child.tag in _NOT_THERE:
                continue
            if child.tag in (W + "t", W + "noBreakHyphen", W + "tab", W + "br", W + "cr"):
                piece = _piece(child)
                self.hidden_words += len(piece.split()) if hidden else 0
                yield "" if hidden else piece
            else:
                yield from self._pieces(child, hidden or (child.tag == W + "r" and self._unseen(child)))

    def _unseen(self, run: Any) -> bool:
        properties = run.find(W + "rPr")
        if properties is None:
            return False
        style = properties.find(W + "rStyle")
        styled = style is not None and style.get(W + "val") in self.hidden_styles
        vanish = [properties.find(W + name) for name in ("vanish", "specVanish")]
        if vanish[0] is not None and not _on(vanish[0]):
            styled = False
        return styled or any(_on(switch) for switch in vanish) or _invisible_look(properties)

    def _maybe_title(self, paragraph: Any, text: str) -> None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = (style.get(W + "val") or "").lower().replace(" ", "") if style is not None else ""
        if not self.title and name in _TITLE_STYLES:
            self.title = " ".join(text.split())


def _piece(element: Any) -> str:
    if element.tag == W + "t":
        return element.text or ""
    return {W + "noBreakHyphen": "-", W + "tab": " "}.get(element.tag, "\n")


def _invisible_look(properties: Any) -> bool:
    """White letters on nothing, or letters too small to be read."""
    color, size = properties.find(W + "color"), properties.find(W + "sz")
    value = (color.get(W + "val") or "").upper() if color is not None else ""
    pale = len(value) == 6 and all(value[i] in "EF" and value[i : i + 2] >= "F0" for i in (0, 2, 4))
    on_paper = properties.find(W + "shd") is None and properties.find(W + "highlight") is None
    height = size.get(W + "val") if size is not None else None
    tiny = height is not None and height.isdecimal() and int(height) <= TINY
    return (pale and on_paper) or tiny
