"""Jobs on the queue `files`: long ones, which have a worker of their own."""

import tempfile
from pathlib import Path

from phonebank.jobs.process import this_process
from phonebank.services import looking_up
from phonebank.services.exports import making
from phonebank.services.importing import attending


def attend_to_import(import_id: int) -> None:
    """Run an uploaded import, or take it back, as it was asked."""
    app = this_process()
    with tempfile.TemporaryDirectory(prefix="phonebank-import-") as folder:
        attending.attend(app.database, import_id, Path(folder), app.clock)


def look_up_lines(list_id: int, at_most: int) -> None:
    """Ask the carrier for kinds of line, for no more numbers than was agreed."""
    app = this_process()
    looking_up.look_up(app.database, app.carrier, list_id, at_most, app.clock)


def make_export(export_id: int) -> None:
    """Make a file of results or voters that was asked for."""
    app = this_process()
    making.make_export(app.database, export_id, app.clock)
