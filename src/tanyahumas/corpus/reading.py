"""A path to the releases under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tanyahumas.corpus import frontmatter, jsonl
from tanyahumas.corpus.assemble import Assembly
from tanyahumas.corpus.build import Draft
from tanyahumas.corpus.drafts import document_draft, text_draft
from tanyahumas.corpus.files import SIDECAR, source_name, walk
from tanyahumas.corpus.parsing import DOCUMENT_KINDS, Extractor
from tanyahumas.corpus.parsing.extract import DATA_LIMIT, TEXT_KINDS, Extract, Refusal
from tanyahumas.corpus.problems import Reading, printable
from tanyahumas.corpus.text import decode
from tanyahumas.errors import CorpusError

TEXT_FILE_LIMIT = 20_000_000


def read_corpus(path: Path) -> Reading:
    """Every release under `path`: a folder (with its subfolders), a file, or a .jsonl.

    A file that cannot be read becomes a problem and never stops the others. Documents (.html,
    .docx, .pdf, .eml, .zip) are parsed in a child process.

    Raises:
        CorpusError: there is no such path, or the folder cannot be listed.
    """
    if not path.exists():
        raise CorpusError(f"no such file or folder: {printable(str(path))}", "tanyahumas index PATH")
    with Extractor() as extractor:
        reader = _Reader(Assembly(), extractor)
        for file in walk(path, reader.unlistable) if path.is_dir() else [path]:
            reader.read(file)
    return reader.assembly.reading()


class _Reader:
    """Tells what a file is and hands its parts to the assembly."""

    def __init__(self, assembly: Assembly, extractor: Extractor) -> None:
        self.assembly = assembly
        self.extractor = extractor

    def read(self, path: Path) -> None:
        """Read one file."""
        kind = path.suffix.lower()
        with self._readable(path):
            if kind == ".jsonl":
                self._lines(path)
            elif kind in TEXT_KINDS:
                self._text(path)
            elif kind in DOCUMENT_KINDS:
                self._documents(path, kind)
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

    def _refused(self, path: Path) -> None:
        remedy = "let the user that runs tanyahumas read it (chmod a+r)"
        self.assembly.reject(str(path), "it cannot be read", remedy)

    def _bytes(self, path: Path, limit: int) -> bytes | None:
        if path.stat().st_size <= limit:
            return path.read_bytes()
        self.assembly.reject(
            str(path), f"larger than {limit // 1_000_000} MB", "split it, or remove its pictures"
        )
        return None

    def _lines(self, path: Path) -> None:
        source = source_name(path)
        for number, line in jsonl.lines(path):
            self.assembly.attempt(f"{path}:{number}", lambda line=line: jsonl.draft(line, source))  # type: ignore[misc]

    def _text(self, path: Path) -> None:
        data = self._bytes(path, TEXT_FILE_LIMIT)

        def draft() -> Draft:
            text, repairs = decode(data or b"")
            return text_draft(text, path.name, source_name(path), repairs)

        if data is not None:
            self.assembly.attempt(str(path), draft)

    def _documents(self, path: Path, kind: str) -> None:
        data = self._bytes(path, DATA_LIMIT)
        for found in self.extractor.extract(kind, data) if data is not None else ():
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
