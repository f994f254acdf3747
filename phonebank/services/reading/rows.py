"""Rows of a collection as JSON, which the database writes itself: a page, one, or all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import psycopg
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.services.reading.fields import Collection

LARGEST_PAGE: Final = 1_000
_PIECE: Final = 500

Value = int | datetime


@dataclass(frozen=True)
class Wanted:
    """The rows of an organisation that come after the id `after`, narrowed by the collection's
    filters."""

    organisation_id: int
    after: int = 0
    filters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Rows as JSON objects; `after` is the last one's id where others follow it."""

    rows: list[str]
    after: int | None


def page(session: Session, collection: Collection, wanted: Wanted, limit: int) -> Page:
    """The next rows, at most `limit` of them (1 to LARGEST_PAGE)."""
    statement, values = _statement(collection, wanted)
    found = (
        session.connection()
        .exec_driver_sql(f"{statement} LIMIT %(limit)s", {**values, "limit": limit + 1})
        .all()
    )
    after = found[limit - 1].id if len(found) > limit else None
    return Page([row.written for row in found[:limit]], after)


def one_row(session: Session, collection: Collection, organisation_id: int, id_: int) -> str:
    """One row. Raises NotFound, also for one of somebody else's."""
    statement, values = _statement(collection, Wanted(organisation_id, id_ - 1))
    found = session.connection().exec_driver_sql(f"{statement} LIMIT 1", values).first()
    if found is None or found.id != id_:
        raise NotFound("there is no such thing, or it is not yours")
    return str(found.written)


def every_row(session: Session, collection: Collection, wanted: Wanted) -> Iterator[bytes]:
    """All of the rows, a line each, in constant memory; the transaction lasts as long."""
    statement, values = _statement(collection, wanted)
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 - narrows for the checker
    with connection.cursor(name="reading") as cursor:
        cursor.itersize = _PIECE
        cursor.execute(statement.encode(), values)
        while found := cursor.fetchmany(_PIECE):
            yield "".join(f"{written}\n" for _, written in found).encode()


def _statement(collection: Collection, wanted: Wanted) -> tuple[str, dict[str, Value]]:
    """Everything but the values is ours. Raises KeyError for a filter that there is not."""
    pairs = ", ".join(f"'{name}', {each.selected}" for name, each in collection.fields.items())
    conditions = ["x.organisation_id = %(organisation_id)s", "x.id > %(after)s"]
    values: dict[str, Value] = {"organisation_id": wanted.organisation_id, "after": wanted.after}
    for name, value in wanted.filters.items():
        conditions.append(collection.filters[name].condition.format(f"%(by_{name})s"))
        values[f"by_{name}"] = value
    statement = (
        f"SELECT x.id, json_build_object({pairs})::text AS written FROM {collection.source} "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY x.id"
    )
    return statement, values
