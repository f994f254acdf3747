"""Twilio as the port's Carrier.

A volunteer's own line sits in a conference by itself; each voter is dialled into it. Nobody's
leaving ends it: a volunteer whose page is reloaded finds the voter still there.
"""

from datetime import datetime
from functools import cached_property
from typing import Any

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client

from phonebank.config import TwilioConfig
from phonebank.domain.call import voter_label
from phonebank.domain.contact_request import LineType
from phonebank.telephony.port import (
    ASIDE_SECONDS,
    CarrierCall,
    CarrierRefused,
    CarrierText,
    DialVoter,
    Heard,
    JoinConference,
    RingCaller,
    RingVoter,
    SayAndHangUp,
    SendText,
    VoiceIn,
    Wait,
)
from phonebank.telephony.twilio.addresses import Door, address
from phonebank.telephony.twilio.codes import (
    CALL_EVENTS,
    LINE_TYPES,
    NO_SUCH_THING,
    NOT_IN_PROGRESS,
    TEXT_EVENTS,
)
from phonebank.telephony.twilio.markup import render
from phonebank.telephony.twilio.required import require
from phonebank.telephony.twilio.rest import rest_client

PROGRESS = ["initiated", "ringing", "answered", "completed"]
MOVES = ["join", "leave"]
_MOST_RECORDS = 200


class TwilioCarrier:
    """The account that `config` names. Safe to share between threads."""

    def __init__(self, config: TwilioConfig, webhooks_url: str, public_url: str = "") -> None:
        self._config = config
        self._webhooks_url = webhooks_url
        self._public_url = public_url

    @cached_property
    def _client(self) -> Client:
        return rest_client(self._config)

    def dial(self, request: DialVoter) -> str:
        """Ring the voter into the conference; returns the call's SID."""
        participants = self._client.conferences(request.conference).participants
        created = participants.create(
            from_=request.from_,
            to=request.to,
            label=voter_label(request.call_id),
            timeout=request.ring_seconds,
            early_media=True,
            beep="false",
            wait_url="",
            start_conference_on_enter=True,
            end_conference_on_exit=False,
            machine_detection=_detection(request),
            amd_status_callback=self._address(Door.MACHINE, call=request.call_id),
            status_callback=self._address(Door.STATUS, call=request.call_id),
            status_callback_event=PROGRESS,
            conference_status_callback=self._address(Door.CONFERENCE),
            conference_status_callback_event=MOVES,
        )
        return str(created.call_sid)

    def ring(self, request: RingVoter) -> str:
        """Ring the voter; Twilio asks us as soon as they answer, and tells of a machine later, so
        that nobody who answers waits for its opinion."""
        created = self._client.calls.create(
            from_=request.from_,
            to=request.to,
            timeout=request.ring_seconds,
            url=self._address(Door.ANSWERED, call=request.call_id),
            machine_detection=_detection(request),
            async_amd="true",
            async_amd_status_callback=self._address(Door.MACHINE, call=request.call_id),
            status_callback=self._address(Door.STATUS, call=request.call_id),
            status_callback_event=PROGRESS,
        )
        return str(created.sid)

    def ring_caller(self, request: RingCaller) -> str:
        """Ring a volunteer's own phone; returns the call's SID."""
        created = self._client.calls.create(
            to=request.to,
            from_=request.from_,
            timeout=request.ring_seconds,
            url=self._address(Door.PHONE, caller=request.caller_id, asked=0),
        )
        return str(created.sid)

    def move(self, call_sid: str, to: JoinConference) -> bool:
        """Take a line to another conference; False where it is over."""
        return self._change(call_sid, twiml=render(to, self._webhooks_url))

    def set_voice(self, conference: str, call_sid: str, voice: VoiceIn) -> None:
        """Change by whom a line in a conference is heard. Twilio updates by a conference's SID
        alone, so the one of that name is looked for first."""
        rooms = self._client.conferences.list(
            friendly_name=conference, status="in-progress", limit=1
        ) or self._client.conferences.list(friendly_name=conference, status="init", limit=1)
        coached = {"call_sid_to_coach": voice.only_for} if voice.only_for else {}
        try:
            for room in rooms:
                room.participants(call_sid).update(
                    muted=voice.muted, coaching=voice.only_for is not None, **coached
                )
        except CarrierRefused as refusal:
            if refusal.code != NO_SUCH_THING:
                raise

    def hang_up(self, call_sid: str) -> None:
        """End a call, whatever its state; harmless where it is over."""
        self._change(call_sid, status="completed")

    def farewell(self, call_sid: str, *sentences: Heard) -> bool:
        """Take the voter out of the conference, say the sentences and end the call."""
        markup = render(SayAndHangUp(sentences), self._webhooks_url, self._public_url)
        return self._change(call_sid, twiml=markup)

    def set_aside(self, call_sid: str) -> bool:
        """Take the voter out of the conference, into silence; False where the call is over."""
        return self._change(call_sid, twiml=render(Wait(ASIDE_SECONDS), self._webhooks_url))

    def send(self, request: SendText) -> str:
        """Send the text; returns the message's SID."""
        service = {"messaging_service_sid": self._config.messaging_service_sid}
        created = self._client.messages.create(
            to=request.to,
            from_=request.from_,
            body=request.body,
            # The body arrives as it was written: an outcome that was lost is looked up by it.
            smart_encoded=False,
            **self._receipts(request),
            **(service if self._config.messaging_service_sid else {}),
        )
        return str(created.sid)

    def call(self, call_sid: str) -> CarrierCall:
        """What Twilio knows of one call. Raises CarrierRefused where it knows none."""
        return _call(self._client.calls(call_sid).fetch())

    def calls_to(self, number: str, since: datetime) -> list[CarrierCall]:
        """The calls placed to a number since a moment, of the 200 latest."""
        records = self._client.calls.list(to=number, limit=_MOST_RECORDS)
        return [_call(record) for record in records if _not_before(record, since)]

    def texts_to(self, number: str, since: datetime) -> list[CarrierText]:
        """The texts sent to a number since a moment, of the 200 latest."""
        records = self._client.messages.list(to=number, limit=_MOST_RECORDS)
        return [_text(record) for record in records if _not_before(record, since)]

    def line_type(self, number: str) -> LineType:
        """Twilio's opinion, by Lookup v2's line type intelligence."""
        asked = self._client.lookups.v2.phone_numbers(number)
        told = asked.fetch(fields="line_type_intelligence").line_type_intelligence or {}
        return LINE_TYPES.get(told.get("type") or "", LineType.UNKNOWN)

    def access_token(self, identity: str, ttl_seconds: int) -> str:
        """A token that lets a browser call our TwiML application, be called by nobody, and
        nothing else. Raises ConfigError that names a missing key."""
        config = self._config
        require(config, "account_sid", "api_key_sid", "api_key_secret", "twiml_app_sid")
        token = AccessToken(
            config.account_sid,
            config.api_key_sid,
            config.api_key_secret,
            grants=[VoiceGrant(outgoing_application_sid=config.twiml_app_sid)],
            identity=identity,
            ttl=ttl_seconds,
        )
        return str(token.to_jwt())

    def _address(self, door: Door, **ids: int) -> str:
        return address(self._webhooks_url, door, **ids)

    def _receipts(self, request: SendText) -> dict[str, str]:
        if request.text_id is None:
            return {}
        return {"status_callback": self._address(Door.RECEIPT, text=request.text_id)}

    def _change(self, call_sid: str, **changes: str) -> bool:
        """Change a call; False where it is over."""
        try:
            self._client.calls(call_sid).update(**changes)
        except CarrierRefused as refusal:
            if refusal.code != NOT_IN_PROGRESS:
                raise
            return False
        return True


def _detection(request: DialVoter | RingVoter) -> str:
    """Twilio's MachineDetection: who answered as soon as it can tell, or after the greeting."""
    return "DetectMessageEnd" if request.until_the_beep else "Enable"


def _call(record: Any) -> CarrierCall:
    started_at = record.start_time or record.date_created
    return CarrierCall(record.sid, record.to, CALL_EVENTS.get(record.status), started_at)


def _text(record: Any) -> CarrierText:
    event = TEXT_EVENTS.get(record.status)
    return CarrierText(record.sid, record.to, record.body, event, record.date_created)


def _not_before(record: Any, since: datetime) -> bool:
    """Twilio's dates are whole seconds: one made in the same second counts."""
    return bool(record.date_created >= since.replace(microsecond=0))
