"""What other programs read of an organisation: collections of rows, page by page or in a stream.

fields       one value of a row: the expression, its kind and what it means
collections  which collections there are, and the statement behind each
rows         their rows as JSON, written by the database
"""

from phonebank.services.reading.collections import COLLECTIONS
from phonebank.services.reading.fields import Collection, Field, Kind
from phonebank.services.reading.rows import LARGEST_PAGE, Page, Wanted, every_row, one_row, page

__all__ = [
    "COLLECTIONS",
    "LARGEST_PAGE",
    "Collection",
    "Field",
    "Kind",
    "Page",
    "Wanted",
    "every_row",
    "one_row",
    "page",
]
