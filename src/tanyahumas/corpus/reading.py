"""A path to the releases under it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tanyahumas.corpus import frontmatter, jsonl
from tanyahumas.corpus.assemble import Assembly
from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.drafts import document_draft, text_draft
from tanyahumas.corpus.files import SIDECAR, source_name, walk
from tanyahumas.corpus.parsing import DOCUMENT_KINDS, ExtractorPool
from tanyahumas.corpus.parsing.extract import DATA_LIMIT, TEXT_KINDS, Extract, Refusal
from tanyahumas.corpus.parsing.pool import Found, ahead
from tanyahumas.corpus.problems import Reading, RejectedError, printable
from tanyahumas.corpus.text import decode
from tanyahumas.errors import CorpusError

TEXT_FILE_LIMIT = 4_000_000


def read_corpus(path: Path) -> Reading:
    """Every release under `path`: a folder (with its subfolders), a file, or a .jsonl.

    A file that cannot be read becomes a problem and never stops the others. Documents (.html,
    .docx, .pdf, .eml, .zip) are parsed in a child process.

    Raises:
        CorpusError: there is no such path, or the folder cannot be listed.
    """
    if not path.exists():
        raise CorpusError(f"no such file or folder: {printable(str(path))}", "tanyahumas index PATH")
    reader = _Reader()
    with ExtractorPool() as pool:
        files = walk(path, reader.unlistable) if path.is_dir() else [path]
        for file, extracts in ahead(files, lambda file: _started(pool, file)):
            reader.read(file, extracts)
    return reader.assembly.reading()


def _started(pool: ExtractorPool, path: Path) -> Future[Found] | None:
    """Begin to parse a document; None for what needs no child."""
    kind = path.suffix.lower()
    return pool.start(kind, lambda: _bytes(path, DATA_LIMIT)) if kind in DOCUMENT_KINDS else None


def _bytes(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise RejectedError(f"larger than {limit // 1_000_000} MB", "split it, or remove its pictures")
    return path.read_bytes()


class _Reader:
    """Tells what a file is and hands its parts to the assembly."""

    def __init__(self) -> None:
        self.assembly = Assembly()

    def read(self, path: Path, extracts: Future[Found] | None) -> None:
        """Read one file, of which `extracts` are being made if it is a document."""
        kind = path.suffix.lower()
        with self._readable(path):
            if kind == ".jsonl":
                self._lines(path)
            elif kind in TEXT_KINDS:
                self._text(path)
            elif extracts is not None:
                self._documents(path, extracts.result())
            else:
                self.assembly.reject(
                    str(path), f"files of the kind `{kind}` are not read", "save it as .docx, .md or .txt"
                )

    def unlistable(self, folder: Path) -> None:
        """Note a folder that may not be entered."""
        self._refused(folder)

    @contextmanager
    def _readable(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError:
            self._refused(path)
        except RejectedError as rejected:
            self.assembly.reject(str(path), rejected.reason, rejected.mending)

    def _refused(self, path: Path) -> None:
        remedy = "let the user that runs tanyahumas read it (chmod a+r)"
        self.assembly.reject(str(path), "it cannot be read", remedy)

    def _lines(self, path: Path) -> None:
        source = source_name(path)
        for number, line in jsonl.lines(path):
            self.assembly.attempt(f"{path}:{number}", lambda line=line: jsonl.draft(line, source))  # type: ignore[misc]

    def _text(self, path: Path) -> None:
        data = _bytes(path, TEXT_FILE_LIMIT)

        def draft() -> Draft:
            text, repairs = decode(data)
            return text_draft(text, path.name, source_name(path), repairs)

        self.assembly.attempt(str(path), draft)

    def _documents(self, path: Path, extracts: Found) -> None:
        for found in extracts:
            label = f"{path}#{found.member}" if found.member else str(path)
            if isinstance(found, Refusal):
                self.assembly.reject(label, found.reason, found.remedy)
            else:
                self.assembly.attempt(label, lambda found=found: self._draft(path, found))  # type: ignore[misc]

    def _draft(self, path: Path, found: Extract) -> Draft:
        name = PurePosixPath(found.member).name if found.member else path.name
        source = f"{source_name(path)}#{found.member}" if found.member else source_name(path)
        if found.raw:
            return text_draft(found.text, name, source, found.hidden)
        sidecar = path.with_name(path.name + SIDECAR)
        fields = {}
        if not found.member and sidecar.is_file():
            with self._readable(sidecar):
                fields = frontmatter.fields_of(decode(sidecar.read_bytes())[0])
        return document_draft(found, fields, name, source)
