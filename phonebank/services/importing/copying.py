"""Rows as PostgreSQL's COPY reads them, in its text format."""

from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Final

from phonebank.domain.contact_request import LineType
from phonebank.services.importing.people import ReadyVoter, RefusedRow

_KIND: Final = {kind: kind.value for kind in LineType}
_NULL: Final = "\\N"


def rejected_lines(organisation_id: int, import_id: int, rows: Iterable[RefusedRow]) -> str:
    """Refused rows, in the order of `statements.COPY_REJECTED`."""
    owner = f"{organisation_id}\t{import_id}"
    return "".join(
        f"{owner}\t{row.line}\t{_escaped(row.reason)}\t{_escaped(row.row)}\n" for row in rows
    )


def arriving_line(position: int, voter: ReadyVoter) -> str:
    """A voter with their place in the file, in the order of `statements.COPY`."""
    line, identity, file_id, *texts, extra, numbers = voter
    e164s = ",".join([number for number, _ in numbers])
    kinds = ",".join([_KIND[kind] for _, kind in numbers])
    written = "\t".join((identity, *texts, _json(extra)))
    if "\\" in written:
        written = _escaped(written)
    identity, _, rest = written.partition("\t")
    id_ = _NULL if file_id is None else _escaped(file_id)
    return f"{line}\t{position}\t{identity}\t{id_}\t{rest}\t{{{e164s}}}\t{{{kinds}}}\n"


def _json(extra: dict[str, str]) -> str:
    """A flat object; every value has been cleaned, so that it is one line without controls."""
    pairs = [
        f"{encode_basestring(key)}: {encode_basestring(value)}" for key, value in extra.items()
    ]
    return "{" + ", ".join(pairs) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
