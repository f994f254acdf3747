"""What came of an import."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from phonebank.domain.voter_list import VoterImport
from phonebank.services.importing.reading import VoterFile


@dataclass(frozen=True)
class ImportReport:
    """The books of an import: `rows` = `imported` + `merged` + `rejected`.

    `rows` are the file's, the header and blank ones not counted. `imported` rows made a new
    voter; `merged` rows told of a voter who was known already, from the database or from an
    earlier row, whether or not anything changed; `rejected` rows are kept with their reason.
    `layout` is like "VAN, UTF-16, tab-separated"; `mapping` is header -> field, `extra` for
    a column without a field of its own.
    """

    rows: int
    imported: int
    merged: int
    rejected: int
    seconds: float
    list_id: int
    import_id: int
    layout: str
    mapping: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return asdict(self) | {"mapping": dict(self.mapping)}

    @classmethod
    def of(cls, record: VoterImport, file: VoterFile) -> "ImportReport":
        """The report of an import that has finished."""
        finished_at = record.finished_at or record.started_at
        return cls(
            rows=record.rows,
            imported=record.imported,
            merged=record.merged,
            rejected=record.rejected,
            seconds=(finished_at - record.started_at).total_seconds(),
            list_id=record.voter_list_id,
            import_id=record.id,
            layout=file.layout,
            mapping=file.columns.as_dict(),
        )
