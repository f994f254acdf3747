"""Voters in: from a file of VAN's, L2's, PDI's or anybody's to a voter list.

encodings    which encoding a file is in, or why it is no list
lines        a stream to lines of bounded length
records      lines to rows, with recovery
reading      the file recognised: delimiter, columns
people       a row to a voter, or to the reason why not (numbers, cells)
batches      rows in batches, each for one of the lanes
lanes        connections on which batches are done, one transaction each
merging      a batch into the database: whoever is new by COPY (bringing_in, copying), all others
             by set-based statements (statements)
running      all of that for one file, with its books
taking_back  what an import brought is taken away again
rejected     the rows left over, to be downloaded
"""

from pathlib import Path

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.voter_list import ListKind
from phonebank.services.importing.reading import open_voter_file
from phonebank.services.importing.rejected import rejected_csv, rejected_rows
from phonebank.services.importing.report import ImportReport
from phonebank.services.importing.running import run_import
from phonebank.services.importing.starting import begin_import, organisation_named

__all__ = ["ImportReport", "import_voters", "rejected_csv", "rejected_rows"]


def import_voters(
    database: Database,
    slug: str,
    list_name: str,
    path: Path,
    clock: Clock,
    *,
    actor: str = "command line",
    file_name: str | None = None,
    kind: ListKind | None = None,
) -> ImportReport:
    """Read a voter file into a list of an organisation; the list is made if there is none.

    The same file twice changes nothing. Numbers are added and never taken away, a dead one stays
    dead, and no opt-out is lifted; the numbers of voters whom the file marks as not to be contacted
    are opted out, and their rows rejected. A failure half way is noted, and what had come in is
    taken back but for the opt-outs (decision record 014). `file_name` is what the person calls the
    file, by default the path's last part; `kind` what the list is for, where it is new.

    Raises NotFound for an unknown organisation, BadInput for a file that is no voter list.
    """
    file = open_voter_file(path)
    file.refuse_if_empty()
    with database.transaction() as session:
        organisation_id = organisation_named(session, slug)
        record = begin_import(
            session,
            organisation_id,
            list_name,
            file,
            file_name or path.name,
            clock(),
            actor,
            kind=kind,
        )
    run_import(database, record.id, file, clock)
    with database.transaction() as session:
        return ImportReport.of(session.get_one(type(record), record.id), file)
