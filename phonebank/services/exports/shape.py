"""What the layouts of exports share: their shape, their scope, and how a cell is written.

Every cell passes through `_NEUTRAL`, so that a spreadsheet finds no formula in it (OWASP, "CSV
Injection").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LayoutName(StrEnum):
    """A layout, by the name that stands in addresses and commands."""

    ANSWERS = "answers"
    VAN_SURVEY = "van-survey"
    VAN_CONTACTS = "van-contact-history"
    VAN_UPLOAD = "van-bulk-upload"
    VOTERS = "voters"
    TAGS = "tags"


@dataclass(frozen=True)
class Scope:
    """What is exported: all of an organisation's, or of one campaign, shift or list only."""

    organisation_id: int
    campaign_id: int | None = None
    shift_id: int | None = None
    voter_list_id: int | None = None


@dataclass(frozen=True)
class Layout:
    """A statement whose rows are the export's, and the headers above them. Values of the statement
    are in `values`; all of them are whole numbers."""

    headers: tuple[str, ...]
    statement: str
    values: Mapping[str, int]


NAME: Final = "trim(v.first_name || ' ' || v.last_name)"
DAY: Final = "to_char({} AT TIME ZONE 'UTC', 'MM/DD/YYYY')"

# What begins with = + - @, a tabulator or a carriage return (`domain/csv_cells.py`), by its code.
_NEUTRAL: Final = """
    CASE WHEN {0} IS NULL THEN '' WHEN ascii({0}) IN (61, 43, 45, 64, 9, 13) THEN '''' || {0}
         ELSE {0} END
    """


def layout_of(columns: Mapping[str, str], source: str, scope: Scope) -> Layout:
    """A layout of columns (header -> SQL). Rows are sorted inside, so that every cell is worked
    out once and looked at outside."""
    made = ", ".join(f"({each})::text AS c{place}" for place, each in enumerate(columns.values()))
    cells = ", ".join(_NEUTRAL.format(f"c{place}") for place in range(len(columns)))
    values = {key: value for key, value in vars(scope).items() if value is not None}
    statement = f"SELECT {cells} FROM (SELECT {made} {source}) x"  # noqa: S608
    return Layout(tuple(columns), statement, values)


def within(scope: Scope, table: str) -> str:
    """The condition on rows of a table that has a shift. Only numbers are filled in."""
    wanted = [f"{table}.organisation_id = %(organisation_id)s"]
    if scope.shift_id is not None:
        wanted.append(f"{table}.shift_id = %(shift_id)s")
    if scope.campaign_id is not None:
        wanted.append("s.campaign_id = %(campaign_id)s")
    return " AND ".join(wanted)
