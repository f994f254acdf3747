"""A file's rows in batches, each for one lane: all that is told of a voter goes the same way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from phonebank.services.importing.copying import WrittenVoter, written
from phonebank.services.importing.people import ReadyVoter, RefusedRow

BATCH: Final = 5_000


@dataclass(slots=True)
class Batch:
    """Rows for one lane. `strangers` have no id to be known by; they stand between the lines
    `first` and `last` of the file."""

    known_by_id: list[WrittenVoter] = field(default_factory=list)
    strangers: list[WrittenVoter] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    first: int = 0
    last: int = 0

    @property
    def rows(self) -> int:
        """How many rows of the file it holds."""
        return len(self.known_by_id) + len(self.strangers) + len(self.refused)

    def add(self, position: int, voter: ReadyVoter) -> None:
        """Take in a voter, with their place in the file."""
        if voter.voter_file_id is not None:
            self.known_by_id.append(written(position, voter))
            return
        self.strangers.append(written(position, voter))
        self.first, self.last = self.first or voter.line, voter.line


def batches_of(
    rows: Iterable[ReadyVoter | RefusedRow], lanes: int, rows_at_a_time: int
) -> Iterator[list[Batch]]:
    """As many batches as there are lanes, again and again, in the order of the file.

    Rows of one identity come to the same lane, one after the other.
    """
    places = enumerate(rows)
    while (first := next(places, None)) is not None:
        batches = [Batch() for _ in range(lanes)]
        _put(batches, *first)
        for position, row in islice(places, rows_at_a_time * lanes - 1):
            _put(batches, position, row)
        yield batches


def _put(batches: list[Batch], position: int, row: ReadyVoter | RefusedRow) -> None:
    if isinstance(row, RefusedRow):
        batches[0].refused.append(row)
    else:
        batches[hash(row.identity) % len(batches)].add(position, row)
