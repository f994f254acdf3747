"""The simulated network: every part of it, wired together, and its doors."""

from collections.abc import Sequence

from phonebank.simulator.behaviour import call_plan
from phonebank.simulator.call import Call, Callback, CallStatus, Direction
from phonebank.simulator.conference import JoinTerms, LeaveReason
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.leg import Device, Leg
from phonebank.simulator.recordings import Recordings, RecordingSource
from phonebank.simulator.resources import Resource, Resources
from phonebank.simulator.rooms import Rooms
from phonebank.simulator.settings import Settings
from phonebank.simulator.sound import Sound, Speakers
from phonebank.simulator.switch import Order, Switch
from phonebank.simulator.texts import Texts
from phonebank.simulator.twiml.interpreter import Interpreter
from phonebank.simulator.twiml.line import Surroundings, Turn
from phonebank.simulator.voters import CallTemper, Voters

# How long somebody who calls in bears menus before they would begin to talk.
_PATIENCE_SECONDS = 60.0

# Twilio's code for a call that a TwiML application's answer made impossible.
NO_APPLICATION = {"code": 31002, "message": "Application not found or without a VoiceUrl"}


class Network:
    """Calls, conferences, texts, voters and devices of one account."""

    def __init__(self, settings: Settings, sound: Sound) -> None:
        self.settings = settings
        self.equipment = Equipment(settings)
        self.clock = self.equipment.clock
        self.started_at = self.clock.now()
        self.webhooks = self.equipment.webhooks
        self.resources = Resources(settings, self.clock)
        self.voters = Voters(settings.seed)
        self.speakers = Speakers(sound)
        self.rooms = Rooms(self.equipment, self.speakers)
        self.recordings = Recordings(self.equipment)
        self.switch = Switch(self.equipment, self.rooms, self.voters)
        self.texts = Texts(self.equipment, self.resources, self.voters)
        self.devices: dict[str, Device] = {}
        """Browsers registered for incoming calls, by identity."""
        self.interpreter = Interpreter(
            Surroundings(
                self.equipment,
                self.switch,
                self.rooms,
                self.recordings,
                self.speakers,
                self.devices,
            )
        )

    async def client_invited(
        self, identity: str, params: dict[str, str], leg: Leg, application_sid: str
    ) -> str:
        """A browser starts a call: its TwiML application says what happens. Returns the CallSid."""
        call = self.switch.open(f"client:{identity}", params.get("To", ""), Direction.INBOUND)
        leg.call_sid, call.leg = call.sid, leg
        call.custom, call.application_sid = dict(params), application_sid
        application = self.resources.applications.get(application_sid)
        self._take_in(call)
        if application is None or not application.get("voice_url"):
            self.switch.progress(call, CallStatus.FAILED)
            await leg.hang_up(NO_APPLICATION)
            return call.sid
        self._answer_with(call, application)
        return call.sid

    async def client_hung_up(self, call_sid: str) -> None:
        """A browser has ended its call, or is gone."""
        call = self.switch.calls.get(call_sid)
        if call is not None:
            await self.switch.hang_up(call, by_device=True)

    async def client_pressed(self, call_sid: str, digits: str) -> None:
        """A browser sent DTMF: a `<Gather>` takes it, and a conference hears it."""
        call = self.switch.calls.get(call_sid)
        if call is not None:
            call.press(digits)
            self.rooms.passed_on(call, digits)

    def call_in(self, from_: str, to: str, keys: Sequence[str]) -> Call:
        """A voter calls an owned number, and will press these keys, one item a `<Gather>`.

        Raises LookupError if nobody owns the number.
        """
        number = self.resources.number(to)
        if number is None:
            raise LookupError(f"{to} is not a number of this account")
        call = self.switch.open(from_, to, Direction.INBOUND)
        call.hears_hz = self.voters.at(from_).hears_hz
        call.keys.extend(keys)
        self._take_in(call)
        self.equipment.spawn(self._tire(call))
        application = self.resources.applications.get(number.get("voice_application_sid"))
        source = application or number
        if source.get("voice_url"):
            self._answer_with(call, source)
        else:
            self.switch.progress(call, CallStatus.NO_ANSWER)
        return call

    def add_participant(
        self, room_name: str, order: Order, terms: JoinTerms, callback: Callback | None
    ) -> Call:
        """Call somebody into a conference, which is opened if it is not there."""
        room = self.rooms.find(room_name) or self.rooms.open(room_name, callback)

        async def join(call: Call) -> None:
            self.rooms.join(room, call, terms)
            try:
                await self.rooms.stay(call)
            finally:
                # Reached with the call still inside only when TwiML has taken its place.
                self.rooms.leave(call, LeaveReason.REMOVED)
            await self.switch.hang_up(call)

        call = self.switch.place(order, join)
        self.rooms.expect(room, call, terms)
        return call

    async def remove_participant(self, call: Call) -> None:
        """Take a call out of its conference; one that was only in there for that ends."""
        if call.is_answered:
            self.rooms.leave(call, LeaveReason.REMOVED)
        else:
            await self.switch.hang_up(call)

    def record_call(self, call: Call, callback: Callback | None) -> None:
        """Record a call of the API's from its answer to its end."""
        self.equipment.spawn(self._record(call, callback))

    def heard(self, call_sid: str) -> dict[int, int]:
        """The frequencies (Hz) that a call heard, each with its number of 20 ms frames."""
        total: dict[int, int] = {}
        call = self.switch.calls.get(call_sid)
        for mixer in call.mixers if call else ():
            for hz, count in mixer.heard(call_sid).items():
                total[hz] = total.get(hz, 0) + count
        return total

    async def reset(self, *, owned_too: bool = False) -> None:
        """Forget calls, conferences, texts, faults and listed voters, and what the account was
        given beyond its numbers only if `owned_too`."""
        for call in list(self.switch.calls.values()):
            await self.switch.hang_up(call)
        await self.equipment.reset()
        self.switch.forget()
        self.rooms.forget()
        self.texts.forget()
        self.recordings.by_sid.clear()
        if owned_too:
            self.resources.forget()
        self.voters.clear()
        if self.settings.voters_file is not None:
            self.voters.load(self.settings.voters_file)

    async def close(self) -> None:
        """Stop everything."""
        await self.equipment.close()

    async def _tire(self, call: Call) -> None:
        """A voter who called in does not stay on the line for ever either."""
        voter, chance = self.voters.at(call.from_), self.voters.chance(call.from_, call.to)
        plan = call_plan(voter, CallTemper.TALKS, chance, self.settings.talk_seconds)
        await self.equipment.pause_unless(call.over, _PATIENCE_SECONDS + plan.talk_seconds)
        await self.switch.hang_up(call)

    async def _record(self, call: Call, callback: Callback | None) -> None:
        await call.answered.wait()
        recording = self.recordings.start(RecordingSource.OUTBOUND_API, call.sid, callback=callback)
        await call.over.wait()
        self.recordings.finish(recording)

    def _take_in(self, call: Call) -> None:
        self.switch.progress(call, CallStatus.INITIATED)
        self.switch.progress(call, CallStatus.RINGING)

    def _answer_with(self, call: Call, source: Resource) -> None:
        url = source.get("status_callback")
        if url:
            method = source.get("status_callback_method")
            call.callback = Callback(url, method, frozenset({"completed"}))
        turn = Turn(
            source.get("voice_url"),
            source.get("voice_method"),
            fallback_url=source.get("voice_fallback_url"),
        )
        self.switch.run(call, self.interpreter.follow(call, turn))
