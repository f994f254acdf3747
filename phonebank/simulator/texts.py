"""Carries texts: outgoing ones to voters with receipts, voters' replies to the application."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from phonebank.simulator.behaviour import text_plan
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.message import Message, MessageDirection, MessageStatus
from phonebank.simulator.message_params import inbound_text, receipt
from phonebank.simulator.opt_outs import STOP_REPLY, Keyword, OptOuts, keyword_in
from phonebank.simulator.pace import Pace
from phonebank.simulator.resources import Resource, Resources
from phonebank.simulator.sids import new_sid
from phonebank.simulator.voters import Voters
from phonebank.simulator.webhooks import WebhookFailed

_SEND_SECONDS = 0.3
_DELIVER_SECONDS = 1.2
_LANDLINE_ERROR = 30006


@dataclass(frozen=True)
class TextOrder:
    """A text to be sent. `service` is the messaging service, if it goes through one."""

    from_: str
    to: str
    body: str
    status_callback: str = ""
    service: Resource | None = None
    media_urls: tuple[str, ...] = ()
    direction: MessageDirection = MessageDirection.OUTBOUND_API
    error_code: int | None = None
    """The error that the message will meet on its way."""


@dataclass(frozen=True)
class InboundTarget:
    """Where incoming texts to a number go."""

    url: str
    method: str
    fallback_url: str
    service_sid: str


class Texts:
    """Every text of the account, and the only writer of their statuses."""

    def __init__(self, equipment: Equipment, resources: Resources, voters: Voters) -> None:
        self._equipment = equipment
        self._resources = resources
        self._voters = voters
        self._pace = Pace(equipment.clock, lambda: equipment.rates.messages_per_second)
        self._texts_to: dict[str, int] = {}
        self.opt_outs = OptOuts()
        self.messages: dict[str, Message] = {}

    def is_opted_out(self, to: str, from_: str, service: Resource | None) -> bool:
        """Whether the carrier refuses texts to this number from this sender."""
        if not self._equipment.settings.carrier_opt_out:
            return False
        return self.opt_outs.covers(to, service.sid if service else from_)

    def sender_for(self, to: str, numbers: Sequence[str]) -> str:
        """The pool's number for this voter: always the same one, as a sticky sender is."""
        return numbers[random.Random(to).randrange(len(numbers))]  # noqa: S311 - not secrecy

    def send(self, order: TextOrder) -> Message:
        """Accept a text and carry it in the background."""
        message = Message(
            sid=new_sid("MM" if order.media_urls else "SM"),
            from_=order.from_,
            to=order.to,
            body=order.body,
            direction=order.direction,
            status=MessageStatus.ACCEPTED if order.service else MessageStatus.QUEUED,
            created_at=self._equipment.clock.now(),
            service_sid=order.service.sid if order.service else "",
            status_callback=order.status_callback,
            media_urls=order.media_urls,
        )
        self.messages[message.sid] = message
        self._equipment.spawn(self._carry(message, order.error_code))
        return message

    async def receive(self, from_: str, to: str, body: str) -> Message:
        """A voter's text to an owned number: heed stop words, then ask the application.

        Raises LookupError if nobody owns the number.
        """
        target = self._target(to)
        message = Message(
            sid=new_sid("SM"),
            from_=from_,
            to=to,
            body=body,
            direction=MessageDirection.INBOUND,
            status=MessageStatus.RECEIVED,
            created_at=self._equipment.clock.now(),
            service_sid=target.service_sid,
        )
        message.sent_at = message.created_at
        self.messages[message.sid] = message
        keyword = keyword_in(body)
        self.opt_outs.note(from_, target.service_sid or to, keyword)
        await self._ask(message, target, keyword)
        return message

    def forget(self) -> None:
        """Drop every text and opt-out."""
        self.messages.clear()
        self._texts_to.clear()
        self._pace.forget()
        self.opt_outs.clear()

    async def _carry(self, message: Message, error_code: int | None) -> None:
        await self._pace.turn()
        self._become(message, MessageStatus.QUEUED)
        await self._equipment.pause(_SEND_SECONDS)
        self._become(message, MessageStatus.SENDING)
        self._become(message, MessageStatus.SENT)
        await self._equipment.pause(_DELIVER_SECONDS)
        voter = self._voters.at(message.to)
        if error_code is None and voter.line_type == "landline":
            error_code = _LANDLINE_ERROR
        if error_code is not None:
            message.error_code = error_code
            self._become(message, MessageStatus.UNDELIVERED)
            return
        self._become(message, MessageStatus.DELIVERED)
        if message.direction is MessageDirection.OUTBOUND_API:
            await self._let_reply(message)

    async def _let_reply(self, message: Message) -> None:
        number = message.to
        count = self._texts_to[number] = self._texts_to.get(number, 0) + 1
        chance = self._voters.chance(number, f"text {count}")
        mean_seconds = self._equipment.settings.reply_seconds
        plan = text_plan(self._voters.at(number), chance, mean_seconds)
        if plan.body is None:
            return
        await self._equipment.pause(plan.delay_seconds)
        await self.receive(number, message.from_, plan.body)

    def _become(self, message: Message, status: MessageStatus) -> None:
        now = self._equipment.clock.now()
        message.status, message.updated_at = status, now
        if status is MessageStatus.SENT:
            message.sent_at = now
        if message.status_callback:
            params = receipt(message, self._equipment.settings.account_sid)
            self._equipment.webhooks.notify(message.sid, message.status_callback, params)

    def _target(self, to: str) -> InboundTarget:
        number = self._resources.number(to)
        if number is None:
            raise LookupError(f"{to} is not a number of this account")
        for service in self._resources.services_of(to):
            if not service.values["use_inbound_webhook_on_number"]:
                return InboundTarget(
                    service.get("inbound_request_url"),
                    service.get("inbound_method"),
                    service.get("fallback_url"),
                    service.sid,
                )
        application = self._resources.applications.get(number.get("sms_application_sid"))
        source = application or number
        service_sid = next((one.sid for one in self._resources.services_of(to)), "")
        return InboundTarget(
            source.get("sms_url"),
            source.get("sms_method"),
            source.get("sms_fallback_url"),
            service_sid,
        )

    async def _ask(self, message: Message, target: InboundTarget, keyword: Keyword | None) -> None:
        settings = self._equipment.settings
        if settings.carrier_stop_reply and keyword is Keyword.STOP:
            self._answer(message, STOP_REPLY)
        if not target.url:
            return
        told = keyword.value if keyword and settings.advanced_opt_out else ""
        params = inbound_text(message, settings.account_sid, told)
        try:
            reply = await self._equipment.webhooks.fetch(
                target.url, params, target.method, target.fallback_url
            )
        except WebhookFailed as failure:
            self._equipment.warnings.append(f"{failure.code} {failure}")
            return
        for body in _bodies(reply.text):
            self._answer(message, body)

    def _answer(self, message: Message, body: str) -> None:
        service = self._resources.services.get(message.service_sid)
        if body != STOP_REPLY and self.is_opted_out(message.from_, message.to, service):
            self._equipment.warnings.append("21610 a reply was withheld: the voter had opted out")
            return
        self.send(
            TextOrder(
                from_=message.to,
                to=message.from_,
                body=body,
                service=service,
                direction=MessageDirection.OUTBOUND_REPLY,
            )
        )


def _bodies(twiml: str) -> list[str]:
    """The texts of a messaging TwiML answer; none if it is empty or not TwiML."""
    try:
        document = ElementTree.fromstring(twiml)  # noqa: S314 - our own application's answer
    except ElementTree.ParseError:
        return []
    messages = document.iter("Message")
    return ["".join(one.itertext()).strip() for one in messages]
