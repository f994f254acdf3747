"""Jobs on the queue `calls`."""

from phonebank.jobs.process import this_process
from phonebank.services import placing, supervising


def place(call_id: int) -> None:
    """Ring the voter of a queued call."""
    app = this_process()
    placing.place(app.database, app.carrier, call_id, app.clock)


def see_to_voices(caller_id: int) -> None:
    """Tell the carrier who hears whom in a caller's conference."""
    app = this_process()
    supervising.see_to(app.database, app.carrier, caller_id, app.clock())


def hang_up(call_sid: str) -> None:
    """End a line that nobody needs any more."""
    this_process().carrier.hang_up(call_sid)
