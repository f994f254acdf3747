"""Jobs on the queue `texts`."""

from phonebank.jobs.process import this_process
from phonebank.services import delivering


def deliver(text_id: int) -> None:
    """Hand a queued text to the carrier."""
    app = this_process()
    delivering.deliver(app.database, app.carrier, text_id, app.clock)
