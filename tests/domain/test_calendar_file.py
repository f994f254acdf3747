"""The calendar file, read by a calendar's own program."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from phonebank.domain.calendar_file import Appointment, calendar_file

BEGINS = datetime(2026, 12, 5, 23, 0, tzinfo=UTC)


def test_a_calendar_reads_the_shift_as_it_was_meant() -> None:
    title = "Ca tối; gọi, nhắn \\ " + "người hàng xóm " * 9
    appointment = Appointment(
        uid="sign-up-7@phonebank.example.org",
        title=title,
        details="Your link:\nhttps://phonebank.example.org/signed-up/abc",
        url="https://phonebank.example.org/signed-up/abc",
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(hours=2),
        written_at=BEGINS - timedelta(days=3),
    )
    written = calendar_file(appointment)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    calendar = Calendar.from_ical(written)
    [event] = calendar.events
    assert (str(event["SUMMARY"]), str(event["UID"])) == (title, appointment.uid)
    assert str(event["DESCRIPTION"]) == appointment.details
    assert (event.start, event.end) == (appointment.starts_at, appointment.ends_at)
    [alarm] = event.alarms.times
    assert alarm.trigger == BEGINS - timedelta(hours=1)
