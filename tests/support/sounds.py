"""Made-up recordings."""

import io
import math
import wave
from array import array


def note(hz: int = 400, seconds: float = 2.0, rate: int = 8_000) -> bytes:
    """A WAV file of one note."""
    step = 2 * math.pi * hz / rate
    samples = array("h", (int(9000 * math.sin(step * at)) for at in range(int(seconds * rate))))
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return packed.getvalue()
