"""Promises that hold for every file, not only for those that we thought of."""

import csv
import io
import secrets
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.errors import BadInput
from phonebank.domain.organisation import Organisation
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.services.importing import ImportReport, import_voters, reading
from phonebank.services.importing import batches as batching
from phonebank.services.importing.people import ReadyVoter, read_voters
from phonebank.services.importing.reading import open_voter_file
from tests.services.importing.conftest import NOON

CELLS = {
    "First Name": "Zoë",
    "Last Name": "Test",
    "Cell Phone": "651-555-0101",
    "Home Phone": "651-555-0102",
    "Language": "Vietnamese",
    "City": "Saint Paul",
    "State": "MN",
    "Zip": "55101",
    "Note": 'made up; quite, so\n"really"',
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
LETTERS = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20)


def written(rows: list[list[str]], delimiter: str, line_end: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def only_voter(content: bytes) -> ReadyVoter:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(content)
        file = open_voter_file(path)
        (voter,) = read_voters(file.columns, file.records())
    assert isinstance(voter, ReadyVoter)
    return voter


@settings(deadline=None)
@given(
    headers=st.permutations(list(CELLS)),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_order_of_columns_in_any_encoding_is_the_same_voter(
    headers: list[str], encoding: str, delimiter: str, line_end: str
) -> None:
    text = written([headers, [CELLS[h] for h in headers]], delimiter, line_end)
    voter = only_voter(text.encode(encoding))
    assert (voter.first_name, voter.last_name, voter.language) == ("Zoë", "Test", "vi")
    assert [number for number, _ in voter.numbers] == ["+16515550101", "+16515550102"]
    assert (voter.city, voter.state, voter.zip_code) == ("Saint Paul", "MN", "55101")
    assert voter.extra["Note"] == 'made up; quite, so "really"'


@settings(deadline=None)
@given(name=LETTERS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_name_in_any_script_comes_out_in_one_piece_or_is_no_name(
    name: str, encoding: str
) -> None:
    rows = [["First Name", "Last Name", "Phone"], [f"Ada{name}", "Test", "6515550101"]]
    first = only_voter(written(rows, ",", "\n").encode(encoding)).first_name
    assert first.startswith("Ada")
    assert "\x00" not in first and "\u202e" not in first


@settings(deadline=None)
@given(content=st.binary(max_size=400), header=st.sampled_from([b"", b"Name,Phone\n"]))
def test_no_bytes_whatever_do_worse_than_be_refused(content: bytes, header: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(header + content)
        try:
            file = open_voter_file(path)
        except BadInput:
            return
        rows = list(read_voters(file.columns, file.records()))
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["Ada Test", "ADA TEST", "Bo Test", ""]),
        st.sampled_from(["6515550101", "6515550102", "none"]),
        st.sampled_from(["6515550101", "6515550103", ""]),
        st.sampled_from(["", "Lao", "English", "Klingon"]),
        st.sampled_from(["", "Old Town", "New Town"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(earlier=ROWS, rows=ROWS, at_a_time=st.sampled_from([1, 2, 5_000]), lanes=st.booleans())
def test_whatever_the_file_its_books_balance_and_a_second_time_changes_nothing(
    database: Database,
    earlier: list[tuple[str, ...]],
    rows: list[tuple[str, ...]],
    at_a_time: int,
    lanes: bool,
) -> None:
    with (
        patch.object(batching, "BATCH", at_a_time),
        patch.object(reading, "SMALL_BYTES", 0 if lanes else 1 << 20),
    ):
        check_twice(database, earlier, rows)


def check_twice(
    database: Database, earlier: list[tuple[str, ...]], rows: list[tuple[str, ...]]
) -> None:
    slug = secrets.token_hex(8)
    with database.transaction() as session:
        session.add(Organisation(slug=slug, name="Made-up Neighbours", created_at=NOON))
    imported_from(database, slug, earlier)
    first = imported_from(database, slug, rows)
    before = everything_of(database, slug)
    second = imported_from(database, slug, rows)
    assert first.rows == len(rows) == first.imported + first.merged + first.rejected
    assert (second.imported, second.rejected) == (0, first.rejected)
    assert everything_of(database, slug) == before


def imported_from(database: Database, slug: str, rows: list[tuple[str, ...]]) -> ImportReport:
    header = ["VANID", "Name", "Cell", "Home", "Language", "City"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_text(written([header, *map(list, rows)], ",", "\n"), encoding="utf-8")
        return import_voters(database, slug, "March", path, lambda: NOON)


def everything_of(database: Database, slug: str) -> list[list[tuple[object, ...]]]:
    with database.transaction() as session:
        owner = select(Organisation.id).where(Organisation.slug == slug).scalar_subquery()
        tables = [Voter.__table__, PhoneNumber.__table__]
        return [
            [
                tuple(row)
                for row in session.execute(
                    select(table).where(table.c.organisation_id == owner).order_by(table.c.id)
                )
            ]
            for table in tables
        ]
