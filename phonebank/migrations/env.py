"""Run by Alembic for each command."""

from alembic import context
from sqlalchemy import text

from phonebank.db import make_engine
from phonebank.domain import Base

MIGRATION_LOCK = 7_140_001
"""Two releases that migrate at once take turns."""


def run() -> None:
    engine = make_engine(context.config.attributes["database_url"])
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(connection=connection, target_metadata=Base.metadata)
        context.run_migrations()
    engine.dispose()


run()
