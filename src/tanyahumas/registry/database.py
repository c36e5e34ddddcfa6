"""Connections, transactions and the translation of database errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from tanyahumas.errors import RegistryError

WAIT = 30
WRITE_LOCK = 7218  # one number for all processes; PostgreSQL has no lock on the whole database
_CAUSES = (
    ("disk is full", "the disk is full", "free some space and repeat the command"),
    ("readonly", "it is read-only", "make the file and its folder writable, or set TANYAHUMAS_HOME"),
    ("read-only", "it is read-only", "make the file and its folder writable, or set TANYAHUMAS_HOME"),
    ("unable to open", "it cannot be opened", "make its folder writable, or set TANYAHUMAS_HOME"),
    ("malformed", "the file is damaged", "restore a backup, or move it away and run `tanyahumas index`"),
    ("not a database", "the file is damaged", "restore a backup, or move it away and run `tanyahumas index`"),
    ("disk i/o", "the disk does not answer", "check the disk, then repeat the command"),
    (
        "locked",
        f"another process has been writing for {WAIT} seconds",
        "wait for it, then repeat the command",
    ),
)


class Database:
    """One engine and its two kinds of transaction; thread-safe."""

    def __init__(self, url: str) -> None:
        self.name, self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees what is committed now."""
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start; committed unless it raises."""
        with self._translated(), self.engine.connect() as connection:
            writing = connection.execution_options(tanyahumas_write=True)
            with writing.begin():
                if not self.is_sqlite:
                    writing.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
                yield writing

    def use_wal(self) -> None:
        """Let readers and one writer work at once; remembered by the SQLite file."""
        deadline = time.monotonic() + WAIT
        while True:
            raw = self.engine.raw_connection()
            try:
                if raw.cursor().execute("PRAGMA journal_mode=WAL").fetchone():
                    return
            except Exception as error:  # a lock does not wait by itself here
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise self._error(error) from error
            finally:
                raw.close()
            time.sleep(0.02)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._error(error) from error

    def _error(self, error: BaseException) -> RegistryError:
        cause = str(getattr(error, "orig", None) or error)
        for sign, reason, remedy in _CAUSES:
            if sign in cause.lower():
                return RegistryError(f"the registry {self.name} cannot be used: {reason}", remedy)
        short = cause.strip().split("\n")[0][:200]
        return RegistryError(f"the registry {self.name} cannot be used: {short}", "tanyahumas doctor")


def _engine(url: str) -> tuple[str, Engine]:
    try:
        parsed = make_url(url)
        name = parsed.database if parsed.drivername.startswith("sqlite") else parsed.render_as_string()
        engine = create_engine(parsed, pool_pre_ping=not parsed.drivername.startswith("sqlite"))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise RegistryError(
            f"the registry's URL is not usable: {type(error).__name__}",
            "use sqlite:///FILE, or postgresql+psycopg://… with the package psycopg installed",
        ) from None
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, parsed)
    return name or "in memory", engine


def _prepare_sqlite(engine: Engine, url: URL) -> None:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RegistryError(
                f"the folder {folder} of the registry cannot be made: {error.strerror}",
                "set TANYAHUMAS_HOME to a folder you may write to",
            ) from None
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)


def _connected(connection: Any, _record: Any) -> None:
    # The driver would begin a transaction only before the first change, too late to wait for a
    # lock; so it is told to begin none, and `_begun` does.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={WAIT * 1000}", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    writing = connection.get_execution_options().get("tanyahumas_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


__all__ = ["DBAPIError", "Database"]
