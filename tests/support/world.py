"""A small made-up organisation with a running shift, built through the services."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel, LineType
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.organisation import Organisation, OwnedNumber
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript, Question
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services import entering, line_events, planning, writing
from phonebank.services.surveying import survey_of
from phonebank.telephony.port import CallerConnected

NOON = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
"""A Tuesday noon in Minnesota, when every zone of the mainland is open."""

OUR_NUMBER = "+16515550100"
YES = {"en": "Yes", "es-US": "Sí"}
NO = {"en": "No", "es-US": "No"}
SCRIPT = ScriptDraft(
    name="Vote safely",
    opening={"en": "Hello {voter_name|neighbor}.", "es-US": "Hola {voter_name|vecino}."},
    first_text={
        "en": "Hi {voter_first_name|neighbor}, Sample Neighbors here. Will you vote? "
        "1 yes, 2 no. STOP to end.",
        "es-US": "Hola {voter_first_name|vecino}, somos Sample Neighbors. ¿Va a votar? "
        "1 sí, 2 no. ALTO para terminar.",
    },
    questions=(
        QuestionDraft(
            {"en": "Will you vote?", "es-US": "¿Va a votar?"},
            (ChoiceDraft("yes", YES), ChoiceDraft("no", NO, goes_to=3)),
        ),
        QuestionDraft(
            {"en": "How?", "es-US": "¿Cómo?"},
            (
                ChoiceDraft("mail", {"en": "By mail", "es-US": "Por correo"}),
                ChoiceDraft("person", {"en": "In person", "es-US": "En persona"}),
            ),
        ),
        QuestionDraft(
            {"en": "Send your polling place?", "es-US": "¿Le enviamos su lugar?"},
            (ChoiceDraft("yes", YES), ChoiceDraft("no", NO)),
        ),
    ),
)


@dataclass(frozen=True)
class World:
    """What `make_world` made."""

    organisation: Organisation
    campaign: Campaign
    script: CallScript
    questions: list[Question]
    voter_list: VoterList
    voters: list[Voter]
    shift: Shift


def make_world(
    session: Session,
    *,
    channel: Channel = Channel.CALL,
    languages: Sequence[str] = ("en", "en", "es-US"),
    slug: str = "sample",
    our_number: str = OUR_NUMBER,
    first_line: int = 101,
    launched: bool = True,
    mode: DialMode = DialMode.CLICK,
    landlines_in: str = "",
) -> World:
    """An organisation with one voter for each of `languages` (spoken tags), and a running shift.

    They have mobiles in Minnesota, or landlines in the state `landlines_in`, GA or MN.
    """
    area = 404 if landlines_in == "GA" else 651
    organisation = Organisation(slug=slug, name=f"Sample {slug}", created_at=NOON)
    session.add(organisation)
    session.flush()
    session.add(OwnedNumber(organisation_id=organisation.id, e164=our_number))
    campaign = writing.create_campaign(
        session, organisation.id, "Vote safely", "Sample Neighbors", ["en", "es-US"], NOON
    )
    script = writing.create_script(session, organisation.id, campaign.id, SCRIPT)
    voter_list = VoterList(organisation_id=organisation.id, name="Everybody", created_at=NOON)
    session.add(voter_list)
    session.flush()
    voters = [
        add_voter(
            session,
            voter_list,
            position,
            language,
            f"+1{area}555{first_line + position:04d}",
            state=landlines_in or "MN",
            line_type=LineType.LANDLINE if landlines_in else LineType.MOBILE,
        )
        for position, language in enumerate(languages)
    ]
    plan = replace(_plan(voter_list, script, channel), mode=mode)
    shift = planning.plan_shift(session, organisation.id, plan)
    if launched:
        planning.launch(session, organisation.id, shift.id, NOON, "member 1")
    questions = survey_of(session, script.id)
    return World(organisation, campaign, script, questions, voter_list, voters, shift)


def plan_like(world: World) -> planning.ShiftPlan:
    """A plan for another shift on the same list, with the same words."""
    return _plan(world.voter_list, world.script, world.shift.channel)


def _plan(voter_list: VoterList, script: CallScript, channel: Channel) -> planning.ShiftPlan:
    return planning.ShiftPlan(
        name="Evening",
        voter_list_id=voter_list.id,
        call_script_id=script.id,
        channel=channel,
        languages=["en", "es-US", "und"],
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=4),
    )


def add_voter(
    session: Session,
    voter_list: VoterList,
    position: int,
    language: str,
    *numbers: str,
    state: str = "MN",
    line_type: LineType = LineType.MOBILE,
) -> Voter:
    """A voter with these numbers, at the end of a list."""
    voter = Voter(
        organisation_id=voter_list.organisation_id,
        identity=f"id:{voter_list.id}-{position}",
        voter_file_id=f"{voter_list.id}-{position}",
        first_name=f"Ada{position}",
        last_name="Example",
        language=language,
        state=state,
        created_at=NOON,
        updated_at=NOON,
    )
    session.add(voter)
    session.flush()
    for place, number in enumerate(numbers):
        session.add(
            PhoneNumber(
                organisation_id=voter.organisation_id,
                voter_id=voter.id,
                e164=number,
                position=place,
                line_type=line_type,
            )
        )
    session.add(
        VoterListEntry(
            organisation_id=voter.organisation_id,
            voter_list_id=voter_list.id,
            voter_id=voter.id,
            position=position,
        )
    )
    session.flush()
    return voter


def add_caller(
    session: Session, shift: Shift, languages: Sequence[str] = ("en",), *, connected: bool = True
) -> Caller:
    """A volunteer who has joined the shift, by default with their line up."""
    joining = entering.Joining("Val Example", "", languages, "en")
    caller = entering.join(session, shift.join_code, joining, NOON)
    if connected:
        line_events.caller_connected(
            session, CallerConnected(caller.id, f"CA{caller.id:032d}"), NOON
        )
    session.flush()
    return caller
