"""Debian's Chromium for tests, with a microphone that hums and ears that measure.

A browser costs about a second: share one among the tests of a module, and give each test a page of
its own (`fresh_page`), which is a new profile. Not among the tests of a session: while a browser
is up, its thread has a running event loop, and `asyncio.run` is refused there.
"""

import os
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.environment.chromium import chromium
from scripts.environment.errors import SetupError

REPOSITORY = Path(__file__).parents[2]
VOICE_SDK = REPOSITORY / "node_modules/@twilio/voice-sdk/dist/twilio.min.js"
SCREENSHOTS = REPOSITORY / ".cache/screenshots"

MICROPHONE_HZ = 700
TOLERANCE_HZ = 25

_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # Without it a machine that has only the loopback interface connects calls in silence.
    "--allow-loopback-in-peer-connection",
)
_RATE = 48000
_DESKTOP: ViewportSize = {"width": 1280, "height": 800}

_LISTEN = """async ([expression, seconds]) => {
  const audio = new AudioContext();
  await audio.resume();
  const ear = audio.createAnalyser();
  ear.fftSize = 4096;
  audio.createMediaStreamSource(eval(expression)).connect(ear);
  const levels = new Float32Array(ear.frequencyBinCount);
  const heard = {};
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 50));
    ear.getFloatFrequencyData(levels);
    let loudest = 1;
    for (let i = 1; i < levels.length; i++) if (levels[i] > levels[loudest]) loudest = i;
    if (levels[loudest] < -60) continue;
    const hz = Math.round(loudest * audio.sampleRate / ear.fftSize);
    heard[hz] = (heard[hz] || 0) + 1;
  }
  await audio.close();
  return Object.entries(heard).map(([hz, times]) => [Number(hz), times]);
}"""


_HEARD_DECIBELS = -55.0

_LEVELS = """async ([expression, notes, seconds]) => {
  const audio = new AudioContext();
  await audio.resume();
  const ear = audio.createAnalyser();
  ear.fftSize = 4096;
  ear.smoothingTimeConstant = 0;
  audio.createMediaStreamSource(eval(expression)).connect(ear);
  const levels = new Float32Array(ear.frequencyBinCount);
  const level = hz => {
    const bin = Math.round(hz * ear.fftSize / audio.sampleRate);
    return Math.max(-200, ...levels.slice(bin - 1, bin + 2));
  };
  const found = [];
  const end = performance.now() + seconds * 1000;
  await new Promise(resolve => setTimeout(resolve, 120));
  do {
    await new Promise(resolve => setTimeout(resolve, 50));
    ear.getFloatFrequencyData(levels);
    found.push(notes.map(level));
  } while (performance.now() < end);
  await audio.close();
  return found;
}"""

_HUM = """hz => {
  navigator.mediaDevices.getUserMedia = async () => {
    const audio = new AudioContext();
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const microphone = audio.createMediaStreamDestination();
    note.frequency.value = hz;
    volume.gain.value = 0.3;
    note.connect(volume).connect(microphone);
    note.start();
    return microphone.stream;
  };
}"""


@contextmanager
def launched_browser(
    tls_port: int | None = None, spki: str | None = None, microphone_hz: int = MICROPHONE_HZ
) -> Iterator[Browser]:
    """Start a headless Chromium whose microphone hums one note.

    With a `tls_port`, every *.twilio.com is that port of 127.0.0.1, whose certificate has the key
    `spki`, and no other name resolves: a page with the Voice SDK finds the simulator unchanged.
    """
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        humming = _humming(Path(folder) / "microphone.wav", microphone_hz)
        flags = [*_FLAGS, f"--use-file-for-fake-audio-capture={humming}"]
        flags += _twilio_flags(tls_port, spki)
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def fresh_page(
    browser: Browser, viewport: ViewportSize = _DESKTOP, locale: str = "en-US"
) -> Iterator[Page]:
    """A page in a new profile that may use the microphone."""
    context = browser.new_context(
        viewport=viewport, locale=locale, permissions=["microphone"], ignore_https_errors=False
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def hum(page: Page, hz: int) -> None:
    """Give this page, until it is left, a microphone with a note of its own."""
    page.evaluate(_HUM, hz)


def hums(page: Page, hz: int) -> None:
    """Give every page that is opened here a microphone with a note of its own."""
    page.add_init_script(f"({_HUM})({hz})")


def notes_heard(page: Page, stream: str, notes: Sequence[int], seconds: float = 0.4) -> set[int]:
    """Which of these notes are heard in a MediaStream of the page, together or alone."""
    levels: list[list[float]] = page.evaluate(_LEVELS, [stream, list(notes), seconds])
    middle = len(levels) // 2
    return {
        hz
        for hz, heard in zip(notes, zip(*levels, strict=True), strict=True)
        if sorted(heard)[middle] > _HEARD_DECIBELS
    }


def heard_hz(page: Page, stream: str, seconds: float = 1.0) -> dict[int, int]:
    """What is heard in a MediaStream of the page, by frequency, measured every 50 ms.

    `stream` is a JavaScript expression for it, such as `call.getRemoteStream()`.
    """
    return {hz: times for hz, times in page.evaluate(_LISTEN, [stream, seconds])}


def dominant_hz(page: Page, stream: str, seconds: float = 1.0) -> int | None:
    """The note heard most of the time (within about 12 Hz); None in silence."""
    heard = heard_hz(page, stream, seconds)
    return max(heard, key=lambda hz: heard[hz]) if heard else None


def voice_sdk() -> Path:
    """The unmodified Voice SDK. Raises SetupError."""
    if not VOICE_SDK.exists():
        raise SetupError(
            f"{VOICE_SDK.relative_to(REPOSITORY)} is missing: browser tests need the front-end "
            "packages. Run, in the repository: npm ci --ignore-scripts"
        )
    return VOICE_SDK


def screenshot(page: Page, name: str) -> None:
    """Take a picture of the whole page for a person to look at, where PHONEBANK_SCREENSHOTS is set:
    they are a fifth of the time of the tests that take them."""
    if os.environ.get("PHONEBANK_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def _twilio_flags(tls_port: int | None, spki: str | None) -> list[str]:
    if tls_port is None:
        return []
    if spki is None:
        raise ValueError("a TLS port needs its certificate's spki")
    twilio = f"MAP *.twilio.com:443 127.0.0.1:{tls_port}"
    return [
        f"--host-resolver-rules={twilio},MAP * ~NOTFOUND,EXCLUDE 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={spki}",
    ]


def _humming(path: Path, hz: int) -> Path:
    """A second of one note: Chromium plays a microphone's file over and over."""
    note = np.sin(2 * np.pi * hz * np.arange(_RATE) / _RATE) * 12000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(note.astype("<i2").tobytes())
    return path
