"""A network cable between a browser and a port of this machine, which a test can pull out."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_HOST = "127.0.0.1"


class Cable:
    """Carries connections to `port` on to the far port while it is plugged in."""

    def __init__(self, loop: asyncio.AbstractEventLoop, far_port: int) -> None:
        self.port = 0
        self._loop = loop
        self._far_port = far_port
        self._plugged = True
        self._ends: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    def unplug(self) -> None:
        """Break every connection, and each new one, until it is plugged in again."""
        self._plugged = False
        self._loop.call_soon_threadsafe(self._break)

    def plug(self) -> None:
        """Let new connections through."""
        self._plugged = True

    async def serve(self, stop: asyncio.Event, ready: threading.Event) -> None:
        """Carry until `stop`."""
        server = await asyncio.start_server(self._connected, _HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        self._break()
        await asyncio.gather(*self._carrying)

    def _break(self) -> None:
        for end in self._ends:
            end.transport.abort()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._plugged:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(_HOST, self._far_port)
        ends = {writer, far_writer}
        self._ends |= ends
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        self._ends -= ends


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # broken on purpose, or by either side
    finally:
        writer.close()


@contextmanager
def cable_to(far_port: int) -> Iterator[Cable]:
    """Lay a cable from a free port to this one."""
    loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    cable = Cable(loop, far_port)

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(cable.serve(stop, ready))

    thread = threading.Thread(target=run, name="cable")
    thread.start()
    ready.wait()
    try:
        yield cable
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
