"""Alembic's entrance: migrate through the connection that `migrate` passes in."""

from alembic import context

from tanyahumas.registry.schema import metadata

# The caller's transaction holds the write lock, so nothing is begun or committed here.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
