"""Robot volunteers: one calls, one texts, each through the doors that a browser uses."""

import asyncio
import random
import time
import uuid
from dataclasses import dataclass
from typing import Any

from phonebank.demo.doors import DoorClosed, Doors
from phonebank.demo.lines import Line

LOOK_SECONDS = 0.25
READY_SECONDS = 15.0
LANGUAGES = ("en", "es-US", "vi", "cmn", "ko", "ur", "mww")


@dataclass(frozen=True)
class Work:
    """Where and until when (of `time.monotonic`) a robot works, and with whose luck."""

    base_url: str
    simulator_url: str
    join_path: str
    until: float
    number: int

    @property
    def over(self) -> bool:
        """Whether it is time to stop beginning anything."""
        return time.monotonic() > self.until

    @property
    def languages(self) -> list[str]:
        """Two languages a volunteer, so that all are spoken on the shift."""
        count = len(LANGUAGES)
        return [LANGUAGES[self.number % count], LANGUAGES[(self.number + 3) % count]]

    def chance(self) -> random.Random:
        """Repeatable chance for this robot."""
        return random.Random(f"volunteer {self.number}")  # noqa: S311 - not secrecy


async def call_voters(work: Work) -> list[str]:
    """Call voter after voter until it is time to stop; returns what went wrong."""
    errors: list[str] = []
    tab, chance = uuid.uuid4().hex, work.chance()
    async with Doors(work.base_url) as doors:
        await doors.join(work.join_path, f"Robo Caller {work.number}", work.languages)
        await doors.post("/call/here", tab=tab, take_over=True)
        token = (await doors.post("/call/token", tab=tab))["token"]
        async with Line(work.simulator_url, token):
            await _until_line_is_up(doors, tab)
            while not work.over:
                try:
                    if not await _one_call(doors, tab, chance, work):
                        break
                except DoorClosed as closed:
                    errors.append(str(closed))
                    await asyncio.sleep(1.0)
                await doors.post("/call/here", tab=tab)
        await _finish(doors, tab, errors)
    return errors


async def _until_line_is_up(doors: Doors, tab: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not (await doors.get("/call/state", tab=tab))["caller"]["line_up"]:
        if time.monotonic() > deadline:
            raise TimeoutError("a robot's line did not come up")
        await asyncio.sleep(LOOK_SECONDS)


async def _until_put_through(doors: Doors, tab: str, work: Work) -> dict[str, Any]:
    """The screen once a voter has come by themselves, or it is time to stop."""
    while True:
        screen: dict[str, Any] = await doors.get("/call/state", tab=tab)
        if screen["call"] is not None or screen["empty"] is not None or work.over:
            return screen
        await asyncio.sleep(LOOK_SECONDS)
        await doors.post("/call/here", tab=tab)


async def _one_call(doors: Doors, tab: str, chance: random.Random, work: Work) -> bool:
    """One key, one call, one result; False where there is nobody left to call."""
    screen = await doors.get("/call/state", tab=tab)
    if screen["call"] is None and not screen["caller"]["waits"]:
        screen = await doors.post("/call/next", key=uuid.uuid4().hex, tab=tab)
    if screen["call"] is None and screen["caller"]["waits"]:
        screen = await _until_put_through(doors, tab, work)
    if screen["call"] is None:
        return screen["empty"] is None and not work.over
    call_id = screen["call"]["id"]
    screen = await _until_talking_or_over(doors, tab, call_id)
    if screen is None:
        return True
    if screen["call"]["answered_at"] and screen["call"]["answered_by"] != "machine":
        result = await _converse(doors, tab, call_id, chance)
    else:
        result = "voicemail" if screen["call"]["answered_at"] else "not home"
    await _tell(doors, tab, call_id, result)
    return True


async def _tell(doors: Doors, tab: str, call_id: int, result: str) -> None:
    """Tell a result, unless the carrier's machine detection was quicker."""
    try:
        await doors.post("/call/result", call_id=call_id, result=result, note="", key="")
    except DoorClosed:
        last = (await doors.get("/call/state", tab=tab))["last"]
        if last is None or last["call_id"] != call_id or last["result"] != "voicemail":
            raise


async def _until_talking_or_over(doors: Doors, tab: str, call_id: int) -> dict[str, Any] | None:
    """The screen once somebody answered; None where the call ended and closed by itself."""
    while True:
        screen: dict[str, Any] = await doors.get("/call/state", tab=tab)
        if screen["call"] is None or screen["call"]["id"] != call_id:
            return None
        if screen["call"]["answered_at"] or screen["call"]["over"]:
            return screen
        await asyncio.sleep(LOOK_SECONDS)


async def _converse(doors: Doors, tab: str, call_id: int, chance: random.Random) -> str:
    """Ask until the survey is over or the voter has hung up."""
    asked = 0
    while True:
        await asyncio.sleep(chance.uniform(0.5, 1.5))
        screen = await doors.get("/call/state", tab=tab)
        if screen["call"] is None or screen["call"]["id"] != call_id:
            return "reached"
        asking = screen["script"]["asking"]
        if screen["call"]["over"] or asking is None:
            break
        question = next(each for each in screen["script"]["questions"] if each["id"] == asking)
        choice = chance.choice(question["choices"])
        await doors.post(
            "/call/answer", call_id=call_id, question_id=asking, choice_id=choice["id"]
        )
        asked += 1
    if asked:
        return "reached"
    return chance.choice(["refused", "wrong number", "do not call"])


async def _finish(doors: Doors, tab: str, errors: list[str]) -> None:
    """Take no more calls, tell the last one's result, then go."""
    screen = await doors.post("/call/break", on=True, tab=tab)
    try:
        if screen["call"] is not None:
            call_id = screen["call"]["id"]
            await doors.post("/call/result", call_id=call_id, result="refused", note="", key="")
        await doors.post("/call/finish")
    except DoorClosed as closed:
        errors.append(str(closed))


async def text_voters(work: Work) -> list[str]:
    """Send first texts and answer replies until it is time to stop; returns what went wrong."""
    errors: list[str] = []
    async with Doors(work.base_url) as doors:
        await doors.join(work.join_path, f"Robo Texter {work.number}", work.languages)
        while not work.over:
            try:
                if not await _one_round(doors):
                    await doors.post("/inbox/batch")
            except DoorClosed as closed:
                errors.append(str(closed))
            await asyncio.sleep(1.0)
    return errors


async def _one_round(doors: Doors) -> bool:
    """Do what the inbox asks for; False where no first text is left to send."""
    inbox = await doors.get("/inbox/conversations.json")
    for conversation in inbox["conversations"]:
        path = f"/inbox/conversations/{conversation['id']}"
        match conversation["standing"]:
            case "unsent":
                await doors.post(f"{path}/first", key=uuid.uuid4().hex)
            case "held":
                await doors.post(f"{path}/release")
            case "new reply":
                await _answer(doors, path)
    return bool(inbox["unsent"])


async def _answer(doors: Doors, path: str) -> None:
    """Read a reply, thank for it, and go on."""
    await doors.post("/inbox/look", open=int(path.rsplit("/", 1)[1]), ids=[])
    await doors.post(f"{path}/reply", key=uuid.uuid4().hex, body="Thank you! Every vote counts.")
