"""Answering machine detection: who or what picked up, and when that is known.

Values by mode: https://www.twilio.com/docs/voice/answering-machine-detection
"""

from dataclasses import dataclass
from enum import StrEnum

from phonebank.simulator.behaviour import Pickup
from phonebank.simulator.call import Call
from phonebank.simulator.call_params import machine_event
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.mailbox import GREETING_SECONDS


class DetectionMode(StrEnum):
    """Twilio's MachineDetection."""

    ENABLE = "Enable"
    DETECT_MESSAGE_END = "DetectMessageEnd"


# Seconds from the answer until Twilio is sure; a greeting has to end before its end is heard.
_HUMAN_SECONDS = 2.1
_MACHINE_SECONDS = 3.9


@dataclass(frozen=True)
class MachineDetection:
    """What was asked. With `waits`, TwiML is fetched only once the answer is known."""

    mode: DetectionMode
    callback_url: str = ""
    callback_method: str = "POST"
    waits: bool = False
    timeout_seconds: float = 30.0

    async def listen(self, equipment: Equipment, call: Call, pickup: Pickup) -> None:
        """Decide who answered, note it on the call and tell the callback."""
        answered_by, seconds = self._judge(pickup)
        if await equipment.pause_unless(call.over, seconds):
            return
        call.answered_by = answered_by
        if self.callback_url:
            params = machine_event(call, equipment.settings.account_sid, round(seconds * 1000))
            equipment.webhooks.notify(
                f"{call.sid} machine", self.callback_url, params, self.callback_method
            )

    def _judge(self, pickup: Pickup) -> tuple[str, float]:
        seconds = _HUMAN_SECONDS if pickup is Pickup.HUMAN else _MACHINE_SECONDS
        answered_by = {Pickup.HUMAN: "human", Pickup.FAX: "fax"}.get(pickup, "machine_start")
        if answered_by == "machine_start" and self.mode is DetectionMode.DETECT_MESSAGE_END:
            answered_by, seconds = "machine_end_beep", GREETING_SECONDS
        if seconds > self.timeout_seconds:
            return "unknown", self.timeout_seconds
        return answered_by, seconds
