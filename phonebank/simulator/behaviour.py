"""What a voter will do with one call or one text, decided before it happens."""

import math
import random
from dataclasses import dataclass
from enum import StrEnum

from phonebank.simulator.mailbox import GREETING_SECONDS
from phonebank.simulator.replies import AMBIGUOUS, words_for
from phonebank.simulator.voters import CallTemper, TextTemper, Voter

_RING_MEAN_SECONDS = 6.0
_VOICEMAIL_RING_SECONDS = 18.0
_MACHINE_SECONDS = GREETING_SECONDS + 150.0  # then the machine itself hangs up
_NEVER_SECONDS = 3600.0
_LONGEST_CALL_SECONDS = 1800.0


class Pickup(StrEnum):
    """Who or what picks up, if anybody."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    NOBODY = "nobody"
    BUSY = "busy"
    DECLINED = "declined"
    FAILED = "failed"


@dataclass(frozen=True)
class CallPlan:
    """One call's course if nothing else ends it. Times in seconds."""

    pickup: Pickup
    ring_seconds: float
    talk_seconds: float
    keys: tuple[str, ...] = ()
    """What is pressed at each `<Gather>` in turn."""


@dataclass(frozen=True)
class TextPlan:
    """The answer to one text, None for silence."""

    body: str | None
    delay_seconds: float


def call_plan(
    voter: Voter, temper: CallTemper, chance: random.Random, talk_mean_seconds: float
) -> CallPlan:
    """How this voter takes this call."""
    ring = 2.0 + min(chance.expovariate(1 / _RING_MEAN_SECONDS), 16.0)
    talk = min(_lognormal(chance, talk_mean_seconds), _LONGEST_CALL_SECONDS)
    keys = tuple(chance.choice("123") for _ in range(6))
    match temper:
        case CallTemper.TALKS:
            return CallPlan(Pickup.HUMAN, ring, talk, keys)
        case CallTemper.HANGS_UP:
            return CallPlan(Pickup.HUMAN, ring, chance.uniform(1.0, 5.0))
        case CallTemper.WRONG_NUMBER:
            return CallPlan(Pickup.HUMAN, ring, chance.uniform(8.0, 20.0))
        case CallTemper.VOICEMAIL:
            return CallPlan(Pickup.MACHINE, _VOICEMAIL_RING_SECONDS, _MACHINE_SECONDS)
        case CallTemper.FAX:
            return CallPlan(Pickup.FAX, ring, 20.0)
        case CallTemper.RINGS_OUT:
            return CallPlan(Pickup.NOBODY, _NEVER_SECONDS, 0.0)
        case CallTemper.BUSY:
            return CallPlan(Pickup.BUSY, 0.5, 0.0)
        case CallTemper.DECLINES:
            return CallPlan(Pickup.DECLINED, ring, 0.0)
        case CallTemper.UNREACHABLE:
            return CallPlan(Pickup.FAILED, 0.3, 0.0)


def text_plan(voter: Voter, chance: random.Random, mean_delay_seconds: float) -> TextPlan:
    """How this voter answers this text."""
    return TextPlan(_body(voter, chance), 1.0 + chance.expovariate(1 / mean_delay_seconds))


def _body(voter: Voter, chance: random.Random) -> str | None:
    words = words_for(voter.language)
    match voter.text_temper:
        case TextTemper.CHOOSES:
            return chance.choice((words.yes, words.no, "1", "2"))
        case TextTemper.WRITES_FREELY:
            return words.remark
        case TextTemper.SAYS_STOP:
            return chance.choice(("STOP", words.stop))
        case TextTemper.AMBIGUOUS:
            return chance.choice(AMBIGUOUS)
        case TextTemper.SILENT:
            return None


def _lognormal(chance: random.Random, mean: float) -> float:
    """Lognormal with a coefficient of variation of 1, the usual shape of talk times."""
    variance = math.log(2.0)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))
