"""What the Voice SDK asks of Twilio's other hosts: a place for its statistics, and its sounds.

It asks across origins, so every answer allows it; statistics are thrown away, sounds are silent.
"""

import io
from functools import cache

import av
import numpy as np
from aiohttp import web

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Private-Network": "true",
}
_STATISTICS = ("/v4/EndpointEvents", "/v4/EndpointMetrics")
_SOUNDS = "/js/client/sounds/releases/{release}/{name}.mp3"
_SOUND_RATE = 48000
_SOUND_SECONDS = 0.3


def routes() -> list[web.RouteDef]:
    """The routes of eventgw.twilio.com and sdk.twilio.com that the SDK uses."""
    return [
        *(web.post(path, _accept) for path in _STATISTICS),
        *(web.options(path, _accept) for path in _STATISTICS),
        web.get(_SOUNDS, _sound),
    ]


async def _accept(request: web.Request) -> web.Response:
    return web.json_response({}, headers=_CORS)


async def _sound(request: web.Request) -> web.Response:
    return web.Response(body=_silent_mp3(), content_type="audio/mpeg", headers=_CORS)


@cache
def _silent_mp3() -> bytes:
    file = io.BytesIO()
    silence = np.zeros((1, int(_SOUND_RATE * _SOUND_SECONDS)), np.int16)
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=_SOUND_RATE)
        frame = av.AudioFrame.from_ndarray(silence, format="s16", layout="mono")
        frame.sample_rate = _SOUND_RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()
