"""Web pages to text; the home of trafilatura and lxml.

Whatever a reader does not see is cut out of the tree before the main text is looked for,
because trafilatura itself keeps text under `hidden`, in templates and of font size 0.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tanyahumas.corpus.parsing.extract import HTML_LIMIT, Extract, refuse
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import decode

_NEVER_TEXT = ("script", "style", "noscript", "iframe", "object", "svg", "canvas", "head/link")
_INLINE_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0|1)(?:\.\d+)?\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?:text-indent|left|right|top|bottom|margin-left)\s*:\s*-\s*\d{3,}"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?:^|;)\s*color\s*:\s*(?:#fff(?:fff)?\b|white|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.I)
_NESTED_RULES = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[a-zA-Z0-9]*([.#])([\w-]+)")
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    "address article blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre"
    " section table tbody tfoot thead tr ul".split()
)
_BLANKS = re.compile(r"\s+")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def extract_html(data: bytes, member: str = "") -> Extract:
    """The main text of a page, with title, date and address as its metadata state them.

    Raises:
        RejectedError: it is too long, its encoding cannot be told, or it has no visible text.
    """
    if len(data) > HTML_LIMIT:
        raise refuse(f"a page of more than {HTML_LIMIT // 1_000_000} MB")
    page, lost = _decoded(data)
    found = html_text(page, member)
    remark = (f"{lost} characters of the page cannot be decoded and were left out",) if lost else ()
    return replace(found, hidden=(*found.hidden, *remark))


def _decoded(data: bytes) -> tuple[str, int]:
    """The page, and how many characters were lost; web sites cut UTF-8 in the middle now and then.

    Raises:
        RejectedError: more than three and one in two thousand would be lost, or one in twenty.
    """
    try:
        return decode(data)[0], 0
    except RejectedError:
        page = data.decode("utf-8", "replace")
        lost = page.count("\ufffd")
        if lost > min(max(3, len(page) // 2_000), len(page) // 20):
            raise
        return page.replace("\ufffd", ""), lost


def html_text(page: str, member: str = "") -> Extract:
    """The same for a page that is decoded already."""
    tree = _parsed(page)
    hidden = _cut_hidden(tree)
    document = _main(tree)
    text = str(document.text or "") if document is not None else ""
    text = text.strip() or _all_text(tree)
    if not text:
        raise refuse("no visible text")
    hints = {key: str(getattr(document, key, None) or "") for key in ("title", "date", "url")}
    return Extract(member, text, {key: value for key, value in hints.items() if value}, hidden)


def _parsed(page: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        return html.document_fromstring(
            _XML_DECLARATION.sub("", page), parser=html.HTMLParser(no_network=True)
        )
    except (etree.LxmlError, ValueError):
        raise refuse("not a web page, or an empty one") from None


def _cut_hidden(tree: Any) -> tuple[str, ...]:
    """Remove what nobody sees; one remark if text was hidden on purpose."""
    from lxml import etree

    classes, ids = _hiding_rules(tree)
    for element in [*tree.iter(etree.Comment, etree.ProcessingInstruction), *tree.iter(*_NEVER_TEXT)]:
        _drop(element)
    letters = 0
    for element in [e for e in tree.iter() if _hides(e, classes, ids)]:
        letters += len("".join(element.itertext()).split())
        _drop(element)
    return (f"text that readers do not see ({letters} words) was left out",) if letters else ()


def _hides(element: Any, classes: set[str], ids: set[str]) -> bool:
    if element.tag == "template" or "hidden" in element.attrib or element.get("id") in ids:
        return True
    style = element.get("style") or ""
    if _INLINE_HIDING.search(style) or (_WHITE.search(style) and "background" not in style.lower()):
        return True
    return bool(classes.intersection((element.get("class") or "").split()))


def _hiding_rules(tree: Any) -> tuple[set[str], set[str]]:
    """Classes and ids that the page's own style sheet hides; rules for some media only are left out."""
    classes: set[str] = set()
    ids: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, body in _RULE.findall(_NESTED_RULES.sub("", sheet.text or "")):
            if not _INLINE_HIDING.search(body):
                continue
            for selector in selectors.split(","):
                if (simple := _SIMPLE_SELECTOR.fullmatch(selector.strip())) is not None:
                    (classes if simple[1] == "." else ids).add(simple[2])
    return classes, ids


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree() if hasattr(element, "drop_tree") else element.getparent().remove(element)


def _main(tree: Any) -> Any:
    from trafilatura import bare_extraction

    return bare_extraction(
        tree,
        favor_recall=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def extract_fragment(data: bytes, member: str = "") -> Extract:
    """All visible text of a piece of HTML that holds no navigation, as feeds give it.

    Raises:
        RejectedError: it is too long or has no visible text.
    """
    if len(data) > HTML_LIMIT:
        raise refuse(f"more than {HTML_LIMIT // 1_000_000} MB of HTML")
    tree = _parsed(f"<div>{data.decode('utf-8', 'replace')}</div>")
    hidden = _cut_hidden(tree)
    text = linear(tree)
    if not text:
        raise refuse("no visible text")
    return Extract(member, text, {}, hidden)


def _all_text(tree: Any) -> str:
    """All visible text but navigation, for pages so short that no main part can be told."""
    for element in [*tree.iter("nav", "header", "footer", "aside", "form", "button", "title")]:
        _drop(element)
    return linear(tree)


def linear(tree: Any) -> str:
    """Visible text in order: blocks on lines of their own, table rows as `cell | cell`."""
    from lxml import etree

    pieces: list[str] = []
    cells = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            cells += name in _CELLS
            pieces.append(_before(name, cells))
            pieces.append(_BLANKS.sub(" ", element.text or "") if name else "")
        else:
            pieces.append("\n" if name in _BLOCKS and not cells else "")
            cells -= name in _CELLS
            pieces.append(_BLANKS.sub(" ", element.tail or "") if element is not tree else "")
    lines = ("".join(pieces)).replace("\n | ", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _before(name: str, cells: int) -> str:
    if name in _CELLS:
        return " | "
    if name == "br" or name in _BLOCKS:
        return " " if cells else "\n"
    return ""
