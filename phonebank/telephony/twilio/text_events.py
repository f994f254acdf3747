"""Twilio's webhooks about texts, as the port's events. Each function raises Unreadable."""

from typing import Final

from phonebank.telephony.port import TextReceipt, TextReceived
from phonebank.telephony.twilio.codes import TEXT_EVENTS
from phonebank.telephony.twilio.form import Form, field, number, our_id, sid, whole_number

_MOST_MEDIA: Final = 10
"""Twilio's own limit for one text."""


def text_received(form: Form, query: Form) -> TextReceived:
    """A text to one of our numbers; its body may be empty where it holds pictures."""
    return TextReceived(
        text_sid=sid(form, "MessageSid"),
        from_=number(form, "From"),
        to=number(form, "To"),
        # PostgreSQL keeps no NUL, and nobody types one.
        body=form.get("Body", "").replace("\0", ""),
        media=_media(form),
    )


def text_receipt(form: Form, query: Form) -> TextReceipt:
    """A text's status callback."""
    text_sid, status = sid(form, "MessageSid"), field(form, "MessageStatus")
    return TextReceipt(
        event_key=f"{text_sid}:{status}",
        text_id=our_id(query, "text"),
        text_sid=text_sid,
        event=TEXT_EVENTS.get(status),
        error_code=whole_number(form, "ErrorCode"),
    )


def _media(form: Form) -> tuple[str, ...]:
    count = min(whole_number(form, "NumMedia") or 0, _MOST_MEDIA)
    urls = (form.get(f"MediaUrl{index}", "") for index in range(count))
    return tuple(url for url in urls if url.startswith("https://"))
