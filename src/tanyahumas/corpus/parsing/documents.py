"""One document, or an archive of them, to extracts; what the child process runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tanyahumas.corpus.parsing.archive import checked_zip, members
from tanyahumas.corpus.parsing.docxdoc import extract_docx
from tanyahumas.corpus.parsing.emldoc import extract_eml
from tanyahumas.corpus.parsing.extract import TEXT_KINDS, TEXT_LIMIT, Extract, Refusal, refuse
from tanyahumas.corpus.parsing.htmldoc import extract_fragment, extract_html
from tanyahumas.corpus.parsing.pdfdoc import extract_pdf
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import decode


def _extract_text(data: bytes, member: str) -> Extract:
    text, repairs = decode(data)
    return Extract(member, text, {}, repairs, raw=True)


READERS: dict[str, Callable[[bytes, str], Extract]] = {
    ".html": extract_html,
    ".htm": extract_html,
    ".fragment": extract_fragment,
    ".docx": extract_docx,
    ".pdf": extract_pdf,
    ".eml": extract_eml,
    **dict.fromkeys(TEXT_KINDS, _extract_text),
}


def parse(
    kind: str, data: bytes, skip: frozenset[str], starting: Callable[[str], None]
) -> Iterator[Extract | Refusal]:
    """Every document in `data`; `starting` is told the member's name before each.

    Raises:
        MemoryError: the limit was met; the process should be replaced.
    """
    if kind != ".zip":
        starting("")
        yield _read(kind, data, "")
        return
    try:
        with checked_zip(data, "a damaged archive") as archive:
            for info in members(archive):
                if info.filename not in skip:
                    starting(info.filename)
                    kind = PurePosixPath(info.filename).suffix.lower()
                    yield _read(kind, archive.read(info) if kind in READERS else b"", info.filename)
    except RejectedError as rejected:
        yield Refusal("", rejected.reason, rejected.mending)


def _read(kind: str, data: bytes, member: str) -> Extract | Refusal:
    try:
        if kind not in READERS:
            raise refuse(f"files of the kind `{kind}` are not read inside an archive", "unpack it")
        extract = READERS[kind](data, member)
        if len(extract.text) > TEXT_LIMIT:
            raise refuse(f"more than {TEXT_LIMIT} characters of text", "split it")
    except RejectedError as rejected:
        return Refusal(member, rejected.reason, rejected.mending)
    except MemoryError:
        raise
    except Exception as error:  # a parser met what its authors did not think of
        return Refusal(
            member, f"it cannot be parsed ({type(error).__name__})", "save it anew, or as plain text"
        )
    return extract
