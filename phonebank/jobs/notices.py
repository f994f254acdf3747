"""Jobs that tell volunteers something by text, on the queue `texts`."""

from phonebank.jobs.process import this_process
from phonebank.services import noticing


def send(notice_id: int) -> None:
    """Send one notice to a volunteer."""
    app = this_process()
    address = app.config.public_url
    noticing.send_notice(app.database, app.carrier, notice_id, app.clock, address)
