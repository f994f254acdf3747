"""A campaign's texts for translators with a spreadsheet: every language a column, out and in.

The first column is the text's key, the second where it stands; each other one is headed by a
written language tag, the source first.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment

from phonebank.domain.csv_cells import for_workbook, neutral
from phonebank.domain.errors import BadInput
from phonebank.services.translating import CampaignTexts, Translated

KEY, PLACE = "Key", "Where"
MOST_BYTES = 8_000_000
MOST_UNPACKED_BYTES = 64_000_000
MOST_ROWS = 5_000
_WIDTHS = (24, 32)


def to_csv(texts: CampaignTexts) -> str:
    """Every text in every language as CSV with a byte order mark, neutral to spreadsheets."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _rows(texts):
        writer.writerow([neutral(cell) for cell in row])
    return "\ufeff" + buffer.getvalue()


def to_xlsx(texts: CampaignTexts) -> bytes:
    """Every text in every language as a workbook of words alone: no cell is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Texts")
    for column, width in zip("AB", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in _rows(texts):
        cells = [WriteOnlyCell(sheet, value=for_workbook(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def from_sheet(file: bytes, source: str) -> dict[str, list[Translated]]:
    """The translations in a workbook or a CSV file: written language tag -> those with words.

    Raises BadInput for a file that cannot be read, or has no column `Key`.
    """
    if len(file) > MOST_BYTES:
        raise BadInput("the file is too large for a campaign's texts", "file")
    rows = list(_from_xlsx(file) if file.startswith(b"PK") else _from_csv(file))
    if not rows or KEY not in rows[0] or source not in rows[0]:
        told = "the first row should name the columns: Key, Where and the languages"
        raise BadInput(told, "file")
    header = rows[0]
    key, original = header.index(KEY), header.index(source)
    work: dict[str, list[Translated]] = {}
    for column, tag in enumerate(header):
        if tag in (KEY, PLACE, source, ""):
            continue
        work[tag] = [
            Translated(row[key], row[column], row[original])
            for row in rows[1:]
            if len(row) > max(column, original, key) and row[column].strip()
        ]
    return work


def _rows(texts: CampaignTexts) -> Iterable[list[str]]:
    tags = texts.campaign.languages
    yield [KEY, PLACE, *tags]
    for unit in texts.units:
        words = [unit.texts.get(tag, "") for tag in tags]
        yield [unit.key, f"{unit.owner}: {unit.spot}", *words]


def _from_csv(file: bytes) -> Iterable[list[str]]:
    try:
        text = file.decode("utf-16" if file[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        dialect = csv.Sniffer().sniff(text[:4096], ",;\t")
        for number, row in enumerate(csv.reader(io.StringIO(text), dialect)):
            if number > MOST_ROWS:
                raise BadInput("the file has too many rows", "file")
            yield [_plain(cell) for cell in row]
    except (UnicodeDecodeError, csv.Error):
        raise BadInput("the file is neither a workbook nor CSV in UTF-8", "file") from None


def _from_xlsx(file: bytes) -> Iterable[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise BadInput("the file is too large for a campaign's texts", "file")
        book = load_workbook(io.BytesIO(file), read_only=True, data_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
            if number > MOST_ROWS:
                raise BadInput("the file has too many rows", "file")
            yield _words(row)
    except BadInput:
        raise
    except Exception:
        # The reader of workbooks fails in many ways on what is none; all of them mean the same.
        raise BadInput("the file is neither a workbook nor CSV in UTF-8", "file") from None


def _words(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def _plain(cell: str) -> str:
    """A cell without the mark that kept a spreadsheet from running it."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and neutral(bare) == cell else cell
