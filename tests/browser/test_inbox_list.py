"""A list of thousands: only what is near the view is in the page, and nothing of it is lost."""

import itertools

from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.support.axe import violations
from tests.support.stack import Stack, VoterOnList
from tests.support.texter import TexterAtWork, texter_at_work

MANY = 3_000

SHOWN = """
() => {
  const box = document.querySelector(".inbox-list").getBoundingClientRect();
  const rows = [...document.querySelectorAll("#conversations li")]
    .map((row) => [row, row.getBoundingClientRect()])
    .filter(([, at]) => at.bottom > box.top && at.top < box.bottom)
    .sort(([, one], [, other]) => one.top - other.top);
  return rows.map(([row, at]) => ({
    place: Number(row.getAttribute("aria-posinset")), top: at.top, bottom: at.bottom,
    awaited: row.classList.contains("awaited"),
  }));
}
"""
SCROLL = "(pixels) => { document.querySelector('.inbox-list').scrollTop = pixels; }"
FOCUSED = "() => Number(document.activeElement.closest('li')?.getAttribute('aria-posinset'))"


def write_to_many(texter: TexterAtWork) -> None:
    """The texter has written to so many more voters than the one of the list."""
    values = {"shift": texter.seeded.shift_id, "caller": texter.caller_id, "many": MANY - 1}
    with texter.stack.app.database.transaction() as session:
        for statement in _MANY.split(";"):
            session.execute(text(statement), values)


def test_a_list_of_thousands_is_walked_and_scrolled_through_whole(stack: Stack, page: Page) -> None:
    texter = texter_at_work(stack, page, [VoterOnList("Ada Example")])
    texter.take_batch()
    write_to_many(texter)
    texter.come()
    texter.ready()
    rows = page.locator("#conversations li")
    expect(rows.first).to_have_attribute("aria-setsize", str(MANY))
    assert violations(page) == []

    page.evaluate(SCROLL, 100_000)
    expect(page.locator("#conversations li.awaited")).to_have_count(0)
    shown = page.evaluate(SHOWN)
    places = [each["place"] for each in shown]
    assert places[0] > 500
    assert places == list(range(places[0], places[0] + len(places))), "no line is missing"
    gaps = [two["top"] - one["bottom"] for one, two in itertools.pairwise(shown)]
    assert all(abs(gap) <= 1 for gap in gaps), "lines stand one below the other"
    assert rows.count() < 80, "the others are not in the page"

    page.locator(f"#conversations li[aria-posinset='{places[2]}'] a").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == places[2] + 20
    page.evaluate(SCROLL, 0)
    expect(page.locator("#conversations li[aria-posinset='1']")).to_be_in_viewport()
    assert page.evaluate(FOCUSED) == places[2] + 20, "the focus stays though it is out of view"
    page.keyboard.press("End")
    expect(page.locator(f"#conversations li[aria-posinset='{MANY}']")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#thread-title")).to_contain_text("Many Example")
    expect(page.locator(f"li[aria-posinset='{MANY}'] a")).to_have_attribute("aria-current", "true")


_MANY = """
INSERT INTO voter (organisation_id, identity, first_name, last_name, romanised_name, language,
                   address, city, state, zip_code, extra, created_at, updated_at)
     SELECT s.organisation_id, 'many:' || s.id || ':' || n, 'Many', 'Example', '', 'en', '', '',
            'MN', '', '{}', now(), now() FROM shift s, generate_series(1, :many) n
      WHERE s.id = :shift;
INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
     SELECT v.organisation_id, v.id, '+16515550199', 0, 'mobile' FROM voter v
      WHERE v.identity LIKE 'many:' || :shift || ':%';
INSERT INTO conversation (organisation_id, shift_id, voter_id, phone_number_id, caller_id,
                          our_number, their_number, language, state, draft, unread, held, last_at)
     SELECT v.organisation_id, :shift, v.id, p.id, :caller, '+16515550198', p.e164, 'en', 'open',
            '', 0, false, now() - p.id * interval '1 second'
       FROM voter v JOIN phone_number p ON p.voter_id = v.id
      WHERE v.identity LIKE 'many:' || :shift || ':%'
"""
