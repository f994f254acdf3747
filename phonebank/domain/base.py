"""What every mapped class shares: names of constraints, types, and belonging to an organisation.

A row that belongs to an organisation carries its `organisation_id`, and every reference
between two such rows is a composite foreign key, so that the database itself refuses a row
that mixes two organisations (decision record 002).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from phonebank.domain.bulk_reference import BulkReference, BulkReferences

Texts = dict[str, str]
"""One text in several languages: written language tag -> text."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the name and form are SQLAlchemy's
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, str]: JSONB,
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
        list[dict[str, Any]]: JSONB,
    }

    bulk_references: ClassVar[tuple[BulkReference, ...]] = ()
    """What the table refers to without a foreign key, checked once a statement."""


def all_bulk_references() -> BulkReferences:
    """Those of every table."""
    classes = sorted((each.class_ for each in Base.registry.mappers), key=lambda c: c.__tablename__)
    return [(kind.__tablename__, each) for kind in classes for each in kind.bulk_references]


class Owned:
    """A row that belongs to one organisation."""

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


def owned(*constraints: Any) -> tuple[Any, ...]:
    """Table arguments of an Owned class: the key that others refer to, and its own constraints."""
    return (UniqueConstraint("organisation_id", "id"), *constraints)


def belongs_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to another Owned row of the same organisation."""
    return ForeignKeyConstraint(
        ["organisation_id", column], [f"{table}.organisation_id", f"{table}.id"], **options
    )


def enum_column(kind: type[StrEnum], name: str = "") -> Enum:
    """An enum kept as its value in a text column, with a check constraint, which needs a name of
    its own where a table has two of the kind."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
