"""The two ways Twilio writes a date."""

from datetime import datetime
from email.utils import format_datetime


def rfc2822(at: datetime) -> str:
    """As the 2010 API and webhooks write it: Tue, 02 Jun 2026 18:04:05 +0000."""
    return format_datetime(at.replace(microsecond=0))


def iso8601(at: datetime) -> str:
    """As the newer APIs write it: 2026-06-02T18:04:05Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
