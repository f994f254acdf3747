"""Cells that are safe to open in a spreadsheet."""

import re
from typing import Final

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def neutral(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula
    (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def for_workbook(cell: str) -> str:
    """The cell without the characters that a workbook cannot hold, because XML cannot (XML 1.0,
    section 2.2): control characters, for the most part."""
    return _NOT_IN_XML.sub("", cell)
