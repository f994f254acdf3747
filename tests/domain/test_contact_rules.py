"""The gate: what it lets through, in which order it refuses, and that nothing opens it unasked."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.contact_reasons import SENTENCES, Reason
from phonebank.domain.contact_rules import (
    CampaignRules,
    CampaignStanding,
    Channel,
    ContactHistory,
    ContactPolicy,
    ContactRequest,
    Decision,
    Initiator,
    LineType,
    Purpose,
    SuppressionFound,
    SuppressionReason,
    SuppressionScope,
    Whereabouts,
    may_contact,
    mildest,
)
from phonebank.domain.state_hours import Hours
from phonebank.domain.states import STATE_ZONES, ZONES_OF_THE_STATES

MINNESOTA = "+16515550123"
NOON = datetime(2026, 10, 20, 17, tzinfo=UTC)  # a Tuesday, twelve o'clock in Minnesota
NIGHT = datetime(2026, 10, 21, 2, tzinfo=UTC)  # nine in the evening there
MORNING = datetime(2026, 10, 21, 14, tzinfo=UTC)  # nine o'clock the next day
MINUTE = timedelta(minutes=1)
OPTED_OUT = SuppressionFound(SuppressionReason.OPTED_OUT)

suppressions = st.builds(
    SuppressionFound,
    st.sampled_from(SuppressionReason),
    st.sampled_from(SuppressionScope),
    st.none() | st.sampled_from(Channel),
)
instants = st.integers(0, 400 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
daytimes = st.integers(0, 400 * 60).map(
    lambda minute: (
        datetime(2026, 1, 1, 19, tzinfo=UTC) + timedelta(days=minute // 60) + minute % 60 * MINUTE
    )
)
whereabouts = st.builds(
    Whereabouts,
    address_state=st.none() | st.sampled_from(sorted(STATE_ZONES)),
    stated_zone=st.none() | st.sampled_from(sorted(ZONES_OF_THE_STATES)),
)
campaigns = st.builds(
    CampaignRules,
    standing=st.sampled_from([CampaignStanding.OPEN, *CampaignStanding]),
    opens=st.none() | st.times(),
    closes=st.none() | st.times(),
    max_attempts=st.none() | st.integers(0, 3),
    rest_seconds=st.integers(0, 200_000),
    ends_at=st.none() | instants,
)
histories = st.builds(
    ContactHistory,
    attempts=st.integers(0, 4),
    last_contacted_at=st.none() | instants,
    voter_wrote_at=st.none() | instants,
)
seldom = st.sampled_from([False, False, False, False, False, True])


def _having_just_written(request: ContactRequest, minutes: int) -> ContactRequest:
    wrote_at = request.at - minutes * MINUTE
    return replace(request, history=replace(request.history, voter_wrote_at=wrote_at))


any_requests = st.builds(
    ContactRequest,
    number=st.sampled_from(sorted(AREA_CODE_STATE)).map(lambda code: f"+1{code}5550123"),
    channel=st.sampled_from(Channel),
    at=daytimes | instants,
    whereabouts=whereabouts,
    line_type=st.sampled_from(LineType),
    consent_to_machine=st.booleans(),
    initiated_by=st.sampled_from(Initiator),
    purpose=st.sampled_from(Purpose),
    suppressions=st.just(()) | st.lists(suppressions, max_size=1).map(tuple),
    number_dead=seldom,
    campaign=st.just(CampaignRules()) | campaigns,
    history=histories,
    organisation_frozen=seldom,
)
requests = any_requests | st.builds(_having_just_written, any_requests, st.integers(0, 20))
many = settings(max_examples=200)


def _request(**changes: Any) -> ContactRequest:
    facts: dict[str, Any] = {"number": MINNESOTA, "channel": Channel.CALL, "at": NOON}
    return ContactRequest(**facts | changes)


def _reason(policy: ContactPolicy | None = None, **changes: Any) -> Reason:
    return may_contact(_request(**changes), policy or ContactPolicy()).reason


def _reply(minutes_after: int, at: datetime = NOON, **changes: Any) -> ContactRequest:
    wrote_at = at - minutes_after * MINUTE
    history = ContactHistory(attempts=9, last_contacted_at=at, voter_wrote_at=wrote_at)
    return _request(
        **{
            "channel": Channel.TEXT,
            "purpose": Purpose.REPLY,
            "at": at,
            "history": history,
            "campaign": CampaignRules(max_attempts=1, rest_seconds=86_400),
        }
        | changes
    )


def test_a_person_may_call_a_voter_at_noon() -> None:
    decision = may_contact(_request())
    assert decision.allowed
    assert decision.reason is Reason.ALLOWED
    assert decision.zones == ("America/Chicago",)
    assert decision.opens_at is None


@pytest.mark.parametrize(
    "number", ["+19005550123", "+18765550123", "+442079460018", "6515550123", "+16519765550", ""]
)
def test_a_number_that_must_not_be_dialled_is_refused_here_too(number: str) -> None:
    decision = may_contact(_request(number=number))
    assert decision.reason is Reason.NUMBER_REFUSED
    assert not decision.allowed
    assert decision.zones == ()


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("scope", SuppressionScope)
def test_an_opt_out_covers_every_channel_by_whatever_scope_it_was_found(
    channel: Channel, scope: SuppressionScope
) -> None:
    found = replace(OPTED_OUT, scope=scope)
    assert _reason(channel=channel, suppressions=(found,)) is Reason.OPTED_OUT


def test_a_suppression_of_one_channel_leaves_the_other() -> None:
    texts_only = replace(OPTED_OUT, channel=Channel.TEXT)
    assert _reason(channel=Channel.CALL, suppressions=(texts_only,)) is Reason.ALLOWED
    assert _reason(channel=Channel.TEXT, suppressions=(texts_only,)) is Reason.OPTED_OUT


def test_a_hold_keeps_everything_back_until_a_person_has_read() -> None:
    held = SuppressionFound(SuppressionReason.HELD)
    assert _reason(suppressions=(held,)) is Reason.HELD
    assert _reason(suppressions=(held, OPTED_OUT)) is Reason.OPTED_OUT
    assert may_contact(_reply(1, suppressions=(held,))).reason is Reason.HELD


def test_a_dead_number_is_left_alone() -> None:
    assert _reason(number_dead=True) is Reason.NUMBER_DEAD


@pytest.mark.parametrize("line_type", [LineType.MOBILE, LineType.VOIP, LineType.UNKNOWN])
@pytest.mark.parametrize("channel", Channel)
def test_a_machine_needs_consent_for_what_may_be_a_mobile(
    line_type: LineType, channel: Channel
) -> None:
    asked: dict[str, Any] = {
        "line_type": line_type,
        "channel": channel,
        "initiated_by": Initiator.MACHINE,
    }
    assert _reason(**asked) is Reason.CONSENT_NEEDED
    assert _reason(**asked, consent_to_machine=True) is Reason.ALLOWED
    assert _reason(line_type=line_type, channel=channel) is Reason.ALLOWED


def test_a_machine_may_dial_a_landline() -> None:
    assert _reason(line_type=LineType.LANDLINE, initiated_by=Initiator.MACHINE) is Reason.ALLOWED


def test_a_landline_gets_no_text_unless_the_voter_texted_from_it() -> None:
    landline: dict[str, Any] = {"line_type": LineType.LANDLINE, "channel": Channel.TEXT}
    assert _reason(**landline) is Reason.LANDLINE
    assert may_contact(_reply(5, line_type=LineType.LANDLINE)).allowed


def test_a_frozen_organisation_contacts_nobody() -> None:
    assert _reason(organisation_frozen=True) is Reason.ORGANISATION_FROZEN


def test_a_campaign_contacts_only_while_it_is_open() -> None:
    ending = CampaignRules(ends_at=NOON)
    assert _reason(campaign=CampaignRules(CampaignStanding.PAUSED)) is Reason.CAMPAIGN_PAUSED
    assert _reason(campaign=CampaignRules(CampaignStanding.ENDED)) is Reason.CAMPAIGN_ENDED
    assert _reason(campaign=ending) is Reason.CAMPAIGN_ENDED
    assert _reason(campaign=ending, at=NOON - MINUTE) is Reason.ALLOWED


def test_the_last_attempt_is_allowed_and_the_next_is_not() -> None:
    rules = CampaignRules(max_attempts=3)
    assert _reason(campaign=rules, history=ContactHistory(attempts=2)) is Reason.ALLOWED
    assert _reason(campaign=rules, history=ContactHistory(attempts=3)) is Reason.ATTEMPTS_SPENT


def test_a_voter_is_left_in_peace_between_attempts_and_told_apart_by_the_second() -> None:
    rules = CampaignRules(rest_seconds=3600)
    history = ContactHistory(attempts=1, last_contacted_at=NOON)
    later = NOON + timedelta(seconds=3600)
    too_soon = may_contact(_request(at=later - MINUTE, campaign=rules, history=history))
    assert too_soon.reason is Reason.TOO_SOON
    assert too_soon.opens_at == later
    assert _reason(at=later, campaign=rules, history=history) is Reason.ALLOWED


def test_a_rest_that_ends_at_night_opens_in_the_morning() -> None:
    rules = CampaignRules(rest_seconds=9 * 3600)
    history = ContactHistory(last_contacted_at=NOON)
    decision = may_contact(_request(at=NOON + MINUTE, campaign=rules, history=history))
    assert decision.reason is Reason.TOO_SOON
    assert decision.opens_at == MORNING


def test_a_callback_that_the_voter_asked_for_is_no_attempt_and_keeps_the_hours() -> None:
    asked: dict[str, Any] = {
        "purpose": Purpose.CALLBACK,
        "campaign": CampaignRules(max_attempts=1, rest_seconds=86_400),
        "history": ContactHistory(attempts=1, last_contacted_at=NOON - MINUTE),
    }
    assert _reason(**asked) is Reason.ALLOWED
    assert _reason(**asked, at=NIGHT) is Reason.HOURS


def test_a_refusal_for_the_hour_tells_when_it_opens() -> None:
    decision = may_contact(_request(at=NIGHT))
    assert decision.reason is Reason.HOURS
    assert decision.opens_at == MORNING


def test_the_campaign_narrows_the_hours() -> None:
    rules = CampaignRules(opens=time(13), closes=time(17))
    decision = may_contact(_request(campaign=rules))
    assert decision.reason is Reason.HOURS
    assert decision.opens_at == NOON + timedelta(hours=1)


def test_nothing_opens_after_the_campaign_has_ended() -> None:
    rules = CampaignRules(ends_at=MORNING)
    assert may_contact(_request(at=NIGHT, campaign=rules)).opens_at is None


def test_the_registered_address_closes_what_the_number_alone_would_open() -> None:
    nine_in_minnesota = MORNING
    oregon = Whereabouts(address_state="OR")
    assert _reason(at=nine_in_minnesota) is Reason.ALLOWED
    assert _reason(at=nine_in_minnesota, whereabouts=oregon) is Reason.HOURS


def test_an_installation_may_open_earlier_where_the_law_lets_it() -> None:
    wide = ContactPolicy(hours=Hours(time(6), time(23)))
    eight_in_georgia = datetime(2026, 10, 20, 12, tzinfo=UTC)
    georgia: dict[str, Any] = {"number": "+14045550123"}
    assert _reason(at=eight_in_georgia, **georgia) is Reason.HOURS
    assert _reason(wide, at=eight_in_georgia, **georgia) is Reason.ALLOWED
    assert _reason(wide, at=eight_in_georgia - MINUTE, **georgia) is Reason.HOURS
    assert _reason(wide, at=eight_in_georgia) is Reason.HOURS


def test_a_reply_to_a_text_of_the_last_day_is_no_attempt() -> None:
    assert may_contact(_reply(23 * 60)).allowed
    assert may_contact(_reply(25 * 60)).reason is Reason.ATTEMPTS_SPENT


def test_a_person_may_answer_late_a_voter_who_has_just_written() -> None:
    assert may_contact(_reply(14, at=NIGHT)).allowed
    assert may_contact(_reply(15, at=NIGHT)).reason is Reason.HOURS


def test_a_late_answer_can_be_switched_off() -> None:
    assert may_contact(_reply(1, at=NIGHT), ContactPolicy(late_reply_seconds=0)).reason is (
        Reason.HOURS
    )


def test_a_late_answer_is_for_persons_and_texts_alone() -> None:
    by_machine = _reply(1, at=NIGHT, initiated_by=Initiator.MACHINE, consent_to_machine=True)
    assert may_contact(by_machine).reason is Reason.HOURS
    assert not may_contact(_reply(1, at=NIGHT, channel=Channel.CALL)).allowed


def test_a_text_from_the_future_opens_nothing() -> None:
    assert may_contact(_reply(-1, at=NIGHT)).reason is not Reason.ALLOWED


def test_an_opt_out_is_confirmed_within_five_minutes_at_any_hour_and_never_later() -> None:
    confirmation: dict[str, Any] = {
        "purpose": Purpose.KEYWORD_REPLY,
        "initiated_by": Initiator.MACHINE,
        "suppressions": (OPTED_OUT,),
    }
    assert may_contact(_reply(4, at=NIGHT, **confirmation)).allowed
    assert may_contact(_reply(5, at=NIGHT, **confirmation)).reason is Reason.TOO_LATE_TO_CONFIRM
    assert not may_contact(_reply(4, **confirmation, channel=Channel.CALL)).allowed


def test_what_the_carrier_suppressed_is_not_even_confirmed() -> None:
    carrier = (SuppressionFound(SuppressionReason.CARRIER),)
    late = _reply(1, purpose=Purpose.KEYWORD_REPLY, suppressions=carrier)
    assert may_contact(late).reason is Reason.OPTED_OUT


def test_whoever_is_excluded_is_left_alone_but_answered() -> None:
    assert _reason(excluded=True) is Reason.EXCLUDED
    assert may_contact(_reply(4, excluded=True)).allowed


@pytest.mark.parametrize("purpose", [Purpose.CALLBACK, Purpose.FOLLOW_UP])
def test_a_number_that_a_list_bars_is_contacted_for_no_promise_but_answered(
    purpose: Purpose,
) -> None:
    assert _reason(number_barred=True) is Reason.EXCLUDED
    assert _reason(excluded=True, purpose=purpose) is Reason.ALLOWED
    assert _reason(number_barred=True, purpose=purpose) is Reason.EXCLUDED
    assert may_contact(_reply(4, number_barred=True)).allowed


REFUSALS_IN_ORDER: list[tuple[Reason, dict[str, Any]]] = [
    (Reason.NUMBER_REFUSED, {"number": "+19005550123"}),
    (Reason.OPTED_OUT, {"suppressions": (OPTED_OUT,)}),
    (Reason.NUMBER_DEAD, {"number_dead": True}),
    (Reason.EXCLUDED, {"excluded": True}),
    (Reason.CONSENT_NEEDED, {"initiated_by": Initiator.MACHINE}),
    (Reason.ORGANISATION_FROZEN, {"organisation_frozen": True}),
    (Reason.HOURS, {"at": NIGHT}),
]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(REFUSALS_IN_ORDER, 2)))
def test_the_earlier_of_two_refusals_is_the_answer(
    first: tuple[Reason, dict[str, Any]], second: tuple[Reason, dict[str, Any]]
) -> None:
    assert _reason(**(second[1] | first[1])) is first[0]


def test_a_landline_is_named_before_the_campaign_and_attempts_before_rest_before_hours() -> None:
    spent: dict[str, Any] = {
        "campaign": CampaignRules(max_attempts=1, rest_seconds=86_400),
        "history": ContactHistory(attempts=1, last_contacted_at=NOON),
        "at": NIGHT,
    }
    rested_only: dict[str, Any] = spent | {"history": ContactHistory(last_contacted_at=NOON)}
    landline: dict[str, Any] = {"line_type": LineType.LANDLINE, "channel": Channel.TEXT}
    assert _reason(**spent, **landline, organisation_frozen=True) is Reason.LANDLINE
    assert _reason(**spent) is Reason.ATTEMPTS_SPENT
    assert _reason(**rested_only) is Reason.TOO_SOON


def test_a_time_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        may_contact(_request(at=datetime(2026, 10, 20, 12)))  # noqa: DTZ001 - the point of it


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert may_contact(_request(at=NIGHT)).sentence == SENTENCES[Reason.HOURS]


@many
@given(requests)
def test_the_same_request_has_the_same_answer(request: ContactRequest) -> None:
    assert may_contact(request) == may_contact(request)


@many
@given(requests, suppressions)
def test_a_suppression_more_never_allows(request: ContactRequest, more: SuppressionFound) -> None:
    suppressed = replace(request, suppressions=(*request.suppressions, more))
    assert may_contact(request).allowed or not may_contact(suppressed).allowed


@many
@given(requests)
def test_a_voter_who_may_be_anywhere_is_never_contacted_sooner(
    request: ContactRequest,
) -> None:
    anywhere = replace(request, whereabouts=replace(request.whereabouts, address_state="unknown"))
    nowhere = replace(request, whereabouts=replace(request.whereabouts, address_state=None))
    assert may_contact(nowhere).allowed or not may_contact(anywhere).allowed


@many
@given(requests, st.sampled_from(sorted(STATE_ZONES)))
def test_knowing_the_address_never_opens_what_was_shut(request: ContactRequest, state: str) -> None:
    unknown = replace(request, whereabouts=Whereabouts())
    known = replace(request, whereabouts=Whereabouts(address_state=state))
    assert may_contact(unknown).allowed or not may_contact(known).allowed


@many
@given(requests, st.sampled_from(["dead", "frozen", "attempt", "machine", "no consent", "paused"]))
def test_worse_facts_never_allow(request: ContactRequest, fact: str) -> None:
    history = replace(request.history, attempts=request.history.attempts + 1)
    paused = replace(request.campaign, standing=CampaignStanding.PAUSED)
    worse = {
        "dead": replace(request, number_dead=True),
        "frozen": replace(request, organisation_frozen=True),
        "attempt": replace(request, history=history),
        "machine": replace(request, initiated_by=Initiator.MACHINE),
        "no consent": replace(request, consent_to_machine=False),
        "paused": replace(request, campaign=paused),
    }[fact]
    assert may_contact(request).allowed or not may_contact(worse).allowed


@many
@given(requests)
def test_when_it_opens_the_same_contact_is_allowed_and_not_a_minute_sooner(
    request: ContactRequest,
) -> None:
    decision = may_contact(request)
    if decision.opens_at is None:
        return
    assert decision.reason in (Reason.HOURS, Reason.TOO_SOON)
    assert decision.opens_at > request.at
    assert may_contact(replace(request, at=decision.opens_at)).allowed
    sooner = decision.opens_at - MINUTE
    assert sooner <= request.at or not may_contact(replace(request, at=sooner)).allowed


@many
@given(requests)
def test_whoever_has_not_just_written_is_contacted_by_day_wherever_they_may_be(
    request: ContactRequest,
) -> None:
    quiet = replace(request, history=replace(request.history, voter_wrote_at=None))
    decision = may_contact(quiet)
    if decision.allowed:
        local = [quiet.at.astimezone(ZoneInfo(zone)).time() for zone in decision.zones]
        assert all(time(9) <= moment < time(20) for moment in local)


@many
@given(requests)
def test_whoever_opted_out_is_sent_nothing_but_the_confirmation(request: ContactRequest) -> None:
    decision = may_contact(replace(request, suppressions=(OPTED_OUT,)))
    if decision.allowed:
        wrote_at = request.history.voter_wrote_at
        assert request.purpose is Purpose.KEYWORD_REPLY
        assert request.channel is Channel.TEXT
        assert wrote_at is not None
        assert timedelta() <= request.at - wrote_at < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("refusals", "counts"),
    [
        ([Reason.NUMBER_DEAD, Reason.ORGANISATION_FROZEN], Reason.ORGANISATION_FROZEN),
        ([Reason.NUMBER_DEAD, Reason.CONSENT_NEEDED], Reason.CONSENT_NEEDED),
        ([Reason.NUMBER_DEAD, Reason.OPTED_OUT], Reason.NUMBER_DEAD),
        ([], Reason.NUMBER_REFUSED),
    ],
)
def test_of_a_persons_numbers_the_mildest_refusal_counts(
    refusals: list[Reason], counts: Reason
) -> None:
    assert mildest([Decision(False, each) for each in refusals]).reason is counts
