"""What a verb works with: the call it is played on and the network around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from phonebank.simulator.call import Call, Callback
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.leg import Device
from phonebank.simulator.recordings import Recordings
from phonebank.simulator.rooms import Rooms
from phonebank.simulator.sound import Speakers
from phonebank.simulator.switch import Switch


@dataclass(frozen=True)
class Turn:
    """The next document: where to ask for it, and with what besides the call's parameters."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    fallback_url: str = ""


@dataclass(frozen=True)
class Surroundings:
    """The parts of the network that TwiML reaches."""

    equipment: Equipment
    switch: Switch
    rooms: Rooms
    recordings: Recordings
    speakers: Speakers
    devices: Mapping[str, Device]


@dataclass(frozen=True)
class Line:
    """One document being played on one call."""

    call: Call
    net: Surroundings
    url: str
    """Where the document came from; relative URLs in it start there."""

    def turn(self, verb: Element, params: Mapping[str, str]) -> Turn:
        """The turn to a verb's action, by default the document itself again."""
        return Turn(self.absolute(verb.get("action", "")), verb.get("method", "POST"), params)

    def absolute(self, url: str) -> str:
        """A URL in the document, resolved."""
        return urljoin(self.url, url)

    def callback(self, element: Element, usual_events: str) -> Callback | None:
        """The status callback that an element asks for."""
        return self._callback(element, "statusCallback", usual_events)

    def recording_callback(self, element: Element) -> Callback | None:
        """The recording status callback that an element asks for."""
        return self._callback(element, "recordingStatusCallback", "completed")

    def _callback(self, element: Element, name: str, usual_events: str) -> Callback | None:
        url = element.get(name)
        if not url:
            return None
        events = element.get(f"{name}Event", usual_events)
        method = element.get(f"{name}Method", "POST")
        return Callback(self.absolute(url), method, frozenset(events.split()))


def flag(element: Element, name: str, usual: bool = False) -> bool:
    """A true/false attribute."""
    return element.get(name, str(usual)).lower() == "true"


def number(element: Element, name: str, usual: int) -> int:
    """A whole-number attribute; what is none counts as the usual one, as Twilio does."""
    raw = element.get(name, "")
    return int(raw) if raw.isdigit() else usual
