"""A texter at a real page, on a shift of their own, and voters who write when a test says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from phonebank.domain.contact_rules import Channel
from phonebank.domain.script_draft import ScriptDraft
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer
from phonebank.domain.text_message import Conversation, Direction, TextMessage
from phonebank.services import entering, receiving
from phonebank.services.auditing import Author
from phonebank.services.tagging import TagDraft, save_inbox
from phonebank.telephony.port import TextReceived
from tests.support.scripts_to_read import VOTE_SCRIPT
from tests.support.stack import SeededShift, Stack, VoterOnList

REPLIES = {
    "Where to vote": {
        "en": "You can look up your polling place at vote.example.",
        "es-US": "Puede buscar su centro de votación en vote.example.",
        "vi": "Quý vị có thể tìm phòng phiếu tại vote.example.",
        "ur": "آپ اپنا پولنگ اسٹیشن vote.example پر دیکھ سکتے ہیں۔",
    },
    "Thank you": {
        "en": "Thank you, and have a good day!",
        "es-US": "¡Gracias y que tenga un buen día!",
        "vi": "Cảm ơn quý vị!",
        "ur": "شکریہ، آپ کا دن اچھا گزرے!",
    },
}
_SIDS = count(1)


@dataclass
class TexterAtWork:
    """A page with the inbox, and what is behind it."""

    stack: Stack
    page: Page
    seeded: SeededShift
    caller_id: int
    return_code: str
    _conversations: dict[int, int] = field(default_factory=dict)

    def come(self) -> None:
        """Open the texter's own link, and wait until the page listens."""
        with self.page.expect_request("**/events"):
            self.page.goto(f"{self.stack.base_url}/back/{self.return_code}")
        expect(self.page.locator("#offline")).to_be_hidden()

    def take_batch(self) -> None:
        """Ask for voters."""
        self.page.get_by_role("button", name="more voters").or_(
            self.page.locator("#more-voters")
        ).first.click()
        self.ready()

    def ready(self) -> None:
        """Wait until the open conversation takes a press as meant for it."""
        expect(self.page.locator("#thread[data-settled=true]")).to_be_visible()

    def item(self, voter: int) -> Locator:
        """A voter's line in the list."""
        return self.page.locator(f"#conversation-{self.conversation_id(voter)} a")

    def open(self, voter: int) -> None:
        """Open a voter's conversation by a click in the list."""
        self.item(voter).click()
        expect(self.item(voter)).to_have_attribute("aria-current", "true")
        self.ready()

    def conversation_id(self, voter: int) -> int:
        """The conversation with a voter of the seeded shift, by the voter's place on the list."""
        with self.stack.app.database.transaction() as session:
            statement = select(Conversation.id).where(
                Conversation.shift_id == self.seeded.shift_id,
                Conversation.voter_id == self.seeded.voter_ids[voter],
            )
            return session.scalars(statement).one()

    def voter_writes(self, voter: int, body: str) -> None:
        """A voter's text arrives; screens are told to look again."""
        event = TextReceived(
            f"SM{next(_SIDS):032x}", self.seeded.numbers[voter], self.seeded.our_number, body
        )
        with self.stack.app.database.transaction() as session:
            receiving.text_received(session, event, self.stack.app.clock())

    def joined_by(self, name: str, languages: Sequence[str]) -> str:
        """Another texter joins the shift; returns the code of their link to come back."""
        joining = entering.Joining(name, "", languages, "en")
        with self.stack.app.database.transaction() as session:
            code = self.seeded.join_url.rpartition("/")[2]
            return entering.join(session, code, joining, self.stack.app.clock()).return_code

    def write_tags(self, *names: str) -> None:
        """The coordinator writes tags."""
        drafts = [TagDraft(None, {"en": name}) for name in names]
        with self.stack.app.database.transaction() as session:
            shift = session.get_one(Shift, self.seeded.shift_id)
            author = Author("member 1", self.stack.app.clock())
            save_inbox(session, shift.organisation_id, shift.campaign_id, drafts, 15, author)

    def sent_to(self, voter: int) -> list[str]:
        """The bodies of the texts written to a voter, in order."""
        with self.stack.app.database.transaction() as session:
            statement = (
                select(TextMessage.body)
                .join(Conversation, Conversation.id == TextMessage.conversation_id)
                .where(
                    Conversation.shift_id == self.seeded.shift_id,
                    Conversation.voter_id == self.seeded.voter_ids[voter],
                    TextMessage.direction == Direction.OUT,
                )
                .order_by(TextMessage.id)
            )
            return list(session.scalars(statement))

    def answers(self, voter: int) -> int:
        """How many answers of a voter are recorded."""
        with self.stack.app.database.transaction() as session:
            statement = select(Answer.id).where(
                Answer.shift_id == self.seeded.shift_id,
                Answer.voter_id == self.seeded.voter_ids[voter],
            )
            return len(list(session.scalars(statement)))


def texter_at_work(
    stack: Stack,
    page: Page,
    voters: Sequence[VoterOnList],
    *,
    languages: Sequence[str] = ("en", "vi", "ur", "es-US"),
    page_language: str = "en",
    script: ScriptDraft = VOTE_SCRIPT,
) -> TexterAtWork:
    """A texting shift with these voters, and a texter whose page is open."""
    seeded = stack.seed_shift(voters, channel=Channel.TEXT, replies=REPLIES, script=script)
    joining = entering.Joining("Tam Example", "", languages, page_language)
    with stack.app.database.transaction() as session:
        shift, _ = entering.shift_to_join(session, seeded.join_url.rpartition("/")[2])
        caller = entering.join(session, shift.join_code, joining, stack.app.clock())
    texter = TexterAtWork(stack, page, seeded, caller.id, caller.return_code)
    texter.come()
    return texter
