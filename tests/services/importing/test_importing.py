"""A voter file goes in whole, once, and says what became of every row."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.suppression import AuditEvent, Suppression
from phonebank.domain.voter import DeadNumber, PhoneNumber, Voter
from phonebank.domain.voter_list import (
    ImportState,
    ListKind,
    VoterImport,
    VoterList,
    VoterListEntry,
)
from phonebank.services.gate import is_suppressed
from phonebank.services.importing import batches as batching
from phonebank.services.importing import import_voters, statements
from phonebank.services.importing.starting import list_named
from phonebank.services.opting_out import opt_out
from tests.services.importing.conftest import NOON, Books, Import

PLAIN = (
    "First Name,Last Name,Cell Phone,Language,State\n"
    "Ada,Test,651-555-0101,Vietnamese,MN\n"
    "Bo,Sample,(612) 555-0102,Hmong,Minnesota\n"
)

VAN_HEADER = (
    "Voter File VANID\tLastName\tFirstName\tPref Phone \tCell Phone\tHomePhone\tPhoneId\tAddress"
    "\tCity\tState\tZipOrPostal\tCounty\tParty\tPollingLocation"
)
VAN_ROW = (
    "90001\tTest\tAda\t(651) 555-0101\t651-555-0102\t6515550103\t77\t1 Sample St"
    "\tSaint Paul\tMN\t55101\tRamsey\tDFL\tMade-up Library"
)
VAN = f"{VAN_HEADER}\r\n{VAN_ROW}\r\n"


def test_a_plain_export_becomes_voters_with_numbers(do_import: Import, books: Books) -> None:
    report = do_import(PLAIN)
    assert (report.rows, report.imported, report.merged, report.rejected) == (2, 2, 0, 0)
    ada, bo = books.voters()
    assert (ada.name, ada.language, ada.state) == ("Ada Test", "vi", "MN")
    assert (bo.name, bo.language, bo.state) == ("Bo Sample", "mww", "MN")
    assert books.numbers(bo) == [("+16125550102", "mobile")]


def test_vans_utf_16_file_named_xls_is_read(do_import: Import, books: Books) -> None:
    report = do_import(VAN.encode("utf-16"), name="export.xls")
    assert report.layout == "VAN, UTF-16, tab-separated"
    ada = books.voter()
    assert ada.voter_file_id == "90001"
    assert (ada.address, ada.city, ada.zip_code) == ("1 Sample St", "Saint Paul", "55101")
    assert ada.extra == {
        "PhoneId": "77",
        "county": "Ramsey",
        "party": "DFL",
        "polling_place": "Made-up Library",
    }


def test_the_preferred_phone_is_tried_first_then_the_cell_then_home(
    do_import: Import, books: Books
) -> None:
    do_import(VAN)
    assert books.numbers(books.voter()) == [
        ("+16515550101", "unknown"),
        ("+16515550102", "mobile"),
        ("+16515550103", "landline"),
    ]


def test_a_preferred_phone_that_is_the_cell_phone_is_one_mobile_number(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Pref Phone,Home Phone,Cell\nAda Test,6515550101,6515550101,6515550101\n")
    assert books.numbers(books.voter()) == [("+16515550101", "mobile")]


def test_nobodys_language_is_guessed_from_ethnicity(do_import: Import, books: Books) -> None:
    report = do_import(
        "LALVOTERID\tVoters_StateVoterID\tVoters_FirstName\tVoters_LastName\t"
        "VoterTelephones_CellPhoneFormatted\tVoterTelephones_CellPhoneUnformatted\t"
        "EthnicGroups_EthnicGroup1Desc\tethnic_description\tlanguages_description\n"
        "LALMN1\t555\tAda\tTest\t(651) 555-0101\t6515550101\tEast Asian\tVietnamese\tVietnamese\n",
        name="list.tab",
    )
    ada = books.voter()
    assert report.layout == "L2, UTF-8, tab-separated"
    assert ada.language == "und"
    assert ada.extra["languages_description"] == "Vietnamese"
    assert ada.extra["ethnic_description"] == "Vietnamese"
    assert (ada.voter_file_id, ada.extra["Voters_StateVoterID"]) == ("LALMN1", "555")
    assert books.numbers(ada) == [("+16515550101", "mobile")]


@pytest.mark.parametrize("file_id", ["7", ""], ids=["with an id", "without"])
def test_quotation_marks_and_backslashes_are_kept_as_they_are(
    do_import: Import, books: Books, file_id: str
) -> None:
    row = f'{file_id},Ada \\ Test,6515550101,"say ""hi"" \\n",C:\\t\n'
    do_import(f"VANID,Name,Phone,Note,City\n{row}")
    ada = books.voter()
    assert (ada.name, ada.city, ada.extra) == ("Ada \\ Test", "C:\\t", {"Note": 'say "hi" \\n'})


def test_voters_who_are_known_and_voters_who_are_new_come_in_one_batch(
    do_import: Import, books: Books
) -> None:
    do_import("VANID,Name,Phone,City\n7,Ada Test,6515550101,Old\n")
    report = do_import(
        "VANID,Name,Phone,City\n8,Bo Test,6515550102,Here\n7,Ada Test,6515550103,New\n"
        "9,Cy Test,6515550104,There\n9,Cy Test,6515550105,Elsewhere\n"
    )
    assert (report.imported, report.merged) == (2, 2)
    cities = {voter.name: voter.city for voter in books.voters()}
    assert cities == {"Ada Test": "New", "Bo Test": "Here", "Cy Test": "Elsewhere"}
    numbers = [[number for number, _ in books.numbers(voter)] for voter in books.voters()]
    assert sorted(map(len, numbers)) == [1, 2, 2]


def test_the_same_file_twice_changes_nothing(do_import: Import, books: Books) -> None:
    mixed = VAN_HEADER + "\n" + VAN_ROW + "\n" + VAN_ROW.replace("90001", "").replace("Ada", "Bo")
    do_import(mixed)
    before = books.everything()
    report = do_import(mixed)
    assert (report.imported, report.merged, report.rejected) == (0, 2, 0)
    assert books.everything() == before


def test_the_same_file_twice_leaves_one_entry_a_voter_on_the_list(
    do_import: Import, database: Database
) -> None:
    do_import(PLAIN)
    report = do_import(PLAIN)
    with database.transaction() as session:
        positions = session.scalars(
            select(VoterListEntry.position).where(VoterListEntry.voter_list_id == report.list_id)
        ).all()
        assert session.scalar(select(func.count()).select_from(VoterList)) == 1
    assert sorted(positions) == [0, 1]


def test_a_changed_file_updates_what_changed_and_keeps_what_it_leaves_blank(
    do_import: Import, books: Books
) -> None:
    do_import("VANID,Name,Phone,City,Zip\n7,Ada Test,6515550101,Old Town,55101\n")
    report = do_import("VANID,Name,Phone,City,Zip\n7,Ada Sample,6515550102,New Town,\n")
    ada = books.voter()
    assert (report.imported, report.merged) == (0, 1)
    assert (ada.name, ada.city, ada.zip_code) == ("Ada Sample", "New Town", "55101")
    assert [number for number, _ in books.numbers(ada)] == ["+16515550101", "+16515550102"]
    assert ada.updated_at > ada.created_at


def test_a_voter_twice_in_a_file_is_merged_and_the_last_row_speaks(
    do_import: Import, books: Books
) -> None:
    rows = (
        "VANID,Name,Phone,City,Zip,Note\n"
        "7,Ada Test,6515550101,Old,55101,a\n"
        "7,Ada Test,6515550102,New,,\n"
    )
    report = do_import(rows)
    ada = books.voter()
    assert (report.rows, report.imported, report.merged) == (2, 1, 1)
    assert (ada.city, ada.zip_code, ada.extra) == ("New", "55101", {"Note": "a"})
    assert [number for number, _ in books.numbers(ada)] == ["+16515550101", "+16515550102"]
    before = books.everything()
    do_import(rows)
    assert books.everything() == before


def test_a_household_sharing_a_number_stays_two_voters(do_import: Import, books: Books) -> None:
    do_import("Name,Phone\nAda Test,6515550101\nBo Test,6515550101\n")
    assert [voter.name for voter in books.voters()] == ["Ada Test", "Bo Test"]


def test_a_voter_known_by_name_and_number_is_recognised_when_an_id_comes(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Phone\nAda Test,6515550101\n")
    report = do_import("VANID,Name,Phone\n7,ADA TEST,6515550101\n")
    assert (report.imported, report.merged) == (0, 1)
    assert books.voter().voter_file_id == "7"
    report = do_import("Name,Phone\nAda Test,6515550101\n")
    assert (report.imported, report.merged) == (0, 1)
    assert books.voter().voter_file_id == "7"


def test_a_row_without_an_id_is_the_voter_of_its_name_and_number_in_the_same_file(
    do_import: Import, books: Books
) -> None:
    report = do_import(
        "VANID,Name,Phone,City\n,Ada Test,6515550101,Old\n7,Ada Test,6515550101,New\n"
    )
    assert (report.imported, report.merged) == (1, 1)
    assert (books.voter().voter_file_id, books.voter().city) == ("7", "New")


def test_a_row_without_an_id_adds_what_is_not_known_and_changes_nothing(
    do_import: Import, books: Books
) -> None:
    do_import("VANID,Name,Phone,City,Zip\n7,Ada Test,6515550101,Here,\n")
    do_import("Name,Phone,Cell,City,Zip\nADA TEST,6515550101,6515550102,There,55101\n")
    ada = books.voter()
    assert (ada.name, ada.city, ada.zip_code) == ("Ada Test", "Here", "55101")
    assert [n for n, _ in books.numbers(ada)] == ["+16515550101", "+16515550102"]


def test_two_ids_are_two_voters_though_name_and_number_are_the_same(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Phone\nAda Test,6515550101\n")
    do_import("VANID,Name,Phone\n7,Ada Test,6515550101\n8,Ada Test,6515550101\n")
    assert [voter.voter_file_id for voter in books.voters()] == ["7", "8"]


@pytest.mark.parametrize("no_id", ["", "0", "N/A", "NULL", "-", "1.23457E+12"])
def test_what_is_no_id_makes_nobody_the_same_person(
    do_import: Import, books: Books, no_id: str
) -> None:
    do_import(f"VANID,Name,Phone\n{no_id},Ada Test,6515550101\n{no_id},Bo Test,6515550102\n")
    assert [voter.voter_file_id for voter in books.voters()] == [None, None]


def test_another_organisations_voters_are_nobodys_business(do_import: Import, books: Books) -> None:
    do_import("VANID,Name,Phone\n7,Ada Test,6515550101\n")
    report = do_import("VANID,Name,Phone\n7,Bo Sample,6515550101\n", slug="theirs")
    assert report.imported == 1
    assert [voter.name for voter in books.voters()] == ["Ada Test", "Bo Sample"]


def test_a_dead_number_stays_dead(do_import: Import, books: Books, database: Database) -> None:
    do_import(PLAIN)
    with database.transaction() as session:
        for number in session.scalars(select(PhoneNumber)):
            number.dead = DeadNumber.WRONG
    do_import(PLAIN.replace("Cell Phone", "Home Phone"))
    with database.transaction() as session:
        dead = session.scalars(select(PhoneNumber.dead)).all()
    assert dead == [DeadNumber.WRONG, DeadNumber.WRONG]


def test_a_number_that_opted_out_stays_opted_out(
    do_import: Import, database: Database, organisation_id: int
) -> None:
    do_import(PLAIN)
    with database.transaction() as session:
        opt_out(session, organisation_id, "+16515550101", None, NOON, "voter")
    do_import(PLAIN.replace("Ada", "Adaline"))
    with database.transaction() as session:
        assert is_suppressed(session, organisation_id, "+16515550101")
        assert session.scalar(select(func.count()).select_from(Suppression)) == 1


def test_a_mobile_is_not_made_a_landline_by_another_file_but_a_landline_a_mobile(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Home Phone\nAda Test,6515550101\n")
    do_import("Name,Cell Phone\nAda Test,6515550101\n")
    do_import("Name,Home Phone\nAda Test,6515550101\n")
    assert books.numbers(books.voter()) == [("+16515550101", "mobile")]


def test_the_language_a_caller_noted_outlives_the_same_file(
    do_import: Import, books: Books, database: Database
) -> None:
    file = "VANID,Name,Phone,Language\n7,Ada Test,6515550101,English\n"
    do_import(file)
    with database.transaction() as session:
        session.scalars(select(Voter)).one().language = "vi"
    do_import(file)
    assert books.voter().language == "vi"
    do_import(file.replace("English", "Lao"))
    assert books.voter().language == "lo"


def test_a_language_that_nobody_serves_is_unknown_and_kept_in_words(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Phone,Language\nAda Test,6515550101,Klingon\n")
    assert (books.voter().language, books.voter().extra) == ("und", {"language": "Klingon"})


def test_every_rejected_row_is_kept_with_its_line_and_reason(
    do_import: Import, books: Books
) -> None:
    report = do_import(
        "Name,Cell Phone,Note\n"
        'Ada Test,6515550101,"two\nlines"\n'
        "Bo Test,+44 20 7946 0958,x\n"
        "\n"
        "Cy Test,900-555-0123,x\n"
        "Di Test,ask her,x\n"
        "Ed Test,,x\n"
        ",6515550102,x\n"
        "Flo Test,6515550103\n"
        "Gus Test,6515550104,x,y\n"
        "Hoa Test,6515550105,x,,\n"
    )
    assert (report.rows, report.imported, report.rejected) == (9, 2, 7)
    assert books.rejected() == [
        (4, "No usable number. Cell Phone: This number belongs to another country."),
        (6, "No usable number. Cell Phone: This number charges whoever calls it."),
        (7, "No usable number. Cell Phone: This is not a telephone number."),
        (8, "This row has no telephone number."),
        (9, "This row has no name."),
        (10, "This row has 2 cells where the header has 3."),
        (11, "This row has 4 cells where the header has 3."),
    ]


def test_a_number_that_cannot_be_used_is_kept_beside_one_that_can(
    do_import: Import, books: Books
) -> None:
    do_import("Name,Cell Phone,Work Phone\nAda Test,6515550101,+44 20 7946 0958\n")
    assert books.voter().extra == {"Work Phone": "+44 20 7946 0958"}


def test_two_numbers_in_one_cell_are_two_numbers(do_import: Import, books: Books) -> None:
    do_import("Name,Phone\nAda Test,651-555-0101 / 651-555-0102\n")
    assert [n for n, _ in books.numbers(books.voter())] == ["+16515550101", "+16515550102"]


def test_an_import_is_noted_with_its_books_and_no_number(
    do_import: Import, database: Database
) -> None:
    report = do_import(PLAIN, name="march.csv")
    with database.transaction() as session:
        event = session.scalars(select(AuditEvent)).one()
        noted = session.get_one(VoterImport, report.import_id)
    assert (event.action, event.subject) == ("import voters", f"voter list {report.list_id}")
    assert event.details == {
        "rows": 2, "imported": 2, "merged": 0, "rejected": 0, "voter_import": report.import_id
    }  # fmt: skip
    assert (noted.file_name, noted.rows, noted.imported) == ("march.csv", 2, 2)
    assert report.seconds == (noted.finished_at - noted.started_at).total_seconds()  # type: ignore[operator]


def test_the_report_can_be_written_as_json(do_import: Import) -> None:
    report = do_import(PLAIN).as_dict()
    assert report["mapping"] == {
        "First Name": "first_name",
        "Last Name": "last_name",
        "Cell Phone": "cell_phone",
        "Language": "language",
        "State": "state",
    }
    assert {"rows", "imported", "merged", "rejected", "seconds"} <= report.keys()


def test_an_unknown_organisation_is_not_found(do_import: Import) -> None:
    with pytest.raises(NotFound):
        do_import(PLAIN, slug="nobody")


def test_a_list_needs_a_name(do_import: Import) -> None:
    with pytest.raises(BadInput):
        do_import(PLAIN, list_name=" \u202e ")


def test_a_list_is_taken_as_it_is_where_nobody_says_what_for(
    database: Database, do_import: Import, organisation_id: int
) -> None:
    with database.transaction() as session:
        made = list_named(session, organisation_id, "March", NOON, ListKind.EXCLUSION)
    assert do_import("Name,Phone\nAda Test,6515550101\n").list_id == made.id


def test_a_failure_half_way_is_noted_and_what_had_come_in_is_taken_back(
    do_import: Import, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "BATCH", 1)
    monkeypatch.setattr(statements, "ADD_ENTRIES", FAILS_FOR_BO)
    with pytest.raises(Exception, match="division by zero"):
        do_import(PLAIN)
    with database.transaction() as session:
        for table in (Voter, VoterListEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        noted = session.scalars(select(VoterImport)).one()
    assert (noted.state, noted.problem) == (ImportState.FAILED, "DivisionByZero")
    assert (noted.rows, noted.imported) == (0, 0)


FAILS_FOR_BO = statements.ADD_ENTRIES.replace(
    "+ position", "+ position / (first_name <> 'Bo')::int"
)


def test_ten_thousand_rows_go_in(do_import: Import, books: Books) -> None:
    rows = [f"{n},Ada,Test{n},651-555-01{n % 100:02}" for n in range(1, 10_001)]
    report = do_import("VANID,First,Last,Cell\n" + "\n".join(rows) + "\n")
    assert (report.imported, report.rejected) == (10_000, 0)
    assert len(books.voters()) == 10_000


@pytest.mark.parametrize("header", ["Do Not Call", "DNC", "do_not_text", "Opted Out"])
@pytest.mark.parametrize("word", ["1", "Y", "true", "X", "Do not call"])
def test_whom_the_file_marks_as_not_to_be_contacted_is_not_imported_and_opted_out(
    do_import: Import, database: Database, header: str, word: str
) -> None:
    report = do_import(f"Name,Phone,{header}\nAda Test,651-555-0101,{word}\nBo Test,6515550102,\n")
    assert (report.imported, report.rejected) == (1, 1)
    with database.transaction() as session:
        assert session.scalars(select(Suppression.e164)).all() == ["+16515550101"]


@pytest.mark.parametrize(
    "row",
    [
        ",651-555-0101,Y",
        "\ufffd,651-555-0101,Y",
        f"{'A' * 300},651-555-0101,Y",
        "Ada Test,651-555-0101,Y,a note,too many",
    ],
)
def test_whom_the_file_marks_is_opted_out_whatever_else_is_wrong_with_the_row(
    do_import: Import, books: Books, database: Database, row: str
) -> None:
    do_import(f"Name,Phone,Do Not Call\n{row}\nBo Test,6515550102,\n")
    assert books.rejected() == [(2, "The file says not to contact this voter.")]
    with database.transaction() as session:
        assert session.scalars(select(Suppression.e164)).all() == ["+16515550101"]


def test_either_of_two_columns_is_enough(do_import: Import, database: Database) -> None:
    do_import("Name,Phone,Do Not Call,Do Not Text\nAda Test,651-555-0101,0,1\n" + OTHER_ROW)
    with database.transaction() as session:
        assert session.scalars(select(Suppression.e164)).all() == ["+16515550101"]


def test_a_blank_or_a_no_leaves_the_voter_to_be_contacted(
    do_import: Import, database: Database
) -> None:
    rows = "".join(
        f"Ada{n} Test,65155501{n:02d},{word}\n" for n, word in enumerate(["", "0", "N", "false"])
    )
    assert do_import(f"Name,Phone,Do Not Call\n{rows}").imported == 4
    with database.transaction() as session:
        assert session.scalars(select(Suppression)).all() == []


OTHER_ROW = "Bo Test,6515550102,0,0\n"


def test_an_import_holds_no_number_against_a_voters_stop_while_it_goes_on(
    database: Database, tmp_path: Path, organisation_id: int
) -> None:
    path = tmp_path / "voters.csv"
    path.write_text("Name,Phone,Do Not Call\nAda Test,651-555-0101,Y\nBo Test,6515550102,\n")
    held: list[int] = []

    def clock() -> datetime:
        locks = text(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        )
        with database.engine.connect() as connection:
            held.append(connection.scalar(locks) or 0)
        return NOON

    import_voters(database, "ours", "Everybody", path, clock)
    assert max(held) <= 1, "only that imports take turns"
    with database.transaction() as session:
        assert is_suppressed(session, organisation_id, "+16515550101")
