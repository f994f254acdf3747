"""The state of a Twilio account that phonebank needs: what setup brings about and check looks for.

Each of these is a resource's fields by the library's names.
"""

from typing import Any, Final

from phonebank.telephony.twilio.addresses import Door, address

NAME: Final = "phonebank"
"""The friendly name of what setup creates, and by which it finds that again."""

TAKE_IT_OFF: Final = "choose Webhook instead of TwiML App for it in Twilio's console"
"""What to do with a number that an application has: somebody put it there for a reason."""

Fields = dict[str, Any]


def application_fields(webhooks_url: str) -> Fields:
    """The TwiML application that volunteers' browsers call."""
    return {"voice_url": address(webhooks_url, Door.CALLER), "voice_method": "POST"}


def service_fields(webhooks_url: str) -> Fields:
    """The messaging service that texts are sent by and come in through."""
    return {
        "inbound_request_url": address(webhooks_url, Door.TEXT),
        "inbound_method": "POST",
        "status_callback": address(webhooks_url, Door.RECEIPT),
        "use_inbound_webhook_on_number": False,
        # A text is sent as it was written: an outcome that was lost is looked up by its body.
        "smart_encoding": False,
    }


def number_fields(webhooks_url: str) -> Fields:
    """A number that voters see."""
    return {
        "voice_url": address(webhooks_url, Door.INCOMING),
        "voice_method": "POST",
        "sms_url": address(webhooks_url, Door.TEXT),
        "sms_method": "POST",
    }


def answered_by_another(number: Any) -> bool:
    """Whether an application has the number, so that its addresses are not asked."""
    return bool(number.voice_application_sid or number.sms_application_sid)


def differences(resource: Any, fields: Fields) -> Fields:
    """The fields of a resource that are not yet as they should be, with the values they need."""
    return {
        name: value
        for name, value in fields.items()
        if (getattr(resource, name) or "") != (value or "")
    }
