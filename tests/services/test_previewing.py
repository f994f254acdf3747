"""A first text is seen on real voters before anybody gets it, and must lack nothing."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation
from phonebank.services import assigning, texting
from phonebank.services.confirming import confirm_written
from phonebank.services.previewing import previews
from phonebank.services.readiness import blockers
from tests.support.world import NOON, World, add_caller, make_world

PRICE = 8300


def world_with(session: Session, first_text: dict[str, str], launched: bool = False) -> World:
    languages = ["en", "en", "es-US"]
    world = make_world(session, channel=Channel.TEXT, languages=languages, launched=launched)
    world.script.first_text = first_text
    confirm_written(session, world.campaign, [], [first_text], None)
    session.flush()
    return world


def test_each_language_shows_its_own_voters_sizes_and_cost(session: Session) -> None:
    english = "Hi {voter_first_name|friend}, Sample Neighbors. STOP to end."
    spanish = "Hola {voter_first_name|vecino}, Sample Neighbors: ¿votará? ALTO para no más."
    world = world_with(session, {"en": english, "es-US": spanish})
    first, second = previews(session, world.shift)
    assert (first.language, first.voters, first.segments) == ("en", 2, 2)
    assert first.texts[0].words.text == "Hi Ada0, Sample Neighbors. STOP to end."
    assert (second.language, second.texts[0].encoding) == ("es-US", "UCS-2")
    assert second.saving is None or second.saving.letters
    assert first.cost_cents(PRICE) == 2


def test_a_column_of_the_voters_file_is_a_field(session: Session) -> None:
    text = "{organisation}: your ward is {Ward}. STOP to end."
    world = world_with(session, {"en": text, "es-US": text})
    for place, voter in enumerate(world.voters):
        voter.extra = {"Ward": f"{place}"}
    session.flush()
    assert not blockers(session, world.shift)
    shown = previews(session, world.shift)[0].texts
    assert any("your ward is 1" in each.words.text for each in shown)


def test_a_shift_cannot_start_where_a_voter_lacks_a_field_and_no_words_stand_in(
    session: Session,
) -> None:
    text = "{organisation}: your ward is {Ward}. STOP to end."
    world = world_with(session, {"en": text, "es-US": text})
    assert "There is no field {Ward}" in str(blockers(session, world.shift)[0])
    world.voters[0].extra = {"Ward": "3"}
    world.voters[1].extra = {"Ward": " "}
    session.flush()
    found = [str(each) for each in blockers(session, world.shift)]
    assert len(found) == 2 and "{Ward} is empty for 2 voters" in found[0]
    with_words = text.replace("{Ward}", "{Ward|known}")
    world.script.first_text = {"en": with_words, "es-US": with_words}
    confirm_written(session, world.campaign, [], [world.script.first_text], None)
    session.flush()
    assert not blockers(session, world.shift)


def test_words_stand_in_for_an_empty_column_when_it_is_sent(session: Session) -> None:
    text = "Sample Neighbors: ward {Ward|unknown}. STOP to end."
    world = world_with(session, {"en": text, "es-US": text}, launched=True)
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON, size=1)
    conversation = session.scalars(select(Conversation)).one()
    sent = texting.send_first(session, texter.id, conversation.id, "k", NOON + timedelta(seconds=1))
    assert sent.body == "Sample Neighbors: ward unknown. STOP to end."
