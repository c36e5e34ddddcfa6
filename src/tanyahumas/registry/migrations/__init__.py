"""Alembic's environment and revisions of the registry's tables."""
