"""A file that is no voter list is refused whole, with a sentence that names the remedy."""

import zlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from phonebank.db import Database
from phonebank.domain.errors import BadInput
from phonebank.domain.voter_list import VoterImport, VoterList
from phonebank.services.importing import import_voters
from tests.services.importing.conftest import NOON, Import

NOISE = zlib.compress(bytes(range(256)) * 40)[2:] * 20
CHINESE = "姓名,Phone\n" + "王小明,6515550101\n陳大文,6515550102\n" * 5

REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n \r\n", "empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "first row"),
    "a damaged xlsx": (b"PK\x03\x04" + NOISE, "damaged"),
    "old xls": (b"\xd0\xcf\x11\xe0" + NOISE, "Excel workbook"),
    "pdf": (b"%PDF-1.7\n" + NOISE, "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + NOISE, "picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + NOISE, "picture"),
    "gzip": (b"\x1f\x8b" + NOISE, "compressed"),
    "noise": (NOISE, "CSV"),
    "zeros": (bytes(5000), "not a text file"),
    "web page": (b"\n<!DOCTYPE html><html><body>Please sign in, Phone</body>", "web page"),
    "web table": ("\ufeff<table><tr><td>Phone".encode(), "web page"),
    "json": (b'[{"name": "Ada Test", "phone": "6515550101"}]', "JSON"),
    "no phone column": (b"First Name,Last Name,E-mail\nAda,Test,a@example.org\n", "Cell Phone"),
    "phone ids are no phones": (b"Name,PhoneId\nAda Test,6515550101\n", "Cell Phone"),
    "no name column": (b"Phone\n6515550101\n", "First Name"),
    "no header": (b"Ada,Test,6515550101\nBo,Test,6515550102\n", "first row"),
    "header alone": (b"Name,Phone\n\n", "no voters"),
    "Chinese encoding": (CHINESE.encode("gb18030"), "CSV (UTF-8)"),
    "Cyrillic encoding": ("Имя,Phone\nАнна Пробная,6515550101\n".encode("cp1251"), "CSV (UTF-8)"),
    "too many columns": (b"Name,Phone," + b"x," * 6000 + b"x\nAda,6515550101\n", "columns"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_list_is_refused_with_the_remedy(
    do_import: Import, database: Database, kind: str
) -> None:
    content, remedy = REFUSED[kind]
    with pytest.raises(BadInput) as refusal:
        do_import(content)
    sentence = str(refusal.value)
    assert remedy in sentence
    assert "please" in sentence.casefold()
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(VoterList)) == 0
        assert session.scalar(select(func.count()).select_from(VoterImport)) == 0


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_is_not_there_is_named(
    database: Database, organisation_id: int, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        import_voters(database, "ours", "March", tmp_path / name, lambda: NOON)
