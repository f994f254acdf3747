"""A coordinator at the desk of an organisation of their own."""

from dataclasses import dataclass

from playwright.sync_api import Page

from phonebank.domain.organisation import Member
from phonebank.services import entering, planning
from phonebank.web.sign_in_links import sign_in_link
from tests.support.stack import SeededShift, Stack


@dataclass
class CoordinatorAtWork:
    """The page of a signed-in coordinator, and what is behind it."""

    stack: Stack
    page: Page
    seeded: SeededShift

    def come(self, tag: str = "en") -> None:
        """Sign in by the link, with the page in a language."""
        with self.stack.app.database.transaction() as session:
            member = session.get_one(Member, self.seeded.member_id)
        self.page.goto(sign_in_link(self.stack.app.config, member))
        if tag != "en":
            self.page.locator(".menu summary").click()
            self.page.locator(f"button[name=language][value={tag}]").click()
            self.page.wait_for_function("tag => document.documentElement.lang === tag", arg=tag)

    def open(self, path: str = "") -> None:
        """A page of the desk, by its path below /desk."""
        self.page.goto(f"{self.stack.base_url}/desk{path}")

    def open_shift(self) -> None:
        """The seeded shift, once its page listens for events."""
        with self.page.expect_request("**/events"):
            self.open(f"/shifts/{self.seeded.shift_id}")

    def somebody_joins(self, name: str = "Val Example", language: str = "vi") -> int:
        """A volunteer joins the shift; answers the caller's id."""
        joining = entering.Joining(name, "", [language, "en"], "en")
        with self.stack.app.database.transaction() as session:
            code = self.seeded.join_url.rpartition("/")[2]
            return entering.join(session, code, joining, self.stack.app.clock()).id

    def state(self) -> str:
        """The seeded shift's state in the database."""
        with self.stack.app.database.transaction() as session:
            owner, shift_id = self.seeded.organisation_id, self.seeded.shift_id
            return planning.shift_of(session, owner, shift_id).state.value
