"""One text message as Twilio sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MessageStatus(StrEnum):
    """Twilio's message statuses that this carrier uses."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"
    SCHEDULED = "scheduled"
    CANCELED = "canceled"


class MessageDirection(StrEnum):
    """Who wrote it, and how."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


ERROR_MESSAGES = {
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Carrier violation",
    30008: "Unknown error",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
}


@dataclass(eq=False)
class Message:
    """A text. Only `Texts` changes its status."""

    sid: str
    from_: str
    to: str
    body: str
    direction: MessageDirection
    status: MessageStatus
    created_at: datetime
    service_sid: str = ""
    status_callback: str = ""
    media_urls: tuple[str, ...] = ()
    updated_at: datetime = field(init=False)
    sent_at: datetime | None = None
    error_code: int | None = None

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def error_message(self) -> str | None:
        """Twilio's words for the error code."""
        if self.error_code is None:
            return None
        return ERROR_MESSAGES.get(self.error_code, "Unknown error")
