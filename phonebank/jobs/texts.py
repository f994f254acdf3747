"""Jobs on the queue `texts`."""

from phonebank.jobs.process import this_process
from phonebank.jobs.sender import sender_of


def deliver(text_id: int) -> None:
    """A text waits: this worker hands over whatever is due, in order, at the carrier's pace."""
    sender_of(this_process()).wake()
