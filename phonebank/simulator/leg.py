"""The seam between the network (who is in which call) and media (how the call sounds).

The network knows only these protocols. The media side implements `Leg` for a browser and `Mixer`
and `Voice` for a room's sound; `NoMixer` and `NoVoice` stand in where nothing needs to be heard.
"""

from typing import Any, Protocol


class Mixer(Protocol):
    """The sound of one conference: every member hears the sum of the others."""

    def leave(self, key: str) -> None:
        """Take the member out; what it heard so far is kept for `heard`."""

    def mute(self, key: str, muted: bool) -> None:
        """Keep the member from being heard, or let it be heard again; it hears the rest."""

    def whisper(self, key: str, to: str | None) -> None:
        """Let the member be heard by one other alone, or by all again."""

    def heard(self, key: str) -> dict[int, int]:
        """The frequencies (Hz) that a member heard, each with its number of 20 ms frames."""


class Voice(Protocol):
    """A scripted voice that has joined a mixer under a call's SID."""

    def start(self) -> None:
        """Join the mixer and begin to speak."""

    def stop(self) -> None:
        """Fall silent and leave the mixer."""


class Leg(Protocol):
    """The device at the other end of a call that a browser started."""

    call_sid: str
    """Set by the network before any other use."""

    async def answer(self) -> None:
        """Accept the call: media flows from here on. A second time has no effect."""

    async def hang_up(self, error: dict[str, Any] | None = None) -> None:
        """Tell the device that the call is over; `error` is Twilio's {code, message}.

        Called by the network only; a device that hung up by itself is not told again.
        """

    # Any, since a leg joins only mixers of its own kind: the two come from the same media module.
    def join(self, mixer: Any) -> None:
        """Speak into this mixer and hear it, under `call_sid`, in place of any earlier one."""

    def leave(self) -> None:
        """Leave the mixer, staying in the call."""


class Device(Protocol):
    """A browser that registered for incoming calls, by identity in `Network.devices`."""

    async def ring(self, call_sid: str, parameters: dict[str, str]) -> Leg | None:
        """Offer a call (`parameters` are From, To, CallSid, …) and wait for the person.

        Returns the leg once accepted, None if declined. Cancelled when the caller gives up:
        the device must then stop ringing.
        """


class NoMixer:
    """A room without sound, for robots and load tests."""

    def leave(self, key: str) -> None:
        """Nothing to leave."""

    def mute(self, key: str, muted: bool) -> None:
        """Nothing to silence."""

    def whisper(self, key: str, to: str | None) -> None:
        """Nothing to keep from the others."""

    def heard(self, key: str) -> dict[int, int]:
        """Nobody hears anything here."""
        return {}


class NoVoice:
    """A voter who is there but not heard."""

    def start(self) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Go on saying nothing."""
