"""The network's state as JSON, for tests and for the page."""

from dataclasses import asdict
from typing import Any

from phonebank.simulator.call import Call
from phonebank.simulator.conference import Conference
from phonebank.simulator.message import Message
from phonebank.simulator.network import Network
from phonebank.simulator.voters import Voter
from phonebank.simulator.webhooks import SentWebhook

Json = dict[str, Any]


def picture(network: Network) -> Json:
    """Everything that happened, oldest first, times in ISO 8601."""
    return {
        "now": network.clock.now().isoformat(),
        "calls": [call_picture(one) for one in network.switch.calls.values()],
        "conferences": [room_picture(one) for one in network.rooms.conferences.values()],
        "messages": [message_picture(one) for one in network.texts.messages.values()],
        "webhooks": [webhook_picture(one) for one in network.webhooks.log],
        "devices": sorted(network.devices),
        "opted_out": sorted(network.texts.opt_outs.pairs()),
        "warnings": list(network.equipment.warnings),
    }


def call_picture(call: Call) -> Json:
    """One call."""
    return {
        "sid": call.sid,
        "from": call.from_,
        "to": call.to,
        "direction": call.direction.value,
        "status": call.status.value,
        "answered_by": call.answered_by,
        "created_at": call.created_at.isoformat(),
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
        "duration_seconds": call.duration_seconds,
        "conference_sid": call.conference_sid,
        "tones": call.tones,
        "said": list(call.said),
        "recorded": [asdict(note) for note in call.mailbox.notes] if call.mailbox else [],
    }


def room_picture(room: Conference) -> Json:
    """One conference."""
    return {
        "sid": room.sid,
        "name": room.name,
        "status": room.status.value,
        "end_reason": room.end_reason.value if room.end_reason else None,
        "inside": [one.call.sid for one in room.inside()],
        "participants": [
            {
                "call_sid": one.call.sid,
                "label": one.label,
                "muted": one.muted,
                "hold": one.hold,
                "joined": one.joined,
                "joined_at": one.joined_at.isoformat() if one.joined_at else None,
                "left": one.left,
            }
            for one in room.participants.values()
        ],
    }


def message_picture(message: Message) -> Json:
    """One text."""
    return {
        "sid": message.sid,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "direction": message.direction.value,
        "status": message.status.value,
        "error_code": message.error_code,
        "messaging_service_sid": message.service_sid,
        "created_at": message.created_at.isoformat(),
    }


def webhook_picture(sent: SentWebhook) -> Json:
    """One attempt at a webhook."""
    return {
        "at": sent.at.isoformat(),
        "url": sent.url,
        "method": sent.method,
        "params": dict(sent.params),
        "status": sent.status,
        "error": sent.error,
        "ms": sent.ms,
        "attempt": sent.attempt,
        "idempotency_token": sent.idempotency_token,
    }


def voter_picture(voter: Voter) -> Json:
    """One voter."""
    return {
        "number": voter.number,
        "name": voter.name,
        "language": voter.language,
        "temper": voter.call_temper.value,
        "text_temper": voter.text_temper.value,
        "hears_hz": voter.hears_hz,
        "line_type": voter.line_type,
    }
