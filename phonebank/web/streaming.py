"""Live events: a stream that says "look again", and nothing else.

A page that hears it asks for the state anew; so a lost event, or a stream that breaks, costs
nothing but time. The first event of a stream comes at once, for what happened before it.
"""

import queue
from collections.abc import Iterator

from flask import Blueprint, Response

from phonebank.db import Topic
from phonebank.live import Hub
from phonebank.web.door import application
from phonebank.web.sessions import caller_required, current_caller

bp = Blueprint("streaming", __name__)

HEARTBEAT_SECONDS = 10
RETRY_MILLISECONDS = 1_000
LOOK = "event: look\ndata: \n\n"


def stream(hub: Hub, *topics: Topic) -> Response:
    """A response that never ends: one event each time that one of the topics is announced."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(_events(hub, topics), mimetype="text/event-stream", headers=headers)


def _events(hub: Hub, topics: tuple[Topic, ...]) -> Iterator[str]:
    with hub.listening(*topics) as mailbox:
        yield f"retry: {RETRY_MILLISECONDS}\n\n{LOOK}"
        while True:
            yield LOOK if _heard(mailbox) else "event: beat\ndata: \n\n"


def _heard(mailbox: "queue.SimpleQueue[Topic]") -> bool:
    """Wait for an announcement; what was announced meanwhile is one event."""
    try:
        mailbox.get(timeout=HEARTBEAT_SECONDS)
    except queue.Empty:
        return False
    while not mailbox.empty():
        mailbox.get()
    return True


@bp.get("/events")
@caller_required
def events() -> Response:
    """What concerns a caller: their own screen, and everybody's on their shift."""
    caller = current_caller()
    return stream(application().hub, ("caller", caller.id), ("everyone", caller.shift_id))
