"""The signalling's promises to a browser and to the network, checked frame by frame."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

import pytest

from phonebank.simulator import pstream
from tests.simulator.robot import APPLICATION_SID, Line, access_token, line, until

BUSY = {"code": 31486, "message": "Busy Here"}
PARAMETERS = {"From": "+16515550123", "To": "client:ann", "Params": "VoterId=7"}


def on_a_line(reconnect_seconds: float = 10.0) -> Callable[..., Callable[[], None]]:
    """Run an asynchronous test against the signalling."""

    def decorate(test: Callable[[Line], Awaitable[None]]) -> Callable[[], None]:
        @wraps(test)
        def run() -> None:
            async def body() -> None:
                async with line(reconnect_seconds) as one:
                    await test(one)

            asyncio.run(body())

        del run.__wrapped__  # type: ignore[attr-defined]  # pytest would ask for its argument
        return run

    return decorate


@on_a_line()
async def test_a_good_token_is_told_whose_it_is_and_how_long_it_lasts(line: Line) -> None:
    robot = await line.connect()

    connected = await robot.listen(access_token("ann", ttl_seconds=600))

    assert connected["token"]["identity"] == "ann"
    assert 595 <= connected["token"]["ttl"] <= 600


@on_a_line()
async def test_a_token_signed_with_another_secret_is_refused(line: Line) -> None:
    robot = await line.connect()

    await robot.send("listen", token=access_token("ann", secret="x" * 32))

    assert (await robot.receive("error"))["error"]["code"] == 31204
    await robot.receive("close")


@on_a_line()
async def test_a_token_that_has_expired_is_refused_as_such(line: Line) -> None:
    robot = await line.connect()

    await robot.send("listen", token=access_token("ann", ttl_seconds=-1))

    assert (await robot.receive("error"))["error"]["code"] == 31205
    await robot.receive("close")


@on_a_line()
async def test_nothing_is_done_for_a_browser_that_has_shown_no_token(line: Line) -> None:
    robot = await line.connect()

    await robot.send("invite", callsid="TJS1", sdp="", twilio={})
    await robot.send("register", media={"audio": True})

    assert (await robot.receive("error"))["error"]["code"] == 31204
    assert (await robot.receive("error"))["error"]["code"] == 31204
    assert line.exchange.invited == []
    assert line.exchange.devices == {}


@on_a_line()
async def test_a_frame_that_is_none_is_an_error_and_the_connection_goes_on(line: Line) -> None:
    robot = await line.robot()

    for text in ("{", "[]", '{"type":"sing"}', '{"type":"dtmf","payload":{}}'):
        await robot.socket.send_str(text)
        assert (await robot.receive("error"))["error"]["code"] == 31100

    await robot.register()


@on_a_line()
async def test_a_call_out_carries_its_parameters_and_rings_until_it_is_answered(
    line: Line,
) -> None:
    robot = await line.robot("ann")

    sid = await robot.invite(params="To=%2B16515550123&Note=")

    params = {"To": "+16515550123", "Note": ""}
    assert line.exchange.invited == [("ann", params, APPLICATION_SID)]
    await line.exchange.legs[0].answer()
    answer = await robot.receive("answer")
    assert answer["callsid"] == sid
    assert answer["reconnect"]


@on_a_line()
async def test_a_browser_without_media_is_answered_without_media(line: Line) -> None:
    robot = await line.robot()
    await robot.invite()

    await line.exchange.legs[0].answer()

    assert (await robot.receive("answer"))["sdp"] == ""


@on_a_line()
async def test_a_call_that_is_answered_twice_is_answered_once(line: Line) -> None:
    robot = await line.robot()
    await robot.invite()
    leg = line.exchange.legs[0]

    await leg.answer()
    await leg.answer()
    await leg.hang_up()

    await robot.receive("answer")
    await robot.receive("hangup")


@on_a_line()
async def test_a_refused_call_is_named_as_the_browser_knows_it(line: Line) -> None:
    line.exchange.refusal = BUSY
    robot = await line.robot()

    await robot.send("invite", callsid="TJS1", sdp="", twilio={})

    assert await robot.receive("hangup") == {"callsid": "TJS1", "error": BUSY}


@on_a_line()
async def test_a_token_without_the_grant_may_neither_call_nor_be_called(line: Line) -> None:
    robot = await line.connect()
    await robot.listen(access_token("ann", application_sid=None, may_register=False))

    await robot.send("invite", callsid="TJS1", sdp="", twilio={})
    await robot.send("register", media={"audio": True})

    assert (await robot.receive("hangup"))["error"]["code"] == 31201
    assert (await robot.receive("error"))["error"]["code"] == 31201
    assert line.exchange.invited == []
    assert line.exchange.devices == {}


@on_a_line()
async def test_a_token_that_expires_during_the_connection_starts_no_more_calls(
    line: Line,
) -> None:
    robot = await line.connect()
    connected = await robot.listen(access_token("ann", ttl_seconds=1))
    assert connected["token"]["ttl"] <= 1
    await asyncio.sleep(1.1)  # tokens count in whole seconds of real time

    await robot.send("invite", callsid="TJS1", sdp="", twilio={})

    assert (await robot.receive("hangup"))["error"]["code"] == 31205
    assert line.exchange.invited == []


@on_a_line()
async def test_a_browser_that_hangs_up_is_reported_once_and_not_told_again(line: Line) -> None:
    robot = await line.robot()
    sid = await robot.invite()

    await robot.send("hangup", callsid=sid)
    await robot.send("hangup", callsid=sid)
    await until(lambda: line.exchange.hung_up, "the network learns of it")
    await line.exchange.legs[0].hang_up()
    await robot.register()  # the next frame: no hangup came before it

    assert line.exchange.hung_up == [sid]


@on_a_line()
async def test_a_browser_may_hang_up_before_it_learns_its_call_sid(line: Line) -> None:
    robot = await line.robot()
    await robot.send("invite", callsid="TJS1", sdp="", twilio={})

    await robot.send("hangup", callsid="TJS1")

    await until(
        lambda: len(line.exchange.hung_up) == len(line.exchange.invited),
        "no call is left behind",
    )


@on_a_line()
async def test_a_browser_has_no_power_over_another_ones_call(line: Line) -> None:
    ann, bob = await line.robot("ann"), await line.robot("bob")
    sid = await ann.invite()

    await bob.send("hangup", callsid=sid)
    await bob.send("dtmf", callsid=sid, dtmf="1")
    await bob.send("invite", callsid=sid, sdp="", reconnect="guessed", twilio={})

    assert (await bob.receive("hangup"))["callsid"] == sid
    assert line.exchange.hung_up == []
    assert line.exchange.pressed == []


@on_a_line()
async def test_keys_reach_the_network_and_messages_are_acknowledged(line: Line) -> None:
    robot = await line.robot()
    sid = await robot.invite()

    await robot.send("dtmf", callsid=sid, dtmf="1w2")
    await robot.send("message", callsid=sid, content="{}", voiceeventsid="KX1")

    ack = await robot.receive("ack")
    assert ack == {"acktype": "message", "callsid": sid, "voiceeventsid": "KX1"}
    assert line.exchange.pressed == [(sid, "1w2")]


@on_a_line(reconnect_seconds=0.2)
async def test_a_browser_that_is_lost_for_good_leaves_its_call(line: Line) -> None:
    robot = await line.robot()
    sid = await robot.invite()
    await line.exchange.legs[0].answer()

    await robot.socket.close()

    await until(lambda: line.exchange.hung_up, "the network learns of it")
    assert line.exchange.hung_up == [sid]


@on_a_line(reconnect_seconds=0.2)
async def test_a_browser_that_comes_back_with_its_token_keeps_its_call(line: Line) -> None:
    lost = await line.robot()
    sid = await lost.invite()
    await line.exchange.legs[0].answer()
    token = (await lost.receive("answer"))["reconnect"]
    await lost.socket.close()

    robot = await line.robot()
    await robot.send("invite", callsid=sid, sdp="", reconnect=token, twilio={})

    assert (await robot.receive("answer"))["callsid"] == sid
    await asyncio.sleep(0.4)  # twice the time after which a lost call is hung up
    assert line.exchange.hung_up == []
    await robot.send("dtmf", callsid=sid, dtmf="5")
    await until(lambda: line.exchange.pressed, "the call goes on over the new connection")


@on_a_line()
async def test_a_browser_that_comes_back_too_late_is_told_that_the_call_is_over(
    line: Line,
) -> None:
    lost = await line.robot()
    sid = await lost.invite()
    await line.exchange.legs[0].answer()
    token = (await lost.receive("answer"))["reconnect"]
    await lost.socket.close()
    await line.exchange.legs[0].hang_up()

    robot = await line.robot()
    await robot.send("invite", callsid=sid, sdp="", reconnect=token, twilio={})

    assert await robot.receive("hangup") == {"callsid": sid}


@on_a_line()
async def test_a_call_still_ringing_ends_with_its_connection(line: Line) -> None:
    robot = await line.robot()
    sid = await robot.invite()

    await robot.socket.close()

    await until(lambda: line.exchange.hung_up, "the network learns of it")
    assert line.exchange.hung_up == [sid]


@on_a_line()
async def test_a_registered_browser_is_rung_and_accepts(line: Line) -> None:
    robot = await line.robot("ann")
    await robot.register()

    ringing = asyncio.create_task(line.exchange.devices["ann"].ring("CA77", PARAMETERS))
    invite = await robot.receive("invite")
    await robot.send("answer", callsid="CA77", sdp="")

    assert (await robot.receive("answer"))["callsid"] == "CA77"
    leg = await ringing
    assert leg is not None
    assert leg.call_sid == "CA77"
    assert (invite["callsid"], invite["parameters"]) == ("CA77", PARAMETERS)
    assert "a=candidate" in invite["sdp"]
    assert invite["reconnect"]


@on_a_line()
async def test_an_accepted_call_that_the_browser_leaves_is_reported(line: Line) -> None:
    robot = await line.robot("ann")
    await robot.register()
    ringing = asyncio.create_task(line.exchange.devices["ann"].ring("CA77", PARAMETERS))
    await robot.receive("invite")
    await robot.send("answer", callsid="CA77", sdp="")
    await ringing

    await robot.send("hangup", callsid="CA77")

    await until(lambda: line.exchange.hung_up == ["CA77"], "the network learns of it")


@on_a_line()
async def test_a_declined_call_has_no_leg(line: Line) -> None:
    robot = await line.robot("ann")
    await robot.register()

    ringing = asyncio.create_task(line.exchange.devices["ann"].ring("CA77", PARAMETERS))
    await robot.receive("invite")
    await robot.send("reject", callsid="CA77")

    assert await ringing is None
    assert line.exchange.hung_up == []


@on_a_line()
async def test_a_browser_stops_ringing_when_the_caller_gives_up(line: Line) -> None:
    robot = await line.robot("ann")
    await robot.register()
    ringing = asyncio.create_task(line.exchange.devices["ann"].ring("CA77", PARAMETERS))
    await robot.receive("invite")

    ringing.cancel()

    assert await robot.receive("cancel") == {"callsid": "CA77"}


@on_a_line()
async def test_a_browser_lost_while_it_rings_is_no_longer_waited_for(line: Line) -> None:
    robot = await line.robot("ann")
    await robot.register()
    ringing = asyncio.create_task(line.exchange.devices["ann"].ring("CA77", PARAMETERS))
    await robot.receive("invite")

    await robot.socket.close()

    assert await asyncio.wait_for(ringing, 5) is None


@on_a_line()
async def test_a_browser_is_registered_until_it_unregisters_or_is_gone(line: Line) -> None:
    ann, bob = await line.robot("ann"), await line.robot("bob")
    await ann.register()
    await bob.register()
    assert set(line.exchange.devices) == {"ann", "bob"}

    await ann.register(audio=False)
    assert set(line.exchange.devices) == {"bob"}

    await bob.socket.close()
    await until(lambda: not line.exchange.devices, "nobody is registered")


def test_a_quiet_connection_is_kept_alive_by_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pstream, "HEARTBEAT_SECONDS", 0.02)

    @on_a_line()
    async def body(line: Line) -> None:
        robot = await line.robot()
        for _ in range(3):
            assert await robot.socket.receive_str(timeout=5) == "\n"
            await robot.socket.send_str("\n")
        await robot.register()

    body()


@on_a_line()
async def test_a_shutdown_tells_browsers_that_their_calls_are_over(line: Line) -> None:
    robot = await line.robot()
    sid = await robot.invite()
    await line.exchange.legs[0].answer()
    await robot.receive("answer")

    await line.signalling.close()

    assert await robot.receive("hangup") == {"callsid": sid}


@on_a_line()
async def test_statistics_and_sounds_are_open_to_every_page(line: Line) -> None:
    for path in ("/v4/EndpointEvents", "/v4/EndpointMetrics"):
        for method in ("OPTIONS", "POST"):
            response = await line.client.request(method, path, json={})
            assert response.status == 200
            assert response.headers["Access-Control-Allow-Origin"] == "*"

    sound = await line.client.get("/js/client/sounds/releases/1.0.0/incoming.mp3")
    assert sound.status == 200
    assert sound.headers["Access-Control-Allow-Origin"] == "*"
    assert len(await sound.read()) > 100
