"""What the frame around every page shows: who is there, and the demo's clock."""

from datetime import datetime
from typing import Any

from flask import Flask

from phonebank.web.door import application, now
from phonebank.web.sessions import current_caller_or_none, current_member_or_none


def register_shell(flask: Flask) -> None:
    """Give every template the names that base.html uses."""
    flask.context_processor(_shell)


def _shell() -> dict[str, Any]:
    return {
        "caller_here": current_caller_or_none(),
        "member_here": current_member_or_none(),
        "demo_time": demo_time(),
    }


def demo_time() -> datetime | None:
    """What time it is in the demo, where its clock is not the machine's."""
    return now() if application().config.clock.offset_seconds else None
