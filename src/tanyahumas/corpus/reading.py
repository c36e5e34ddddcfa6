"""A path to the releases under it."""

from __future__ import annotations

import re
from pathlib import Path

from tanyahumas.corpus import frontmatter, jsonl
from tanyahumas.corpus.assemble import Assembly
from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.fields import slug, stated_id, word
from tanyahumas.corpus.files import source_name, walk
from tanyahumas.corpus.problems import Reading, RejectedError, printable
from tanyahumas.corpus.text import decode
from tanyahumas.errors import CorpusError

FILE_LIMIT = 20_000_000
TEXTS = frozenset({".md", ".markdown", ".txt"})
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read_corpus(path: Path) -> Reading:
    """Every release under `path`: a folder (with its subfolders), a file, or a .jsonl.

    A file that cannot be read becomes a problem and never stops the others.

    Raises:
        CorpusError: there is no such path, or the folder cannot be listed.
    """
    assembly = Assembly()
    if path.is_dir():
        for file in walk(path, lambda folder: _unreadable(assembly, folder)):
            _read_file(assembly, file)
    elif path.is_file():
        _read_file(assembly, path)
    else:
        raise CorpusError(f"no such file or folder: {printable(str(path))}", "tanyahumas index PATH")
    return assembly.reading()


def _unreadable(assembly: Assembly, path: Path) -> None:
    assembly.note(str(path), "it cannot be read", "let the user that runs tanyahumas read it (chmod a+r)")


def _read_file(assembly: Assembly, path: Path) -> None:
    kind = path.suffix.lower()
    try:
        if kind == ".jsonl":
            _read_lines(assembly, path)
        elif kind in TEXTS:
            _read_text(assembly, path)
        else:
            assembly.note(
                str(path), f"files of the kind `{kind}` are not read", "save it as .md, .txt or .jsonl"
            )
    except OSError:
        _unreadable(assembly, path)


def _read_lines(assembly: Assembly, path: Path) -> None:
    source = source_name(path)
    for number, line in jsonl.lines(path):
        assembly.attempt(f"{path}:{number}", lambda line=line: jsonl.draft(line, source))  # type: ignore[misc]


def _read_text(assembly: Assembly, path: Path) -> None:
    if path.stat().st_size > FILE_LIMIT:
        assembly.note(str(path), f"larger than {FILE_LIMIT // 1_000_000} MB", "split it")
        return
    data = path.read_bytes()
    assembly.attempt(str(path), lambda: _draft(assembly, path, data))


def _draft(assembly: Assembly, path: Path, data: bytes) -> Draft:
    text, remarks = decode(data)
    for remark in remarks:
        assembly.note(str(path), remark, "save it as UTF-8")
    if not text.strip():
        raise RejectedError("the file is empty", "write the release into it, or remove it")
    fields, body = frontmatter.split(text)
    if path.suffix.lower() != ".txt" and "<!--" in body:
        body = _COMMENT.sub("", body)
        assembly.note(
            str(path), "hidden text (a comment) was left out", "remove `<!-- … -->` if it is not yours"
        )
    stated = word(fields, "id")
    return Draft(
        stated_id(stated) if stated else slug(path.stem), bool(stated), fields, body, source_name(path)
    )
