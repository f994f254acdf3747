"""What is heard in a conference, without a browser: mixers, voices, and audio over loopback."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.simulator.audio import BrowserAudio
from phonebank.simulator.media import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    SILENCE,
    Mixer,
    Samples,
    ToneVoice,
    dominant_hz,
)
from tests.simulator.robot import until

HEARD_SECONDS = 0.3


def tone(hz: int, amplitude: int = 9000) -> Samples:
    """One frame of a note."""
    wave = np.sin(2 * np.pi * hz * np.arange(FRAME_SAMPLES) / SAMPLE_RATE)
    return (wave * amplitude).astype(np.int16)


def in_a_loop(body: Callable[[], Awaitable[None]]) -> None:
    """Run it; whatever it started in the event loop must have ended by itself."""

    async def run() -> None:
        await body()
        await until(lambda: len(asyncio.all_tasks()) == 1, "every task has ended")

    asyncio.run(run())


async def heard_in(mixer: Mixer, key: str, hz: int) -> None:
    """Wait until the member has heard the note for a tenth of a second."""
    await until(lambda: mixer.heard(key).get(hz, 0) >= 5, f"{key} hears {hz} Hz")


def test_everyone_hears_the_others_and_not_themselves() -> None:
    async def body() -> None:
        mixer = Mixer()
        voices = [ToneVoice(mixer, key, hz) for key, hz in (("ann", 500), ("bob", 900))]
        for voice in voices:
            voice.start()
        await heard_in(mixer, "ann", 900)
        await heard_in(mixer, "bob", 500)
        for voice in voices:
            voice.stop()
        assert set(mixer.heard("ann")) == {900}
        assert set(mixer.heard("bob")) == {500}

    in_a_loop(body)


def test_three_voices_reach_a_fourth_together() -> None:
    async def body() -> None:
        mixer, heard = Mixer(), []
        for key, hz in (("ann", 500), ("bob", 900), ("cho", 1500)):
            ToneVoice(mixer, key, hz).start()
        mixer.join("dee", heard.append)
        await until(lambda: len(heard) >= 5, "five frames are heard")
        for key in ("ann", "bob", "cho", "dee"):
            mixer.leave(key)
        levels = np.abs(np.fft.rfft(heard[-1]))
        assert set(np.argsort(levels)[-3:] * 50) == {500, 900, 1500}

    in_a_loop(body)


def test_a_muted_member_is_not_heard_but_hears() -> None:
    async def body() -> None:
        mixer = Mixer()
        ToneVoice(mixer, "ann", 500).start()
        ToneVoice(mixer, "bob", 900).start()
        mixer.mute("ann", True)
        await heard_in(mixer, "ann", 900)
        assert mixer.heard("bob") == {}

        mixer.mute("ann", False)
        await heard_in(mixer, "bob", 500)
        mixer.leave("ann")
        mixer.leave("bob")

    in_a_loop(body)


def test_what_was_heard_is_known_after_leaving() -> None:
    async def body() -> None:
        mixer = Mixer()
        ToneVoice(mixer, "ann", 500).start()
        mixer.join("bob")
        await heard_in(mixer, "bob", 500)
        mixer.leave("bob")
        mixer.leave("ann")
        assert mixer.heard("bob")[500] >= 5
        assert mixer.heard("nobody") == {}

    in_a_loop(body)


def test_a_member_who_has_left_is_not_heard() -> None:
    async def body() -> None:
        mixer = Mixer()
        mixer.join("bob")
        mixer.speak("ann", tone(500))
        mixer.mute("ann", True)
        mixer.leave("ann")
        await asyncio.sleep(0.1)
        mixer.leave("bob")
        assert mixer.heard("bob") == {}

    in_a_loop(body)


def test_an_empty_room_stops_mixing_and_starts_again() -> None:
    async def body() -> None:
        mixer, asked = Mixer(), []

        def mouth() -> Samples:
            asked.append(1)
            return SILENCE

        mixer.join("ann", mouth=mouth)
        await until(lambda: len(asked) >= 2, "ann is asked to speak")
        mixer.leave("ann")
        count = len(asked)
        await asyncio.sleep(0.1)
        assert len(asked) == count

        mixer.join("ann", mouth=mouth)
        await until(lambda: len(asked) > count, "ann is asked again")
        mixer.leave("ann")

    in_a_loop(body)


def test_frames_that_arrive_in_a_burst_are_played_one_after_another() -> None:
    async def body() -> None:
        mixer, heard = Mixer(), []
        mixer.join("ann", heard.append)
        mixer.join("bob")
        for hz in (500, 600, 700):
            mixer.speak("bob", tone(hz))
        await until(lambda: len(heard) >= 4, "four frames are heard")
        mixer.leave("ann")
        mixer.leave("bob")
        assert [dominant_hz(frame) for frame in heard[:4]] == [500, 600, 700, None]

    in_a_loop(body)


def test_a_mixer_that_was_held_up_does_not_catch_up_for_ever() -> None:
    async def body() -> None:
        mixer, heard = Mixer(), []
        mixer.join("ann", heard.append)
        loop = asyncio.get_running_loop()
        loop.time, real = lambda: real() + late[0], loop.time  # type: ignore[method-assign]
        late = [0.0]
        await until(lambda: heard, "ann hears")
        late[0] = 60.0  # as if the machine had slept
        await asyncio.sleep(0.1)
        mixer.leave("ann")
        assert len(heard) < 60

    in_a_loop(body)


def test_voices_that_add_up_to_too_much_are_clipped_not_wrapped() -> None:
    async def body() -> None:
        mixer, heard = Mixer(), []
        loud = np.full(FRAME_SAMPLES, 30000, np.int16)
        mixer.join("ann", mouth=lambda: loud)
        mixer.join("bob", mouth=lambda: loud)
        mixer.join("cho", heard.append)
        await until(lambda: heard, "cho hears")
        for key in ("ann", "bob", "cho"):
            mixer.leave(key)
        assert (heard[0] == 32767).all()

    in_a_loop(body)


@given(st.integers(1, SAMPLE_RATE // 100 - 1).map(lambda bin_: bin_ * 50), st.integers(1500, 32767))
def test_a_loud_note_is_named_by_its_frequency(hz: int, amplitude: int) -> None:
    assert dominant_hz(tone(hz, amplitude)) == hz


@pytest.mark.parametrize("frame", [SILENCE, tone(500, amplitude=900)])
def test_a_quiet_frame_has_no_note(frame: Samples) -> None:
    assert dominant_hz(frame) is None


async def connected() -> tuple[BrowserAudio, BrowserAudio, list[str]]:
    """Two ends that have agreed to talk, and what they told each other."""
    caller, callee = BrowserAudio(), BrowserAudio()
    offer = await caller.offer()
    answer = await callee.answer(offer)
    await caller.accept(answer)
    return caller, callee, [offer, answer]


def in_rooms(caller: BrowserAudio, callee: BrowserAudio) -> tuple[Mixer, Mixer]:
    """Seat each end in a room of its own, with a voice that the other room should hear."""
    near, far = Mixer(), Mixer()
    caller.join(near, "line")
    callee.join(far, "line")
    ToneVoice(near, "ann", 500).start()
    ToneVoice(far, "bob", 900).start()
    near.join("listener")
    far.join("listener")
    return near, far


def leave_rooms(*rooms: Mixer) -> None:
    for room in rooms:
        for key in ("ann", "bob", "listener"):
            room.leave(key)


def test_two_rooms_on_a_line_hear_each_other() -> None:
    async def body() -> None:
        caller, callee, _ = await connected()
        near, far = in_rooms(caller, callee)
        await heard_in(far, "line", 900)  # the line hears its own room
        await until(lambda: _line_says(far, "bob") == 500, "bob hears ann down the line")
        await until(lambda: _line_says(near, "ann") == 900, "ann hears bob down the line")
        leave_rooms(near, far)
        await caller.close()
        await callee.close()

    in_a_loop(body)


def _line_says(room: Mixer, key: str) -> int | None:
    """The note most heard by the room's one voice, which hears nothing but the line."""
    heard = {hz: frames for hz, frames in room.heard(key).items() if frames >= 5}
    return max(heard, key=lambda hz: heard[hz]) if heard else None


def test_media_stays_on_this_machine() -> None:
    async def body() -> None:
        caller, callee, descriptions = await connected()
        await caller.close()
        await callee.close()
        candidates = [
            line for sdp in descriptions for line in sdp.splitlines() if "a=candidate" in line
        ]
        assert candidates
        assert all(" 127.0.0.1 " in line for line in candidates)

    in_a_loop(body)


def test_a_line_that_left_its_room_is_silent_and_still_connected() -> None:
    async def body() -> None:
        caller, callee, _ = await connected()
        near, far = in_rooms(caller, callee)
        await until(lambda: _line_says(far, "bob") == 500, "bob hears ann down the line")

        caller.leave()
        before = near.heard("line")
        await asyncio.sleep(HEARD_SECONDS)
        assert near.heard("line") == before

        caller.join(near, "line")
        await until(lambda: near.heard("line") != before, "the line hears again")
        leave_rooms(near, far)
        await caller.close()
        await callee.close()

    in_a_loop(body)


def test_a_line_closed_twice_or_while_it_connects_ends_quietly() -> None:
    async def body() -> None:
        caller, callee = BrowserAudio(), BrowserAudio()
        offer = await caller.offer()
        answering: Any = asyncio.ensure_future(callee.answer(offer))
        await asyncio.sleep(0)
        await callee.close()
        await callee.close()
        await caller.close()
        await caller.accept(await answering)

    in_a_loop(body)


@pytest.mark.parametrize("turns", range(0, 60, 3))
def test_a_line_closed_at_any_moment_of_its_connecting_leaves_nothing_running(turns: int) -> None:
    async def body() -> None:
        caller, callee, _ = await connected()
        for _ in range(turns):
            await asyncio.sleep(0)
        await callee.close()
        await caller.close()

    in_a_loop(body)


def test_a_whisper_is_heard_by_one_alone_and_the_whisperer_hears_all() -> None:
    async def body() -> None:
        mixer = Mixer()
        ToneVoice(mixer, "captain", 500).start()
        ToneVoice(mixer, "voter", 1500).start()
        mixer.join("volunteer")
        mixer.mute("voter", True)
        mixer.whisper("captain", "volunteer")
        await heard_in(mixer, "volunteer", 500)
        assert mixer.heard("voter") == {}

        mixer.mute("voter", False)
        await heard_in(mixer, "captain", 1500)
        mixer.whisper("captain", None)
        await heard_in(mixer, "voter", 500)
        for key in ("captain", "voter", "volunteer"):
            mixer.leave(key)

    in_a_loop(body)


def test_a_whisper_to_who_has_left_is_heard_by_nobody() -> None:
    async def body() -> None:
        mixer = Mixer()
        ToneVoice(mixer, "captain", 500).start()
        ToneVoice(mixer, "voter", 1500).start()
        mixer.whisper("captain", "gone")
        await heard_in(mixer, "captain", 1500)
        mixer.leave("captain")
        mixer.leave("voter")
        assert mixer.heard("voter") == {}

    in_a_loop(body)
