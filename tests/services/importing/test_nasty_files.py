"""Files as they are found in the wild, and files that were made to do harm."""

import tracemalloc
from pathlib import Path

import pytest

from phonebank.services.importing.reading import open_voter_file
from phonebank.services.importing.records import BrokenRecord
from tests.services.importing.conftest import Books, Import

ROW = "Name,Phone\nZoë Test,6515550101\n"


@pytest.mark.parametrize(
    "content",
    [
        ROW.encode(),
        b"\xef\xbb\xbf" + ROW.encode(),
        ROW.encode("utf-16"),
        b"\xfe\xff" + ROW.encode("utf-16-be"),
        ROW.encode("utf-16-le"),
        ROW.encode("cp1252"),
        ROW.replace(",", ";").encode(),
        ROW.replace(",", "\t").encode(),
        ROW.replace("\n", "\r\n").encode(),
        ROW.replace("\n", "\r").encode(),
        ROW.rstrip().encode(),
        b"sep=;\r\n" + ROW.replace(",", ";").encode(),
        ROW.replace("Zoë", '"Zoë').replace("Test", 'Test"').encode(),
        ROW.replace("6515550101", '"=""6515550101"""').encode(),
        ROW.replace("6515550101", "6515550101.0").encode(),
        ROW.replace("Zoë", "Zo\u0065\u0308").encode(),
        ROW.replace("Zoë", "\u202eZ\x00o\u2066ë\u200b").encode(),
        ROW.replace("Zoë Test", '"Test, Zoë"').encode(),
    ],
)
def test_one_voter_is_read_however_the_file_is_written(
    do_import: Import, books: Books, content: bytes
) -> None:
    report = do_import(content)
    voter = books.voter()
    assert (voter.first_name, voter.last_name) == ("Zoë", "Test")
    assert books.numbers(voter) == [("+16515550101", "unknown")]
    assert report.rejected == 0


def test_one_broken_letter_does_not_spoil_a_file_of_vietnamese_names(
    do_import: Import, books: Books
) -> None:
    good = "".join(f"Nguyễn Thị Thử {n},65155501{n:02}\n" for n in range(10))
    do_import(("Name,Phone\n" + good).encode() + b"Zo\xeb Test,6515550190\n")
    assert len(books.voters()) == 10
    assert books.voters()[0].first_name == "Nguyễn Thị Thử"
    assert books.rejected() == [
        (12, "The name has letters that cannot be read: save the file as UTF-8.")
    ]


def test_the_letter_that_tells_the_encoding_may_stand_at_the_very_end(
    do_import: Import, books: Books
) -> None:
    long = "".join(f"Ada Test,6515550101,{'made up ' * 9_999}\n" for _ in range(10))
    do_import(f"Name,Phone,Note\n{long}Zoë Test,6515550102,\n".encode("cp1252"))
    assert [voter.name for voter in books.voters()] == ["Ada Test", "Zoë Test"]


def test_joiners_that_urdu_and_khmer_need_stay(do_import: Import, books: Books) -> None:
    do_import("Name,Phone\nمی\u200cخواهم,6515550101\n")
    assert books.voter().first_name == "می\u200cخواهم"


def test_a_stray_quotation_mark_costs_its_own_row_only(do_import: Import, books: Books) -> None:
    rows = "".join(f"Ada Test{n}\t651-555-01{n % 100:02}\n" for n in range(300))
    report = do_import(f'Name\tPhone\n"Bo Test\t6515550101\n{rows}"Cy Test\t6515550102\n')
    assert (report.imported, report.rejected) == (300, 2)
    assert books.rejected() == [
        (2, "A quotation mark is opened in this row and never closed."),
        (303, "A quotation mark is opened in this row and never closed."),
    ]


def test_an_enormous_line_or_field_costs_its_own_row_only(do_import: Import, books: Books) -> None:
    line = "x" * 1_000_000
    field = "y" * 200_000
    many_lines = '"' + "z\n" * 500
    do_import(
        f"Name,Phone\n{line},6515550101\nAda Test,6515550102\n{field},6515550103\n"
        f"Bo Test,6515550104\n{many_lines}"
    )
    # the file is long enough for two lanes, of which either may come first
    assert sorted(voter.name for voter in books.voters()) == ["Ada Test", "Bo Test"]
    assert [line for line, _ in books.rejected()][:3] == [2, 4, 6]


def test_a_very_long_name_is_rejected_and_a_very_long_note_is_cut(
    do_import: Import, books: Books
) -> None:
    do_import(f"Name,Phone,Note\n{'n' * 300},6515550101,\nAda Test,6515550102,{'m' * 5000}\n")
    assert books.rejected() == [(2, "The name is longer than 200 letters.")]
    assert len(books.voter().extra["Note"]) == 2000


def test_a_file_is_never_held_in_memory(tmp_path: Path) -> None:
    """Two megabytes in lines, and twenty in a single line that never ends."""
    path = tmp_path / "large.csv"
    with path.open("w") as stream:
        stream.write("Name,Phone\n")
        stream.writelines("Ada Test,6515550101\n" for _ in range(100_000))
        stream.writelines("x" * 100_000 for _ in range(200))
    tracemalloc.start()
    rows = broken = 0
    for row in open_voter_file(path).records():
        rows += 1
        broken += isinstance(row, BrokenRecord)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (rows, broken) == (100_001, 1)
    assert peak_bytes < 10_000_000


def test_two_columns_of_one_name_are_told_apart(do_import: Import, books: Books) -> None:
    do_import("Name,Phone,Phone,Note,Note,,\nAda Test,6515550101,6515550102,a,b,c,\n")
    assert books.voter().extra == {"Note": "a", "Note (2)": "b", "Column 6": "c"}
    assert [n for n, _ in books.numbers(books.voter())] == ["+16515550101", "+16515550102"]
