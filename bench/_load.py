"""Requests over kept-open connections, as fast as they are answered; each is timed."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, and the 99th percentile in milliseconds."""

    per_second: float
    p99_ms: float


def run_load(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send every request once. Raises RuntimeError for an answer that is not 2xx."""
    return asyncio.run(_run(port, requests, connections))


async def _run(port: int, requests: Sequence[bytes], connections: int) -> Load:
    seconds: list[float] = []
    waiting = iter(requests)
    started = time.perf_counter()
    await asyncio.gather(*(_one(port, waiting, seconds) for _ in range(connections)))
    total = time.perf_counter() - started
    return Load(len(seconds) / total, sorted(seconds)[int(len(seconds) * 0.99)] * 1000)


async def _one(port: int, waiting: Iterator[bytes], seconds: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        began = time.perf_counter()
        writer.write(request)
        status = await _answer(reader)
        seconds.append(time.perf_counter() - began)
        if not 200 <= status < 300:
            raise RuntimeError(f"an answer was {status}")
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if "content-length:" in head:
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        await reader.readexactly(length)
    return int(head.split(" ", 2)[1])
