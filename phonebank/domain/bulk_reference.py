"""References that the database checks once a statement instead of once a row.

A foreign key looks up the row it refers to for each row that is inserted: five look-ups for each
row of an imported file, which took most of its time. Here a trigger does it for all rows of a
statement in one join. The promises are a foreign key's (decision record 022): what is referred to
has to be there and is held (`FOR KEY SHARE`) until the transaction ends, so that nobody deletes it
meanwhile; deleting it takes away those who refer to it, or is refused; and neither side's key is
ever changed. Only TRUNCATE knows nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

KEYS_STAY: Final = """
CREATE FUNCTION keys_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % keeps its key and what it refers to', TG_TABLE_NAME
          USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
END $$
"""

# The planner knows nothing of how many rows come, nor of a table that is being filled: it is kept
# from going through all of it for each statement.
_BY_INDEX: Final = """
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"""

# What this very transaction brought needs no holding: nobody else can see it yet.
_CHECK: Final = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{by_index} AS $$
DECLARE
    named bigint; found bigint; of_others bigint; held bigint := 0;
BEGIN
    SELECT count(*), count(r.id),
           count(DISTINCT r.id) FILTER (WHERE r.xmin <> pg_current_xact_id()::xid)
      INTO named, found, of_others
      FROM brought b LEFT JOIN {other} r ON {joined};
    IF of_others > 0 THEN
        PERFORM FROM (SELECT DISTINCT {columns} FROM brought) b
                JOIN {other} r ON {joined}
                 AND r.xmin <> pg_current_xact_id()::xid
                 FOR KEY SHARE OF r;
        GET DIAGNOSTICS held = ROW_COUNT;
    END IF;
    IF found < named OR held < of_others THEN
        RAISE EXCEPTION 'violates "{name}": there is no such {other}'
              USING ERRCODE = 'foreign_key_violation', TABLE = '{table}',
                    CONSTRAINT = '{name}';
    END IF;
    RETURN NULL;
END $$
"""
_CHECKED: Final = """
CREATE TRIGGER {name} AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS brought
    FOR EACH STATEMENT EXECUTE FUNCTION {name}()
"""
_TAKE_ALONG: Final = """
CREATE FUNCTION {name}_gone() RETURNS trigger LANGUAGE plpgsql{by_index} AS $$
BEGIN
    DELETE FROM {table} b USING gone r
     WHERE {joined};
    RETURN NULL;
END $$
"""
_REFUSE: Final = """
CREATE FUNCTION {name}_gone() RETURNS trigger LANGUAGE plpgsql{by_index} AS $$
BEGIN
    PERFORM FROM gone r WHERE EXISTS (SELECT FROM {table} b WHERE {joined});
    IF FOUND THEN
        RAISE EXCEPTION 'violates "{name}": a {table} refers to this {other}'
              USING ERRCODE = 'foreign_key_violation', TABLE = '{table}',
                    CONSTRAINT = '{name}';
    END IF;
    RETURN NULL;
END $$
"""
_GONE: Final = """
CREATE TRIGGER {name}_gone AFTER DELETE ON {other}
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_gone()
"""
_STAYS: Final = """
CREATE TRIGGER {table}_keys_stay BEFORE UPDATE OF {columns}
    ON {table} FOR EACH ROW
    WHEN (({old})
          IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION keys_stay()
"""


@dataclass(frozen=True)
class BulkReference:
    """A reference of a table's columns to another table's, in the same order.

    `cascades` says that deleting what is referred to takes along who refers to it; else it is
    refused while somebody does.
    """

    columns: tuple[str, ...]
    other: str
    other_columns: tuple[str, ...]
    cascades: bool = False

    def statements(self, table: str) -> list[str]:
        """What makes the reference hold, in SQL."""
        pairs = zip(self.columns, self.other_columns, strict=True)
        words = {
            "name": self.name(table),
            "table": table,
            "other": self.other,
            "columns": ", ".join(self.columns),
            "joined": " AND ".join(f"r.{theirs} = b.{ours}" for ours, theirs in pairs),
            "by_index": _BY_INDEX,
        }
        parts = (_CHECK, _CHECKED, _TAKE_ALONG if self.cascades else _REFUSE, _GONE)
        return [part.format(**words) for part in parts]

    def name(self, table: str) -> str:
        """The name of the check, as an error tells it."""
        return f"bulk_{table}_{self.columns[-1]}"


BulkReferences = Sequence[tuple[str, BulkReference]]
"""References, each with the table that has it."""


def belongs_to_in_bulk(other: str, column: str) -> BulkReference:
    """As `belongs_to` with a cascade: a reference to an Owned row of the same organisation."""
    return BulkReference(("organisation_id", column), other, ("organisation_id", "id"), True)


def bulk_statements(references: BulkReferences) -> list[str]:
    """Everything that makes the references hold, once the tables are there."""
    statements = [KEYS_STAY]
    keys: dict[str, set[str]] = {}
    for table, reference in references:
        statements += reference.statements(table)
        keys.setdefault(table, set()).update(reference.columns)
        keys.setdefault(reference.other, set()).update(reference.other_columns)
    return [*statements, *(_stays(table, sorted(keys[table])) for table in sorted(keys))]


def forgetting_statements(references: BulkReferences) -> list[str]:
    """What is left to be taken away once the tables are gone."""
    checks = [reference.name(table) for table, reference in references]
    functions = ["keys_stay", *(each for check in checks for each in (check, f"{check}_gone"))]
    return [f"DROP FUNCTION {name}()" for name in functions]


def _stays(table: str, columns: list[str]) -> str:
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("OLD", "NEW"))
    return _STAYS.format(table=table, columns=", ".join(columns), old=old, new=new)
