"""The parameters that webhooks about a call carry.

Rule: https://www.twilio.com/docs/voice/api/call-resource#statuscallback
"""

from phonebank.simulator.call import Call
from phonebank.simulator.dates import rfc2822

API_VERSION = "2010-04-01"


def voice_request(call: Call, account_sid: str) -> dict[str, str]:
    """What a request for TwiML says about the call."""
    return {**call.custom, **_basics(call, account_sid)}


def _basics(call: Call, account_sid: str) -> dict[str, str]:
    params = {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status.value,
        "Direction": call.direction.value,
        "ApiVersion": API_VERSION,
    }
    optional = {
        "ApplicationSid": call.application_sid,
        "ParentCallSid": call.parent_sid,
        "AnsweredBy": call.answered_by,
    }
    return params | {name: value for name, value in optional.items() if value}


def status_event(call: Call, account_sid: str, sequence: int) -> dict[str, str]:
    """What a status callback says about the call at this moment."""
    params = _basics(call, account_sid) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "Timestamp": rfc2822(call.updated_at),
    }
    if call.is_over:
        seconds = call.duration_seconds
        params["CallDuration"] = str(seconds)
        params["Duration"] = str(-(-seconds // 60))
        params["SipResponseCode"] = str(call.sip_code)
    return params


def machine_event(call: Call, account_sid: str, duration_ms: int) -> dict[str, str]:
    """What answering machine detection says, which does not repeat the numbers."""
    return {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        "AnsweredBy": call.answered_by,
        "MachineDetectionDuration": str(duration_ms),
    }
