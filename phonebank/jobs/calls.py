"""Jobs on the queue `calls`."""

from phonebank.jobs.process import this_process
from phonebank.services import placing


def place(call_id: int) -> None:
    """Ring the voter of a queued call."""
    app = this_process()
    placing.place(app.database, app.carrier, call_id, app.clock)


def hang_up(call_sid: str) -> None:
    """End a line that nobody needs any more."""
    this_process().carrier.hang_up(call_sid)
