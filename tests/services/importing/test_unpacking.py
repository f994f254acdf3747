"""Workbooks and archives are read like the table in them, and no archive eats the disk."""

import errno
import io
import resource
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from phonebank.domain.errors import BadInput
from phonebank.services.importing import unpacking
from tests.services.importing.conftest import Books, Import

ROWS = "Name,Phone\nZoë Test,6515550101\n"


def archive(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return held.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


def test_a_workbook_is_a_list_and_its_numbers_keep_their_digits(
    do_import: Import, books: Books
) -> None:
    report = do_import(
        workbook([["Name", "Phone", "VANID"], ["Zoë Test", 6515550101, 90001.0]]), name="list.xlsx"
    )
    assert (report.imported, report.rejected) == (1, 0)
    assert (books.voter().name, books.voter().voter_file_id) == ("Zoë Test", "90001")
    assert books.numbers(books.voter()) == [("+16515550101", "unknown")]


def test_a_rejected_row_of_a_workbook_is_named_by_its_row_in_the_sheet(
    do_import: Import, books: Books
) -> None:
    do_import(workbook([["Name", "Phone"], ["Ada", 6515550101], [], ["Bo", "two\nlines"]]))
    assert [line for line, _ in books.rejected()] == [4]


def test_a_zip_of_one_file_is_that_file(do_import: Import, books: Books) -> None:
    do_import(archive({"lists/march.csv": ROWS.encode("utf-16"), "__MACOSX/._march.csv": b"x"}))
    assert books.voter().name == "Zoë Test"


SHEET = "xl/worksheets/sheet1.xml"


def flipped(content: bytes, name: str) -> bytes:
    """An archive with one byte of the file's packed data turned over."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        place = packed.getinfo(name).header_offset + 30 + len(name)
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def nested(layers: int) -> bytes:
    return archive({"list.zip": nested(layers - 1)}) if layers else ROWS.encode()


def test_a_zip_in_a_zip_is_the_file_in_it(do_import: Import, books: Books) -> None:
    do_import(nested(2))
    assert books.voter().name == "Zoë Test"


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (flipped(archive({"a.csv": ROWS.encode() * 50}), "a.csv"), "damaged"),
        (flipped(workbook([["Name"], ["Zoë Test"]]), SHEET), "workbook cannot be read"),
        (nested(3), "holds archives"),
        (archive({"a.csv": b"x", "b.csv": b"y"}), "2 files"),
        (archive({"a.csv": ROWS.encode()})[:60], "damaged"),
        (archive({"[Content_Types].xml": b"<no>"}), "workbook cannot be read"),
    ],
    ids=[
        "a byte of a zip",
        "a byte of a workbook",
        "three layers",
        "two files",
        "cut off",
        "no workbook",
    ],
)
def test_an_archive_that_is_no_list_is_refused_with_the_remedy(
    do_import: Import, content: bytes, remedy: str
) -> None:
    with pytest.raises(BadInput, match=remedy):
        do_import(content)


def test_a_bomb_is_refused_before_it_goes_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_ROWS_FREE", 1_000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(archive({"a.csv": bytes(10_000_000)}))
    with pytest.raises(BadInput, match="far more than a list"):
        unpacking.unpacked(path)
    assert [each.name for each in tmp_path.iterdir()] == ["bomb.zip"]


@pytest.mark.parametrize(
    "content",
    [archive({"a.csv": ROWS.encode() * 500}), workbook([["Zoë Test", 6515550101]] * 500)],
    ids=["zip", "workbook"],
)
def test_a_disk_that_takes_no_more_is_no_fault_of_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError) as refused:
            unpacking.unpacked(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.errno == errno.EFBIG
