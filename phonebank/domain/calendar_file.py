"""A shift as a calendar file (RFC 5545), for volunteers who keep a calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime

MOST_OCTETS = 75
"""A content line is folded after so many (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Appointment:
    """What stands in the calendar; `uid` tells it from every other, so that a file that is opened
    again changes the entry instead of making a second one."""

    uid: str
    title: str
    details: str
    url: str
    starts_at: datetime
    ends_at: datetime
    written_at: datetime


def calendar_file(appointment: Appointment, reminder_minutes: int = 60) -> str:
    """The file's text, with a reminder."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//phonebank//shift//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(appointment.uid)}",
        f"DTSTAMP:{_moment(appointment.written_at)}",
        f"DTSTART:{_moment(appointment.starts_at)}",
        f"DTEND:{_moment(appointment.ends_at)}",
        f"SUMMARY:{_text(appointment.title)}",
        f"DESCRIPTION:{_text(appointment.details)}",
        f"URL:{appointment.url}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(appointment.title)}",
        f"TRIGGER:-PT{reminder_minutes}M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, never within a character."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > MOST_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += sign
    return [*pieces, piece]
