"""Bringing the tables up to date; Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tanyahumas.errors import RegistryError
from tanyahumas.registry.database import Database
from tanyahumas.registry.schema import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """Create or migrate the tables; safe when several processes do it at once.

    Raises:
        RegistryError: a newer tanyahumas made the registry, or it cannot be written.
    """
    with database.read() as connection:
        if _stamp(connection) == HEAD:
            return
    if database.is_sqlite:
        database.use_wal()
    with database.write() as connection:
        stamp = _stamp(connection)
        if stamp is not None and stamp > HEAD:
            raise RegistryError(
                f"the registry {database.name} was made by a newer tanyahumas (schema {stamp})",
                "upgrade tanyahumas",
            )
        if stamp != HEAD:
            _upgrade(connection)


def _stamp(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
