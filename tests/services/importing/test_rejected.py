"""Rejected rows can be taken home, safely, by their owner only."""

import csv
import io

import pytest

from phonebank.db import Database
from phonebank.domain.errors import NotFound
from phonebank.services.importing import rejected_csv, rejected_rows
from tests.services.importing.conftest import Import


def test_rejected_rows_are_downloaded_with_formulas_neutralised(
    do_import: Import, database: Database, organisation_id: int
) -> None:
    report = do_import("Name,Phone\n=HYPERLINK(1),none\nAda \u202eTest\x00,\n")
    with database.transaction() as session:
        rows = rejected_rows(session, organisation_id, report.import_id)
        text = "".join(rejected_csv(rows)).lstrip("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Reason", "Row"],
        ["2", "This row has no telephone number.", "'=HYPERLINK(1),none"],
        ["3", "This row has no telephone number.", "Ada Test,"],
    ]


def test_what_is_kept_of_a_rejected_row_is_bounded(
    do_import: Import, database: Database, organisation_id: int
) -> None:
    report = do_import(f"Name,Phone\n{'x' * 100_000},none\n{'y' * 500_000}\n")
    with database.transaction() as session:
        rows = list(rejected_rows(session, organisation_id, report.import_id))
    assert [len(row.row) <= 2000 for row in rows] == [True, True]


def test_another_organisations_rejected_rows_are_not_found(
    do_import: Import, database: Database, organisation_id: int
) -> None:
    report = do_import("Name,Phone\nAda Test,none\n")
    with database.transaction() as session, pytest.raises(NotFound):
        rejected_rows(session, organisation_id + 1, report.import_id)
