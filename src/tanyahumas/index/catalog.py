"""What each chunk of a generation is: a SQLite file beside the vectors, read-only once published."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tanyahumas.domain import Chunk
from tanyahumas.errors import DamagedIndexError, IndexingError
from tanyahumas.index.manifest import MEND, Part

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, release_id TEXT NOT NULL, content_hash TEXT NOT NULL,
    position INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    text_hash TEXT NOT NULL, tokens TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of_release ON chunks (release_id);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One chunk as a search result names it: which stretch of which version of which release."""

    id: str
    release_id: str
    content_hash: str
    position: int
    start: int
    end: int


class Catalog:
    """The chunks of one generation. Safe to use from several threads."""

    def __init__(self, folder: Path, *, create: bool, file: Part = Part.CATALOG) -> None:
        """Open `file` in `folder`; without `create` it must exist and is only read.

        Raises:
            DamagedIndexError: it is missing or is no such catalog.
        """
        self._path = folder / file
        self._lock = threading.Lock()
        mode = "rwc" if create else "ro&immutable=1"
        try:
            uri = f"{self._path.resolve().as_uri()}?mode={mode}"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            if create:
                self._connection.executescript(_SCHEMA)
            self._connection.execute("SELECT number, text_hash FROM chunks LIMIT 1").fetchone()
        except sqlite3.Error as failure:
            raise self._damaged(failure) from failure

    def add(
        self, chunks: Sequence[Chunk], text_hashes: Sequence[str], tokens: Sequence[Sequence[str]]
    ) -> None:
        """Append chunks with the hash of their embedded text and their search tokens."""
        rows = [
            (c.id, c.release_id, c.content_hash, c.position, c.start, c.end, text_hash, " ".join(words))
            for c, text_hash, words in zip(chunks, text_hashes, tokens, strict=True)
        ]
        columns = "id, release_id, content_hash, position, start, end, text_hash, tokens"
        with self._writing():
            self._connection.executemany(f"INSERT INTO chunks ({columns}) VALUES (?,?,?,?,?,?,?,?)", rows)  # noqa: S608 - constant text

    def remove_releases(self, release_ids: Iterable[str]) -> list[str]:
        """Delete all chunks of these releases; returns their ids."""
        ids: list[str] = []
        with self._writing():
            for release_id in release_ids:
                rows = self._connection.execute("SELECT id FROM chunks WHERE release_id = ?", (release_id,))
                ids.extend(row[0] for row in rows)
                self._connection.execute("DELETE FROM chunks WHERE release_id = ?", (release_id,))
        return ids

    def content_hashes(self) -> dict[str, str]:
        """Release id -> content hash of the version that is indexed."""
        return dict(self._rows("SELECT DISTINCT release_id, content_hash FROM chunks"))

    def text_hashes(self) -> dict[str, str]:
        """Chunk id -> hash of its embedded text, in catalog order."""
        return dict(self._rows("SELECT id, text_hash FROM chunks ORDER BY number"))

    def token_lists(self) -> Iterator[tuple[int, list[str]]]:
        """(number, tokens) of every chunk, in catalog order."""
        for number, words in self._rows("SELECT number, tokens FROM chunks ORDER BY number"):
            yield number, words.split()

    def count(self) -> int:
        """Number of chunks."""
        return int(self._rows("SELECT count(*) FROM chunks")[0][0])

    def usual_length(self) -> float:
        """Mean number of tokens of a chunk; 1 for an empty catalog."""
        blanks = "sum(length(tokens) - length(replace(tokens, ' ', '')) + (tokens != ''))"
        row = self._rows(f"SELECT {blanks}, count(*) FROM chunks")[0]  # noqa: S608 - constant text
        return row[0] / row[1] if row[0] else 1.0

    def by_ids(self, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Entries by chunk id; unknown ids are left out."""
        return {entry.id: entry for entry in self._entries("id", list(ids)).values()}

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Entry]:
        """Entries by chunk number; unknown numbers are left out."""
        return {int(number): entry for number, entry in self._entries("number", list(numbers)).items()}

    def of_releases(self, release_ids: Sequence[str]) -> Mapping[int, Entry]:
        """Entries of all chunks of these releases by chunk number; unknown releases are left out."""
        return self._entries("release_id", list(release_ids))

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._lock, self._connection:
                yield
        except sqlite3.Error as failure:
            raise IndexingError(
                f"cannot write {self._path}: {failure}", "free some disk space, then repeat the command"
            ) from failure

    def _entries(self, column: str, keys: Sequence[str | int]) -> dict[int, Entry]:
        marks = ",".join("?" * len(keys))
        columns = "number, id, release_id, content_hash, position, start, end"
        rows = self._rows(f"SELECT {columns} FROM chunks WHERE {column} IN ({marks})", keys)  # noqa: S608 - marks only
        return {row[0]: Entry(*row[1:]) for row in rows}

    def _rows(self, sql: str, values: Sequence[str | int] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as failure:
            raise self._damaged(failure) from failure

    def _damaged(self, failure: sqlite3.Error) -> DamagedIndexError:
        return DamagedIndexError(f"the catalog {self._path} cannot be used ({failure})", MEND)
