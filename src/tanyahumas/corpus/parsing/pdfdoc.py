"""PDF documents to text; the home of pypdf."""

from __future__ import annotations

import io
import re
from typing import Any

from tanyahumas.corpus.parsing.extract import PAGES, TEXT_LIMIT, Extract, refuse

STREAM_LIMIT = 20_000_000
TINY = 1.5  # points: nobody reads that
_SCAN = "make a text layer (OCR) and check it, or save the release as .docx or .txt"
_INVISIBLE_MODES = frozenset({3, 7})
_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
_WHITE_BY = {b"g": (1.0,), b"rg": (1.0, 1.0, 1.0), b"k": (0.0, 0.0, 0.0, 0.0)}
_SETS_COLOR = frozenset({*_WHITE_BY, b"sc", b"scn", b"cs"})
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def extract_pdf(data: bytes, member: str = "") -> Extract:
    """The visible text layer, lines joined to paragraphs.

    Raises:
        RejectedError: it is no PDF, damaged, locked, a scan without text, or all its text is
            invisible (as an OCR layer is).
    """
    if b"%PDF-" not in data[:1024]:
        raise refuse("not a PDF, whatever its name says" if data else "the file is empty")
    _lower_limits()
    pages = _opened(data)
    watch = _Watch()
    texts: list[str] = []
    for page in pages:
        texts.append(_page_text(page, watch))
        if sum(map(len, texts)) > TEXT_LIMIT:
            raise refuse(f"more than {TEXT_LIMIT} characters of text", "split it")
    text = "\n\n".join(filter(None, map(_paragraphs, texts)))
    if not re.search(r"\w", text):
        if watch.hid_something:
            raise refuse("no visible text, only an invisible layer as OCR makes it", _SCAN)
        raise refuse("no text: it is a scan or holds only pictures", _SCAN)
    hidden = ("invisible text was left out",) if watch.hid_something else ()
    return Extract(member, text, {}, hidden)


def _lower_limits() -> None:
    """Let pypdf's own limits be met before those of the process, for better messages."""
    import pypdf

    pypdf.overwrite_configuration(
        maximum_declared_stream_length=STREAM_LIMIT,
        array_based_stream_maximum_output_length=STREAM_LIMIT,
        zlib_maximum_output_length=STREAM_LIMIT,
        lzw_maximum_output_length=STREAM_LIMIT,
        run_length_maximum_output_length=STREAM_LIMIT,
        jbig2_maximum_output_length=STREAM_LIMIT,
        jbig2dec_binary=None,
    )


def _opened(data: bytes) -> list[Any]:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise refuse("locked with a password", "save it without a password")
        count = len(reader.pages)
    except (MemoryError, RecursionError):
        raise
    except pypdf.errors.PyPdfError as error:
        raise refuse(f"a damaged PDF ({type(error).__name__})") from None
    if count > PAGES:
        raise refuse(f"more than {PAGES} pages", "split it")
    return [reader.pages[number] for number in range(count)]


class _Watch:
    """Follows the graphics state and empties the operands of text that nobody sees."""

    def __init__(self) -> None:
        self.hid_something = False
        self.mode, self.white, self.size = 0, False, 12.0
        self.stack: list[tuple[int, bool, float]] = []
        self.forms: list[tuple[int, bool, float]] = []

    def before(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        """Called by pypdf before each operator; may change `operands` in place."""
        if operator == b"q":
            self.stack.append(self._state())
        elif operator == b"Q" and self.stack:
            self.mode, self.white, self.size = self.stack.pop()
        elif operator == b"Do":
            self.forms.append(self._state())
        elif operator == b"Tr" and operands:
            self.mode = int(operands[0])
        elif operator == b"Tf" and len(operands) > 1:
            self.size = float(operands[1])
        elif operator in _SETS_COLOR:
            self.white = _is_white(operator, operands)
        elif operator in _SHOWING and operands and self._unseen(cm, tm):
            self._empty(operator, operands)

    def after(self, operator: bytes, _operands: Any, _cm: Any, _tm: Any) -> None:
        """Called by pypdf after each operator: a form leaves the state as it was."""
        if operator == b"Do" and self.forms:
            self.mode, self.white, self.size = self.forms.pop()

    def _state(self) -> tuple[int, bool, float]:
        return self.mode, self.white, self.size

    def _unseen(self, cm: Any, tm: Any) -> bool:
        height = abs(self.size) * _scale(tm) * _scale(cm)
        return self.mode in _INVISIBLE_MODES or self.white or height < TINY

    def _empty(self, operator: bytes, operands: Any) -> None:
        from pypdf.generic import ArrayObject, TextStringObject

        self.hid_something = True
        operands[-1] = ArrayObject() if operator == b"TJ" else TextStringObject("")


def _scale(matrix: Any) -> float:
    return max(abs(float(matrix[3])), abs(float(matrix[1])))


def _is_white(operator: bytes, operands: Any) -> bool:
    try:
        values = tuple(float(value) for value in operands)
    except (TypeError, ValueError):
        return False
    if operator in _WHITE_BY:
        return values == _WHITE_BY[operator]
    return operator in (b"sc", b"scn") and len(values) in (1, 3) and all(value == 1.0 for value in values)


def _page_text(page: Any, watch: _Watch) -> str:
    watch.stack.clear()
    watch.mode, watch.white, watch.size = 0, False, 12.0
    return str(page.extract_text(visitor_operand_before=watch.before, visitor_operand_after=watch.after))


def _paragraphs(page: str) -> str:
    """Lines that were broken at the margin joined again; short lines end a paragraph."""
    lines = [" ".join(line.split()) for line in _HYPHEN.sub("", page).split("\n")]
    width = max(map(len, lines), default=0)
    joined = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        runs_on = len(line) > 0.75 * width and following and not line.endswith((".", ":", "!", "?", "”", '"'))
        joined += line + (" " if runs_on and not following[:1].isdigit() else "\n")
    return joined.strip()
