"""A shift as a form: dates and times in the coordinator's own zone to a plan in UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from werkzeug.datastructures import MultiDict

from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.shift import Shift
from phonebank.services.planning import ShiftPlan

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
"""Offered where the browser does not tell its own."""

Form = MultiDict[str, str]


def plan_from(form: Form) -> ShiftPlan:
    """The plan that was filled in. Raises BadInput naming the field."""
    zone = zone_named(form.get("zone", ""))
    channel = form.get("channel", "")
    if channel not in set(Channel):
        raise BadInput("please choose whether the shift calls or texts", "channel")
    return ShiftPlan(
        name=form.get("name", ""),
        voter_list_id=_chosen(form, "voter_list", "please choose a voter list"),
        call_script_id=_chosen(form, "call_script", "please choose a call script"),
        channel=Channel(channel),
        languages=form.getlist("languages"),
        starts_at=_moment(form, "starts", zone),
        ends_at=_moment(form, "ends", zone),
        mode=mode_from(form),
        callers_wanted=_wanted(form),
    )


def mode_from(form: Form) -> DialMode:
    """How calls are started; by a click where nothing was chosen. Raises BadInput."""
    given = form.get("mode", DialMode.CLICK.value)
    if given not in set(DialMode):
        raise BadInput("please choose how calls are started", "mode")
    return DialMode(given)


def form_of(shift: Shift, zone: ZoneInfo) -> Form:
    """A shift as the form that would plan it."""
    starts, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    values = {
        "name": [shift.name],
        "channel": [shift.channel.value],
        "mode": [shift.mode.value],
        "voter_list": [str(shift.voter_list_id)],
        "call_script": [str(shift.call_script_id)],
        "languages": shift.languages,
        "date": [starts.date().isoformat()],
        "starts": [starts.strftime("%H:%M")],
        "ends": [ends.strftime("%H:%M")],
        "zone": [zone.key],
        **{f"wanted-{tag}": [str(count)] for tag, count in shift.callers_wanted.items()},
    }
    return MultiDict(values)


def zone_named(name: str) -> ZoneInfo:
    """A time zone by its name. Raises BadInput."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("please choose your time zone", "zone") from None


def blank(zone: ZoneInfo, at: datetime) -> Form:
    """An evening's shift today, to be changed."""
    today = at.astimezone(zone).date().isoformat()
    values = {"channel": Channel.CALL.value, "date": today, "starts": "17:00", "ends": "20:00"}
    return MultiDict({**values, "zone": zone.key})


def _wanted(form: Form) -> dict[str, int]:
    """How many volunteers are asked for in each language that is chosen."""
    wanted = {}
    for tag in form.getlist("languages"):
        typed = form.get(f"wanted-{tag}", "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise BadInput("please give the number of volunteers as a whole number", "wanted")
        if typed and tag != UNKNOWN:
            wanted[tag] = int(typed)
    return wanted


def _chosen(form: Form, name: str, otherwise: str) -> int:
    value = form.get(name, type=int)
    if value is None:
        raise BadInput(otherwise, name)
    return value


def _moment(form: Form, name: str, zone: ZoneInfo) -> datetime:
    try:
        day = date.fromisoformat(form.get("date", ""))
    except ValueError:
        raise BadInput("please give the day of the shift", "date") from None
    try:
        clock = time.fromisoformat(form.get(name, ""))
        return datetime.combine(day, clock.replace(tzinfo=None), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("please give the times of the shift", name) from None
