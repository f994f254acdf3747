"""What an account owns and can edit: numbers, TwiML applications, messaging services, API keys.

They are kept as their REST fields; a file keeps them over a restart.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from phonebank.simulator.clock import Clock
from phonebank.simulator.settings import Settings
from phonebank.simulator.sids import new_sid, sid_for


@dataclass(frozen=True)
class Field:
    """A REST field: its JSON name, how a form's text becomes its value, and its default."""

    name: str
    convert: Callable[[str], Any] = str
    default: Any = None


def _flag(text: str) -> bool:
    return text.lower() == "true"


_METHOD = "POST"

APPLICATION: dict[str, Field] = {
    "FriendlyName": Field("friendly_name"),
    "VoiceUrl": Field("voice_url"),
    "VoiceMethod": Field("voice_method", default=_METHOD),
    "VoiceFallbackUrl": Field("voice_fallback_url"),
    "VoiceFallbackMethod": Field("voice_fallback_method", default=_METHOD),
    "StatusCallback": Field("status_callback"),
    "StatusCallbackMethod": Field("status_callback_method", default=_METHOD),
    "VoiceCallerIdLookup": Field("voice_caller_id_lookup", _flag, False),
    "SmsUrl": Field("sms_url"),
    "SmsMethod": Field("sms_method", default=_METHOD),
    "SmsFallbackUrl": Field("sms_fallback_url"),
    "SmsFallbackMethod": Field("sms_fallback_method", default=_METHOD),
    "SmsStatusCallback": Field("sms_status_callback"),
    "MessageStatusCallback": Field("message_status_callback"),
    "PublicApplicationConnectEnabled": Field("public_application_connect_enabled", _flag, False),
}

NUMBER: dict[str, Field] = {
    name: APPLICATION[name]
    for name in (
        "FriendlyName",
        "VoiceUrl",
        "VoiceMethod",
        "VoiceFallbackUrl",
        "VoiceFallbackMethod",
        "StatusCallback",
        "StatusCallbackMethod",
        "VoiceCallerIdLookup",
        "SmsUrl",
        "SmsMethod",
        "SmsFallbackUrl",
        "SmsFallbackMethod",
    )
} | {
    "VoiceApplicationSid": Field("voice_application_sid"),
    "SmsApplicationSid": Field("sms_application_sid"),
}

SERVICE: dict[str, Field] = {
    "FriendlyName": Field("friendly_name"),
    "InboundRequestUrl": Field("inbound_request_url"),
    "InboundMethod": Field("inbound_method", default=_METHOD),
    "FallbackUrl": Field("fallback_url"),
    "FallbackMethod": Field("fallback_method", default=_METHOD),
    "StatusCallback": Field("status_callback"),
    "StickySender": Field("sticky_sender", _flag, True),
    "MmsConverter": Field("mms_converter", _flag, True),
    "SmartEncoding": Field("smart_encoding", _flag, True),
    "ScanMessageContent": Field("scan_message_content", default="inherit"),
    "FallbackToLongCode": Field("fallback_to_long_code", _flag, True),
    "AreaCodeGeomatch": Field("area_code_geomatch", _flag, True),
    "ValidityPeriod": Field("validity_period", int, 36_000),
    "SynchronousValidation": Field("synchronous_validation", _flag, False),
    "Usecase": Field("usecase", default="undeclared"),
    "UseInboundWebhookOnNumber": Field("use_inbound_webhook_on_number", _flag, False),
}

KEY: dict[str, Field] = {"FriendlyName": Field("friendly_name")}


@dataclass(eq=False)
class Resource:
    """One of the account's things. `members` are the numbers of a messaging service's pool."""

    sid: str
    created_at: datetime
    updated_at: datetime
    values: dict[str, Any]
    members: list[str] = field(default_factory=list)
    secret: str = ""

    def get(self, name: str) -> str:
        """A text field; empty if unset."""
        return self.values.get(name) or ""

    def update(self, kind: dict[str, Field], form: Mapping[str, str], at: datetime) -> None:
        """Take over a form's fields; an empty text unsets one."""
        for name, one in kind.items():
            if name in form:
                self.values[one.name] = one.convert(form[name]) if form[name] else one.default
        self.updated_at = at


def _blank(sid: str, kind: dict[str, Field], at: datetime) -> Resource:
    return Resource(sid, at, at, {one.name: one.default for one in kind.values()})


class Resources:
    """The account's things by kind and SID."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._file = settings.state_file
        self.applications: dict[str, Resource] = {}
        self.services: dict[str, Resource] = {}
        self.keys: dict[str, Resource] = {}
        self.numbers: dict[str, Resource] = {}
        self._owned_first = settings.numbers
        self.forget()
        if self._file is not None and self._file.exists():
            self._read(self._file)

    def forget(self) -> None:
        """Back to an account that owns its numbers and nothing else; the file keeps what it has
        until the next change."""
        for kind in (self.applications, self.services, self.keys, self.numbers):
            kind.clear()
        for number in self._owned_first:
            self._own(number)

    def create(self, kind: dict[str, Field], form: Mapping[str, str], prefix: str) -> Resource:
        """A new application, service or key from a form."""
        now = self._clock.now()
        resource = _blank(new_sid(prefix), kind, now)
        resource.update(kind, form, now)
        self._shelf(prefix)[resource.sid] = resource
        self.save()
        return resource

    def update(self, resource: Resource, kind: dict[str, Field], form: Mapping[str, str]) -> None:
        """Change one from a form."""
        resource.update(kind, form, self._clock.now())
        self.save()

    def number(self, phone_number: str) -> Resource | None:
        """The owned number, if it is one."""
        return self.numbers.get(sid_for("PN", phone_number))

    def services_of(self, phone_number: str) -> list[Resource]:
        """The messaging services that a number is in; Twilio allows one at most."""
        sid = sid_for("PN", phone_number)
        return [one for one in self.services.values() if sid in one.members]

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if self._file is None:
            return
        shelves = {prefix: _dump(self._shelf(prefix)) for prefix in ("AP", "MG", "PN")}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(shelves, indent=1))
        os.replace(draft, self._file)

    def _shelf(self, prefix: str) -> dict[str, Resource]:
        return {
            "AP": self.applications,
            "MG": self.services,
            "SK": self.keys,
            "PN": self.numbers,
        }[prefix]

    def _own(self, phone_number: str) -> None:
        sid = sid_for("PN", phone_number)
        resource = _blank(sid, NUMBER, self._clock.now())
        resource.values |= {"phone_number": phone_number, "friendly_name": phone_number}
        self.numbers[sid] = resource

    def _read(self, path: Path) -> None:
        try:
            shelves = json.loads(path.read_text())
        except ValueError as error:
            raise ValueError(f"{path} is damaged, move it away: {error}") from error
        for prefix, rows in shelves.items():
            shelf = self._shelf(prefix)
            for row in rows:
                # A number that is no longer owned is not brought back by its old settings.
                if prefix != "PN" or row["sid"] in shelf:
                    shelf[row["sid"]] = _restored(row)


def _dump(shelf: dict[str, Resource]) -> list[dict[str, Any]]:
    return [
        {
            "sid": one.sid,
            "created_at": one.created_at.isoformat(),
            "updated_at": one.updated_at.isoformat(),
            "values": one.values,
            "members": one.members,
        }
        for one in shelf.values()
    ]


def _restored(row: dict[str, Any]) -> Resource:
    return Resource(
        sid=row["sid"],
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        values=row["values"],
        members=row["members"],
    )
