"""Jobs on the queue `calls`."""

import time
from math import inf

from phonebank.jobs.process import this_process
from phonebank.services import leaving_messages, placing, supervising
from phonebank.services.carrier_pace import reserve


def place(call_id: int) -> None:
    """Ring the voter of a queued call, when the account's calls a second allow it."""
    app = this_process()
    with app.database.transaction() as session:
        (seconds,) = reserve(
            session, app.config.twilio.account_sid, 1, app.config.twilio.calls_per_second, inf
        )
    time.sleep(max(0.0, seconds))
    placing.place(app.database, app.carrier, call_id, app.clock)


def see_to_voices(caller_id: int) -> None:
    """Tell the carrier who hears whom in a caller's conference."""
    app = this_process()
    supervising.see_to(app.database, app.carrier, caller_id, app.clock())


def set_aside(call_id: int) -> None:
    """Take a voter's line out of its conference, to wait for the end of a greeting."""
    app = this_process()
    leaving_messages.set_aside(app.database, app.carrier, call_id, app.clock)


def bring_back(call_id: int) -> None:
    """Take a voter's line that is alone back to its volunteer."""
    app = this_process()
    leaving_messages.bring_back(app.database, app.carrier, call_id)


def leave_message(call_id: int) -> None:
    """Play the recorded message on a voter's line."""
    app = this_process()
    leaving_messages.leave(app.database, app.carrier, call_id, app.clock)


def hang_up(call_sid: str) -> None:
    """End a line that nobody needs any more."""
    this_process().carrier.hang_up(call_sid)
