"""Rows as PostgreSQL's COPY reads them, in its text format."""

from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import Final, NamedTuple

from phonebank.domain.contact_request import LineType
from phonebank.services.importing.people import ReadyVoter, RefusedRow

_KIND: Final = {kind: kind.value for kind in LineType}
_NULL: Final = "\\N"


class WrittenVoter(NamedTuple):
    """A voter whose cells are written down already: `written` is everything from the identity to
    the columns without a place of their own. `position` is the place in the file."""

    line: int
    position: int
    identity: str
    written: str
    e164s: Sequence[str]
    kinds: Sequence[str]


def written(position: int, voter: ReadyVoter) -> WrittenVoter:
    """Write a voter down. A batch of many small objects, held until its turn comes, would cost the
    collector of garbage more than all the rest."""
    line, identity, file_id, *texts, extra, numbers = voter
    id_ = _NULL if file_id is None else file_id
    cells = "\t".join((identity, id_, *texts, _json(extra)))
    if "\\" in cells:
        id_ = _NULL if file_id is None else _escaped(file_id)
        cells = "\t".join((_escaped(identity), id_, _escaped("\t".join((*texts, _json(extra))))))
    e164s = tuple([number for number, _ in numbers])
    return WrittenVoter(
        line, position, identity, cells, e164s, tuple([_KIND[kind] for _, kind in numbers])
    )


def arriving_lines(rows: Iterable[WrittenVoter]) -> str:
    """Voters of whom nobody knows yet whether they are new, in the order of `statements.COPY`."""
    return "".join(
        [
            f"{line}\t{position}\t{cells}\t{{{','.join(e164s)}}}\t{{{','.join(kinds)}}}\n"
            for line, position, _, cells, e164s, kinds in rows
        ]
    )


def voter_lines(ids: Sequence[int], rows: Sequence[WrittenVoter], before: str, after: str) -> str:
    """New voters with their ids, in the order of `statements.COPY_VOTERS`."""
    return "".join(
        [f"{id_}\t{before}\t{row[3]}\t{after}\n" for id_, row in zip(ids, rows, strict=True)]
    )


def number_lines(ids: Sequence[int], rows: Sequence[WrittenVoter], before: str) -> str:
    """The numbers of new voters, in the order of `statements.COPY_NUMBERS`."""
    return "".join(
        [
            f"{before}\t{id_}\t{e164}\t{place}\t{kind}\n"
            for id_, row in zip(ids, rows, strict=True)
            for place, (e164, kind) in enumerate(zip(row[4], row[5], strict=True))
        ]
    )


def entry_lines(
    ids: Sequence[int], rows: Sequence[WrittenVoter], before: str, behind: int, after: str
) -> str:
    """The places of new voters on the list, in the order of `statements.COPY_ENTRIES`."""
    return "".join(
        [
            f"{before}\t{id_}\t{behind + row[1]}\t{after}\n"
            for id_, row in zip(ids, rows, strict=True)
        ]
    )


def rejected_lines(organisation_id: int, import_id: int, rows: Iterable[RefusedRow]) -> str:
    """Refused rows, in the order of `statements.COPY_REJECTED`."""
    owner = f"{organisation_id}\t{import_id}"
    return "".join(
        f"{owner}\t{row.line}\t{_escaped(row.reason)}\t{_escaped(row.row)}\n" for row in rows
    )


def _json(extra: dict[str, str]) -> str:
    """A flat object; every value has been cleaned, so that it is one line without controls."""
    if not extra:
        return "{}"
    flat = '", "'.join([f'{key}": "{value}' for key, value in extra.items()])
    if "\\" not in flat and flat.count('"') == 4 * len(extra) - 2:
        return '{"' + flat + '"}'
    pairs = [f"{encode_basestring(k)}: {encode_basestring(v)}" for k, v in extra.items()]
    return "{" + ", ".join(pairs) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
