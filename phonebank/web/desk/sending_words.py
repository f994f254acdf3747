"""Why texts wait, said in words."""

from typing import Final

from phonebank.domain.sending_limits import DAILY_LIMIT, OUR_DAILY_LIMIT, SendingPause
from phonebank.web.marking import mark as _

_PAUSES: Final[dict[int, str]] = {
    OUR_DAILY_LIMIT: _("The limit of texts that was set for a day is reached."),
    DAILY_LIMIT: _("The phone company takes no more of our texts today."),
    20429: _("The phone company asked us to slow down."),
}
_OTHER_PAUSE: Final = _("The phone company takes no texts just now.")


def why_paused(pause: SendingPause) -> str:
    """Why no texts leave, to be translated."""
    return _PAUSES.get(pause.code, _OTHER_PAUSE)
