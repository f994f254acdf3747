"""Jobs that tell volunteers something by text, on the queue `texts`."""

import time
from collections.abc import Sequence

from phonebank.domain.sending_limits import SendingLimit
from phonebank.jobs.process import this_process
from phonebank.jobs.sender import limits_of
from phonebank.rates import Rates
from phonebank.services import noticing


def send(notice_id: int) -> None:
    """Send one notice to a volunteer, at the pace of all texts."""
    app = this_process()
    rates = Rates(app.redis)

    def wait(limits: Sequence[SendingLimit]) -> None:
        time.sleep(rates.reserve(limits).wait_seconds)

    pace = noticing.Pace(limits_of(app.config.sending), wait)
    address = app.config.public_url
    noticing.send_notice(app.database, app.carrier, notice_id, app.clock, address, pace)
