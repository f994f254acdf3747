"""One shift as a discrete-event simulation: it knows a rule of pacing by its interface alone."""

import heapq
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol

NO_ANSWER_SECONDS, BUSY_SECONDS, FALSE_TALK_SECONDS = 25.0, 3.0, 8.0
DETECTION_SECONDS = 3.0


class Pacing(Protocol):
    """What the simulation tells a rule, and the one thing that it asks."""

    def joined(self, volunteer: int, at: float) -> None: ...
    def left(self, volunteer: int, at: float) -> None: ...
    def placed(self, call: int, at: float) -> None: ...
    def answered(self, call: int, at: float) -> None: ...
    def unanswered(self, call: int, at: float) -> None: ...
    def connected(self, call: int, volunteer: int, at: float) -> None: ...
    def abandoned(self, call: int, at: float) -> None: ...
    def talk_ended(self, volunteer: int, at: float) -> None: ...
    def free(self, volunteer: int, at: float) -> None: ...
    def lines_to_dial(self, at: float) -> int: ...


@dataclass(frozen=True)
class Scenario:
    """What a shift is like. Times are in seconds unless the name says otherwise.

    `answer_rates` are (share of the shift, rate from then on). Answers come after an exponential
    time, unanswered lines end by busy tone, machine or at 25 s. Talk is lognormal. `burst` moves
    the answer rate up and down by this share, every half minute on average. `missed` people are
    taken for machines, `false_answers` machines for people. A person waits `patience` seconds.
    """

    volunteers: int = 10
    hours: float = 2.0
    answer_rates: tuple[tuple[float, float], ...] = ((0.0, 0.12),)
    ring: float = 10.0
    talk: float = 120.0
    talk_variation: float = 1.0
    wrap_up: float = 20.0
    wrap_up_exponential: bool = False
    half_leave: bool = False
    burst: float = 0.0
    missed: float = 0.0
    false_answers: float = 0.0
    patience: float = 2.0


@dataclass(frozen=True)
class Outcome:
    """What came of a shift."""

    volunteer_hours: float
    lines: int
    answers: int
    conversations: int
    abandoned: int

    @property
    def per_hour(self) -> float:
        """Conversations a volunteer-hour."""
        return self.conversations / self.volunteer_hours

    @property
    def abandoned_share(self) -> float:
        """Abandoned calls by answers."""
        return self.abandoned / self.answers if self.answers else 0.0


class ShiftSimulation:
    """A shift of one scenario under one rule; the same seed is the same shift."""

    def __init__(self, scenario: Scenario, rule: Pacing, seed: int) -> None:
        self._scenario = scenario
        self._rule = rule
        self._random = random.Random(seed)  # noqa: S311 - a simulation, nothing secret
        self._seconds = scenario.hours * 3600
        self._agenda: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()
        self._calls = count(1)
        self._free: deque[int] = deque()
        self._joined: dict[int, float] = {}
        self._leaving: set[int] = set()
        self._waiting: dict[int, float] = {}
        self._volunteer_seconds = 0.0
        self._plenty = False
        self._lines = self._answers = self._conversations = self._abandoned = 0

    def run(self) -> Outcome:
        """Play the shift to its end."""
        for volunteer in range(self._scenario.volunteers):
            self._at(0.0, lambda at, volunteer=volunteer: self._join(volunteer, at))
        if self._scenario.half_leave:
            self._at(self._seconds / 2, self._half_leave)
        self._at(0.0, self._tick)
        while self._agenda and self._agenda[0][0] <= self._seconds:
            at, _, event = heapq.heappop(self._agenda)
            event(at)
        staying = sum(self._seconds - since for since in self._joined.values())
        return Outcome(
            (self._volunteer_seconds + staying) / 3600,
            self._lines,
            self._answers,
            self._conversations,
            self._abandoned,
        )

    def _at(self, at: float, event: Callable[[float], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), event))

    def _tick(self, at: float) -> None:
        if self._random.random() < 1 / 30:
            self._plenty = not self._plenty
        for _ in range(self._rule.lines_to_dial(at)):
            self._dial(next(self._calls), at)
        self._at(at + 1, self._tick)

    def _dial(self, call: int, at: float) -> None:
        self._lines += 1
        self._rule.placed(call, at)
        if self._random.random() < self._answer_rate(at):
            seconds = self._ring_seconds()
            if self._random.random() >= self._scenario.missed:
                talk = self._talk_seconds()
                self._at(at + seconds, lambda now: self._answer(call, talk, now))
                return
            seconds += DETECTION_SECONDS
        elif (kind := self._random.random()) < 0.6:
            seconds = NO_ANSWER_SECONDS
        elif kind < 0.9:
            seconds = self._random.uniform(8, 24)
            if self._random.random() < self._scenario.false_answers:
                self._at(at + seconds, lambda now: self._answer(call, FALSE_TALK_SECONDS, now))
                return
        else:
            seconds = BUSY_SECONDS
        self._at(at + seconds, lambda now: self._rule.unanswered(call, now))

    def _answer_rate(self, at: float) -> float:
        rate = [rate for share, rate in self._scenario.answer_rates if share * self._seconds <= at][
            -1
        ]
        return rate * (1 + self._scenario.burst * (1 if self._plenty else -1))

    def _ring_seconds(self) -> float:
        seconds = NO_ANSWER_SECONDS
        while seconds >= NO_ANSWER_SECONDS:
            seconds = self._random.expovariate(1 / self._scenario.ring)
        return seconds

    def _talk_seconds(self) -> float:
        variance = math.log(1 + self._scenario.talk_variation**2)
        mean = math.log(self._scenario.talk) - variance / 2
        return self._random.lognormvariate(mean, math.sqrt(variance))

    def _answer(self, call: int, talk: float, at: float) -> None:
        self._answers += 1
        self._rule.answered(call, at)
        if self._free:
            self._connect(call, talk, at)
        elif self._scenario.patience:
            self._waiting[call] = talk
            self._at(at + self._scenario.patience, lambda now: self._give_up(call, now))
        else:
            self._abandon(call, at)

    def _connect(self, call: int, talk: float, at: float) -> None:
        volunteer = self._free.popleft()
        self._conversations += 1
        self._rule.connected(call, volunteer, at)
        self._at(at + talk, lambda now: self._end_talk(volunteer, now))

    def _give_up(self, call: int, at: float) -> None:
        if self._waiting.pop(call, None) is not None:
            self._abandon(call, at)

    def _abandon(self, call: int, at: float) -> None:
        self._abandoned += 1
        self._rule.abandoned(call, at)

    def _end_talk(self, volunteer: int, at: float) -> None:
        self._rule.talk_ended(volunteer, at)
        mean = self._scenario.wrap_up
        exponential = self._scenario.wrap_up_exponential
        seconds = self._random.expovariate(1 / mean) if exponential else mean
        self._at(at + seconds, lambda now: self._end_wrap_up(volunteer, now))

    def _end_wrap_up(self, volunteer: int, at: float) -> None:
        if volunteer in self._leaving:
            self._leave(volunteer, at)
            return
        self._rule.free(volunteer, at)
        self._free.append(volunteer)
        if self._waiting:
            call = next(iter(self._waiting))
            self._connect(call, self._waiting.pop(call), at)

    def _join(self, volunteer: int, at: float) -> None:
        self._joined[volunteer] = at
        self._rule.joined(volunteer, at)
        self._free.append(volunteer)

    def _half_leave(self, at: float) -> None:
        self._leaving = set(range(self._scenario.volunteers // 2))
        for volunteer in sorted(self._leaving & set(self._free)):
            self._free.remove(volunteer)
            self._leave(volunteer, at)

    def _leave(self, volunteer: int, at: float) -> None:
        self._rule.left(volunteer, at)
        self._volunteer_seconds += at - self._joined.pop(volunteer)
