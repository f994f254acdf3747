"""An uploaded file is imported by whoever has time, once, and can be taken back."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.uploaded_file import UploadedPiece
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import (
    ImportState,
    RejectedRow,
    VoterImport,
    VoterListEntry,
)
from phonebank.services.auditing import Author
from phonebank.services.importing import attending, matching, running, taking_back, uploading
from phonebank.services.importing.reading import look_into, open_voter_file
from phonebank.services.importing.starting import begin_import
from phonebank.services.importing.turns import turn
from tests.services.importing.conftest import NOON, Import

FILE = b"Name,Phone,Note\nAda Test,6515550101,x\nBo Test,6515550102,y\nCy Test,none,z\n"
BY = Author("member 1", NOON)
Begin = Callable[..., int]


@pytest.fixture
def begin(database: Database, organisation_id: int, tmp_path: Path) -> Begin:
    def run(content: bytes = FILE, **said: str) -> int:
        stream = io.BytesIO(content)
        file_id = uploading.keep_upload(database, organisation_id, "a.csv", stream, NOON)
        path = uploading.head_written_out(database, file_id, tmp_path)
        file = open_voter_file(path, said)
        with database.transaction() as session:
            return begin_import(
                session, organisation_id, "March", file, "a.csv", NOON, "member 1",
                uploaded_file_id=file_id,
            ).id  # fmt: skip

    return run


def count(database: Database, *tables: type) -> list[int]:
    with database.transaction() as session:
        return [session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


def record(database: Database, import_id: int) -> VoterImport:
    with database.transaction() as session:
        return session.get_one(VoterImport, import_id)


def attend(database: Database, import_id: int, folder: Path) -> None:
    attending.attend(database, import_id, folder, lambda: NOON)


def test_an_uploaded_file_comes_in_and_is_forgotten(
    database: Database, begin: Begin, tmp_path: Path
) -> None:
    import_id = begin()
    assert record(database, import_id).state is ImportState.WAITING
    attend(database, import_id, tmp_path)
    done = record(database, import_id)
    assert (done.state, done.rows, done.imported, done.rejected) == ("finished", 3, 2, 1)
    assert done.percent == 100
    assert count(database, Voter, UploadedPiece) == [2, 0]


def test_a_job_that_runs_twice_imports_once(
    database: Database, begin: Begin, tmp_path: Path
) -> None:
    import_id = begin()
    attend(database, import_id, tmp_path)
    attend(database, import_id, tmp_path)
    assert count(database, Voter, VoterListEntry, RejectedRow) == [2, 2, 1]


def test_a_column_is_what_it_was_said_to_be(
    database: Database, begin: Begin, tmp_path: Path
) -> None:
    import_id = begin(Note="city")
    attend(database, import_id, tmp_path)
    with database.transaction() as session:
        assert session.scalars(select(Voter.city).order_by(Voter.id)).all() == ["x", "y"]


def test_an_import_whose_process_died_is_found_and_begun_anew(
    database: Database, begin: Begin, tmp_path: Path
) -> None:
    import_id = begin()
    with database.transaction() as session:
        session.get_one(VoterImport, import_id).state = ImportState.RUNNING
    late = NOON + timedelta(minutes=5)
    with database.transaction() as session:
        assert attending.imports_without_job(session, NOON) == []
        assert attending.imports_without_job(session, late) == [import_id]
        assert attending.imports_without_job(session, late) == [], "it has its job now"
    attend(database, import_id, tmp_path)
    assert record(database, import_id).state is ImportState.FINISHED


def test_an_import_whose_command_died_is_found_and_fails_with_nobody_left(
    database: Database, do_import: Import, tmp_path: Path
) -> None:
    import_id = do_import("Name,Phone\nAda Test,6515550101\n").import_id
    with database.transaction() as session:
        session.get_one(VoterImport, import_id).state = ImportState.RUNNING
    with database.transaction() as session:
        late = NOON + timedelta(minutes=5)
        assert attending.imports_without_job(session, late) == [import_id]
    for _ in range(2):
        attend(database, import_id, tmp_path)
        failed = record(database, import_id)
        assert (failed.state, failed.imported) == (ImportState.FAILED, 0)
        assert "import it again" in failed.problem
        assert count(database, Voter, VoterListEntry) == [0, 0]


def test_an_import_whose_command_still_runs_is_left_to_it(
    database: Database, do_import: Import, organisation_id: int, tmp_path: Path
) -> None:
    import_id = do_import("Name,Phone\nAda Test,6515550101\n").import_id
    with database.transaction() as session:
        session.get_one(VoterImport, import_id).state = ImportState.RUNNING
    worker = Thread(target=attend, args=(database, import_id, tmp_path))
    with turn(database.engine, organisation_id):
        worker.start()
        worker.join(0.5)
        with database.transaction() as session:
            session.get_one(VoterImport, import_id).state = ImportState.FINISHED
    worker.join(10)
    assert record(database, import_id).state is ImportState.FINISHED
    assert count(database, Voter) == [1]


def test_a_cancelled_import_leaves_nobody(
    database: Database, begin: Begin, tmp_path: Path, organisation_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(running, "_LOOK_SECONDS", 0)
    import_id = begin()
    with database.transaction() as session:
        session.get_one(VoterImport, import_id).cancel_asked_at = NOON
    attend(database, import_id, tmp_path)
    assert record(database, import_id).state is ImportState.CANCELLED
    assert count(database, Voter, VoterListEntry, RejectedRow) == [0, 0, 0]


def test_an_import_that_waits_is_cancelled_at_once(
    database: Database, begin: Begin, organisation_id: int
) -> None:
    import_id = begin()
    with database.transaction() as session:
        taking_back.cancel(session, organisation_id, import_id, NOON)
    assert record(database, import_id).state is ImportState.CANCELLED


def test_an_import_is_taken_back_with_whom_it_brought(
    database: Database, begin: Begin, do_import: Import, tmp_path: Path, organisation_id: int
) -> None:
    do_import("Name,Phone\nAda Test,6515550101\n", list_name="Older")
    import_id = begin()
    attend(database, import_id, tmp_path)
    assert count(database, Voter, VoterListEntry) == [2, 3]
    with database.transaction() as session:
        assert taking_back.ask_to_take_back(session, organisation_id, import_id, BY)
    attend(database, import_id, tmp_path)
    assert record(database, import_id).state is ImportState.TAKEN_BACK
    assert count(database, Voter, PhoneNumber, VoterListEntry) == [1, 1, 1]


def test_an_import_is_not_taken_back_from_under_a_later_one_of_its_list(
    database: Database, begin: Begin, do_import: Import, tmp_path: Path, organisation_id: int
) -> None:
    first = do_import("Name,Phone\nAda Test,6515550101\n").import_id
    later = begin()
    for _ in ("while it waits", "once it is in"):
        with database.transaction() as session, pytest.raises(NotNow, match="later import"):
            taking_back.ask_to_take_back(session, organisation_id, first, BY)
        attend(database, later, tmp_path)
    for import_id in (later, first):
        with database.transaction() as session:
            assert taking_back.ask_to_take_back(session, organisation_id, import_id, BY)
        taking_back.take_back(database, import_id, lambda: NOON)
    assert count(database, Voter, VoterListEntry) == [0, 0]


def test_taking_back_waits_for_the_imports_that_go_on(
    database: Database, do_import: Import, organisation_id: int
) -> None:
    import_id = do_import("Name,Phone\nAda Test,6515550101\n").import_id
    with database.transaction() as session:
        taking_back.ask_to_take_back(session, organisation_id, import_id, BY)
    worker = Thread(target=taking_back.take_back, args=(database, import_id, lambda: NOON))
    with turn(database.engine, organisation_id):
        worker.start()
        worker.join(0.5)
        assert count(database, Voter) == [1]
    worker.join(10)
    assert record(database, import_id).state is ImportState.TAKEN_BACK


def test_nobody_takes_back_what_still_goes_on_or_is_anothers(
    database: Database, begin: Begin, organisation_id: int
) -> None:
    import_id = begin()
    with database.transaction() as session:
        with pytest.raises(NotNow):
            taking_back.ask_to_take_back(session, organisation_id, import_id, BY)
        with pytest.raises(NotFound):
            taking_back.cancel(session, organisation_id + 1, import_id, NOON)


def test_a_file_that_turns_out_to_be_none_fails_with_the_remedy(
    database: Database, begin: Begin, tmp_path: Path
) -> None:
    import_id = begin(b"Name,Phone\n")
    attend(database, import_id, tmp_path)
    failed = record(database, import_id)
    assert failed.state is ImportState.FAILED
    assert "no voters" in failed.problem


def test_a_file_that_nobody_came_back_for_is_forgotten_after_a_day(
    database: Database, begin: Begin, organisation_id: int
) -> None:
    begin()  # still to be read: it stays
    stream = io.BytesIO(FILE)
    uploading.keep_upload(database, organisation_id, "left.csv", stream, NOON)
    for hours, left in ((23, 2), (25, 1)):
        with database.transaction() as session:
            uploading.forget_left_behind(session, NOON + timedelta(hours=hours))
        assert count(database, UploadedPiece) == [left]


def test_an_empty_upload_is_refused(database: Database, begin: Begin) -> None:
    with pytest.raises(BadInput):
        begin(b"")


def test_columns_are_matched_by_header_and_doubted_by_their_cells(
    database: Database, organisation_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Phone,Language,Colour\nAda,ask her,Lao,red\nBo,none,Hmong,blue\n")
    file = look_into(path)
    found = matching.matches_of(file, {})
    assert [(each.column, each.confidence) for each in found] == [
        ("name", "sure"), ("phone", "doubtful"), ("language", "sure"), (None, "kept")
    ]  # fmt: skip
    assert found[3].samples == ("red", "blue")
    with database.transaction() as session:
        headers = file.columns.headers
        matching.remember(session, organisation_id, headers, {"Colour": "party"}, NOON)
        known = matching.remembered(session, organisation_id, ["name", "PHONE", *headers[2:]])
        assert matching.remembered(session, organisation_id + 1, headers) == {}
    assert matching.matches_of(file, known)[3].column == "party"


def test_two_columns_cannot_both_be_the_first_name(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("A,B,Phone\nAda,Bo,6515550101\n")
    with pytest.raises(BadInput, match="one column only"):
        open_voter_file(path, {"A": "first_name", "B": "first_name"})
