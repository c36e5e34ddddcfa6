from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tanyahumas.desk.tables import metadata
from tanyahumas.registry import open_registry
from tanyahumas.registry.database import Database


def test_migrations_make_the_tables_that_are_declared(tmp_path: Path) -> None:
    """A fresh registry has the desk's tables exactly as the code describes them."""
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    open_registry(url).close()
    with Database(url).read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
