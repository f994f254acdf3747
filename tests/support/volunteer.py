"""A volunteer at the call page, on a shift of their own."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from phonebank.domain.call import Call
from phonebank.domain.survey import Answer
from tests.support.browser import dominant_hz
from tests.support.simulator import wait_until
from tests.support.stack import SeededShift, Stack, VoterOnList

ADA = VoterOnList("Ada Example", "en")
HOA = VoterOnList("Hoa Nguyễn", "vi")
AISHA = VoterOnList("عائشہ مثال", "ur", romanised_name="Ayesha Misaal")
CONNECT_MILLISECONDS = 15_000
SETTLED_SECONDS = 0.3


@dataclass
class VolunteerAtWork:
    """The page of a volunteer, and what is behind it. `actions` counts what they had to do."""

    stack: Stack
    page: Page
    seeded: SeededShift
    actions: int = 0
    pressed_at: dict[str, float] = field(default_factory=dict)

    def join(self, *languages: str, name: str = "Val Example") -> None:
        """Open the join link and say who one is; the page's own language is ticked already."""
        self.page.goto(self.seeded.join_url)
        self.page.locator("#name").fill(name)
        self.actions += 1
        for tag in languages:
            box = self.page.locator(f"input[name=language][value={tag}]")
            if not box.is_checked():
                box.check()
                self.actions += 1
        self.click("form button.wide")

    def come(self, *languages: str) -> None:
        """Join, pass the sound check, and wait until the line is up."""
        self.join(*languages)
        self.page.wait_for_url("**/call/check")
        self.click("#go")
        self.wait_until_ready()

    def click(self, selector: str) -> None:
        """One action."""
        self.page.locator(selector).click()
        self.actions += 1

    def press(self, key: str) -> None:
        """One action. The page takes a key that comes again at once for a slip of the finger."""
        due = self.pressed_at.get(key, 0.0) + SETTLED_SECONDS
        self.page.wait_for_timeout(1_000 * max(0.0, due - time.monotonic()))
        self.page.keyboard.press(key)
        self.pressed_at[key] = time.monotonic()
        self.actions += 1

    def hold(self, key: str, seconds: float) -> None:
        """Press a key and do not let go: the keyboard repeats it thirty times a second."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.page.keyboard.down(key)
            self.page.wait_for_timeout(33)
        self.page.keyboard.up(key)

    @property
    def stage(self) -> Locator:
        """What the page says between calls."""
        return self.page.locator("#stage")

    def wait_until_ready(self) -> None:
        """The line is up, and the next voter is one key away."""
        next_voter = self.page.locator("#stage [data-does=next]")
        expect(next_voter).to_be_visible(timeout=CONNECT_MILLISECONDS)

    def wait_for_state(self, state: str) -> None:
        """The bar shows a call in this state."""
        bar = self.page.locator(f"#call-bar[data-state='{state}']")
        expect(bar).to_be_visible(timeout=CONNECT_MILLISECONDS)

    def call(self, key: str = "n") -> None:
        """Call the next voter, and wait until they have answered."""
        self.press(key)
        self.wait_for_state("talking")

    def answer(self, question: int, choice: int) -> None:
        """Choose an answer, both counted from 1."""
        self.click(f"#questions > li:nth-child({question}) .choice:nth-child({choice})")

    def hears_hz(self) -> int | None:
        """The note that comes down the volunteer's own line."""
        return dominant_hz(self.page, "phonebankLine.remoteStream")

    # --- what is behind the page -------------------------------------------------------------

    def calls(self) -> list[Call]:
        """Every call of the shift, as the database has it."""
        with self.stack.app.database.transaction() as session:
            statement = select(Call).where(Call.shift_id == self.seeded.shift_id).order_by(Call.id)
            return list(session.scalars(statement))

    def answers(self) -> int:
        """How many answers the database has."""
        with self.stack.app.database.transaction() as session:
            statement = select(Answer.id).where(Answer.shift_id == self.seeded.shift_id)
            return len(session.scalars(statement).all())

    def wait_for_calls(self, *results: str | None) -> None:
        """The calls have come to have these results, in their order."""
        wait_until(
            lambda: [call.result for call in self.calls()] == list(results),
            f"calls with results {results}",
        )

    def line_of(self, call: Call) -> Any:
        """A call as the simulated carrier has it."""
        return self.stack.simulator.call(str(call.carrier_sid))

    def own_lines(self) -> list[Any]:
        """The volunteer's own lines that are up, as the simulated carrier has them."""
        caller_id = self.calls()[0].caller_id
        return [
            call
            for call in self.stack.simulator.state()["calls"]
            if call["from"] == f"client:caller-{caller_id}" and call["status"] == "in-progress"
        ]


def volunteer_at_work(
    stack: Stack, page: Page, voters: Sequence[VoterOnList], **shift: Any
) -> VolunteerAtWork:
    """A volunteer who has been given the link of a new shift."""
    return VolunteerAtWork(stack, page, stack.seed_shift(voters, **shift))
