"""One value of a row that other programs read: where it comes from, and what it means.

The statement that reads a collection and its description for others are both made of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

MOMENT: Final = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
"""A moment in SQL as RFC 3339 writes it, in UTC."""


class Kind(StrEnum):
    """What a value is."""

    NUMBER = auto()
    TEXT = auto()
    FLAG = auto()
    MOMENT = auto()
    WORDS = auto()
    """A list of texts."""


@dataclass(frozen=True)
class Field:
    """`expression` is SQL over the collection's source; `among` are all the texts that it may be,
    where they are few."""

    expression: str
    kind: Kind
    about: str
    nullable: bool = False
    among: tuple[str, ...] = ()

    @property
    def selected(self) -> str:
        """The expression as JSON shall have it."""
        return MOMENT.format(self.expression) if self.kind is Kind.MOMENT else self.expression


@dataclass(frozen=True)
class Filter:
    """A condition that whoever asks may set; `condition` holds one place for the value."""

    condition: str
    kind: Kind
    about: str


@dataclass(frozen=True)
class Collection:
    """Rows of `source`, whose main table is called `x` there and has `id` and `organisation_id`;
    in the order of `x.id`."""

    about: str
    source: str
    fields: Mapping[str, Field]
    filters: Mapping[str, Filter]


def number(expression: str, about: str, *, nullable: bool = False) -> Field:
    """A whole number."""
    return Field(expression, Kind.NUMBER, about, nullable)


def words(expression: str, about: str, *, nullable: bool = False) -> Field:
    """Free text."""
    return Field(expression, Kind.TEXT, about, nullable)


def one_of(expression: str, kind: type[StrEnum], about: str, *, nullable: bool = False) -> Field:
    """A text out of an enum's values."""
    return Field(expression, Kind.TEXT, about, nullable, tuple(each.value for each in kind))


def moment(expression: str, about: str, *, nullable: bool = False) -> Field:
    """A point in time."""
    return Field(expression, Kind.MOMENT, about, nullable)
