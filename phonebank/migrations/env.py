"""Run by Alembic for each command."""

from collections.abc import Iterable
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import renderers
from alembic.operations.ops import CreateTableOp, ExecuteSQLOp, MigrationScript
from sqlalchemy import text

from phonebank.db import make_engine
from phonebank.domain import Base
from phonebank.domain.base import all_bulk_references
from phonebank.domain.bulk_reference import bulk_statements, forgetting_statements

MIGRATION_LOCK = 7_140_001
"""Two releases that migrate at once take turns."""


def run() -> None:
    engine = make_engine(context.config.attributes["database_url"])
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            process_revision_directives=_with_bulk_references,
        )
        context.run_migrations()
    engine.dispose()


def _with_bulk_references(_: object, revision: Any, scripts: Iterable[MigrationScript]) -> None:
    """A first schema, which is written down from the models, gets the triggers too of which Alembic
    knows nothing; those of a later one are written by hand."""
    for script in scripts:
        upgrade, downgrade = script.upgrade_ops, script.downgrade_ops
        if upgrade is None or downgrade is None or not _makes(upgrade.ops, "voter"):
            continue
        upgrade.ops += map(ExecuteSQLOp, bulk_statements(all_bulk_references()))
        downgrade.ops += map(ExecuteSQLOp, forgetting_statements(all_bulk_references()))


@renderers.dispatch_for(ExecuteSQLOp, replace=True)
def _legibly(_: AutogenContext, operation: ExecuteSQLOp) -> str:
    """Statements of many lines stay so."""
    return f'op.execute("""{operation.sqltext}""")'


def _makes(operations: Iterable[object], table: str) -> bool:
    return any(isinstance(each, CreateTableOp) and each.table_name == table for each in operations)


run()
