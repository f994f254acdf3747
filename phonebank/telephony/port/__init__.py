"""The port to a carrier: what we ask of it, what it tells us, and what we reply.

Everything here is a frozen dataclass or a protocol; an adapter (telephony/twilio) turns them into
one carrier's requests, webhooks and markup. Phone numbers are E.164, times are UTC.
"""

from phonebank.telephony.port.carrier import ASIDE_SECONDS, Carrier
from phonebank.telephony.port.errors import (
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    OutcomeUnknown,
)
from phonebank.telephony.port.events import (
    CallerConnected,
    CallProgress,
    CaptainConnected,
    CodePressed,
    ConferenceMoved,
    KeyPressed,
    MachineDetected,
    PhonePickedUp,
    TextReceipt,
    TextReceived,
    VoterAnswered,
    VoterCalling,
)
from phonebank.telephony.port.heard import Heard, Played, Sentence
from phonebank.telephony.port.records import CarrierCall, CarrierText
from phonebank.telephony.port.replies import (
    HEARD_BY_ALL,
    AskByKeypad,
    AskForCode,
    AskToPickUp,
    BringBack,
    EndLine,
    JoinConference,
    LeaveMessage,
    Nothing,
    PutThrough,
    SayAndHangUp,
    SetAside,
    VoiceIn,
    VoiceReply,
    Wait,
)
from phonebank.telephony.port.requests import DialVoter, RingCaller, RingVoter, SendText

__all__ = [
    "ASIDE_SECONDS",
    "HEARD_BY_ALL",
    "AskByKeypad",
    "AskForCode",
    "AskToPickUp",
    "BringBack",
    "CallProgress",
    "CallerConnected",
    "CaptainConnected",
    "Carrier",
    "CarrierBusy",
    "CarrierCall",
    "CarrierError",
    "CarrierRefused",
    "CarrierText",
    "CodePressed",
    "ConferenceMoved",
    "DialVoter",
    "EndLine",
    "Heard",
    "JoinConference",
    "KeyPressed",
    "LeaveMessage",
    "MachineDetected",
    "Nothing",
    "OutcomeUnknown",
    "PhonePickedUp",
    "Played",
    "PutThrough",
    "RingCaller",
    "RingVoter",
    "SayAndHangUp",
    "SendText",
    "Sentence",
    "SetAside",
    "TextReceipt",
    "TextReceived",
    "VoiceIn",
    "VoiceReply",
    "VoterAnswered",
    "VoterCalling",
    "Wait",
]
