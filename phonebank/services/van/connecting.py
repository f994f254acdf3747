"""An organisation's key to VAN, VAN's codes, and what of ours is written with which of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.survey import Question
from phonebank.domain.van import VanAccount, VanContact, VanContactState, VanDatabase
from phonebank.domain.van_results import OUTCOMES
from phonebank.domain.web_address import checked_address
from phonebank.partners.port import Outbound
from phonebank.services.auditing import Author, audit_of
from phonebank.services.van.speaking import VanAway, fetch_codes

_LONGEST: Final = 200
Code = dict[str, Any]


@dataclass(frozen=True)
class VanKey:
    """A key as VAN gave it: the application's name, the key on one of VAN's sides, and where."""

    app_name: str
    api_key: str
    database: VanDatabase
    base_url: str


def key_given(
    app_name: str, api_key: str, database: VanDatabase, base_url: str, *, plain_too: bool = False
) -> VanKey:
    """A key as somebody typed it. Raises BadInput for what can be none."""
    name, key = app_name.strip(), api_key.strip().partition("|")[0]
    if not name or ":" in name or not key or max(len(name), len(key)) > _LONGEST:
        raise BadInput("please give the name and the key that VAN gave you", "api_key")
    address = checked_address(base_url, plain_too=plain_too).rstrip("/")
    return VanKey(name, key, database, address)


def check_key(outbound: Outbound, key: VanKey) -> None:
    """Ask VAN whether it takes a key, before it is kept in place of another. Raises BadInput for
    one that is not good, and where VAN is away."""
    _fetched(outbound, VanAccount(**vars(key)))


def connect(session: Session, organisation_id: int, key: VanKey, by: Author) -> bool:
    """Keep a key to VAN, in place of an earlier one; from now on contacts are noted for it.

    Codes of another key may mean something else: what was fetched and chosen with the earlier one
    is forgotten, and nothing is written until codes are taken again. Returns whether it was so.
    """
    account = account_or_none(session, organisation_id)
    if account is None:
        account = VanAccount(organisation_id=organisation_id, created_at=by.at, fetched_at=None)
        session.add(account)
    before = (account.api_key, account.database, account.base_url)
    is_another = account.fetched_at is not None and before != (
        key.api_key,
        key.database,
        key.base_url,
    )
    for name, value in vars(key).items():
        setattr(account, name, value)
    if is_another:
        _forget_codes(account)
    account.paused_at = None
    account.works()
    session.flush()
    audit_of(session, organisation_id, by, "connect VAN", f"VAN account {account.id}")
    return is_another


def account_or_none(session: Session, organisation_id: int) -> VanAccount | None:
    """The organisation's place in VAN, if it has one."""
    found = select(VanAccount).where(VanAccount.organisation_id == organisation_id)
    return session.scalar(found)


def account_of(session: Session, organisation_id: int) -> VanAccount:
    """The organisation's place in VAN. Raises NotFound."""
    account = account_or_none(session, organisation_id)
    if account is None:
        raise NotFound("this organisation is not connected with VAN")
    return account


def take_codes(database: Database, outbound: Outbound, organisation_id: int, clock: Clock) -> None:
    """Fetch VAN's codes, and map by name whatever is not mapped yet. Raises BadInput for a key that
    is not good, and where VAN is away."""
    with database.transaction() as session:
        account = account_of(session, organisation_id)
    codes = _fetched(outbound, account)
    with database.transaction() as session:
        account = account_of(session, organisation_id)
        account.codes, account.fetched_at = codes, clock()
        _map_by_name(session, account)
        wait_again(session, account, [VanContactState.UNMAPPED])


def map_codes(
    session: Session,
    organisation_id: int,
    results: Mapping[str, int | None],
    answers: Mapping[tuple[int, str], int | None],
    by: Author,
) -> None:
    """Say which code of VAN each outcome and each choice (origin, code) is; None for none.

    Raises BadInput for a code that VAN does not have.
    """
    account = account_of(session, organisation_id)
    known = {each["id"] for each in account.codes.get("resultCodes", [])}
    if not {id_ for id_ in results.values() if id_ is not None} <= known:
        raise BadInput("VAN has no such code: please fetch its codes again")
    kept = {**account.result_map, **results}
    account.result_map = {name: id_ for name, id_ in kept.items() if id_ is not None}
    account.answer_map = _answers_mapped(account, answers)
    wait_again(session, account, [VanContactState.UNMAPPED])
    audit_of(session, organisation_id, by, "map VAN codes", f"VAN account {account.id}")


def wait_again(session: Session, account: VanAccount, states: Iterable[VanContactState]) -> None:
    """Try contacts of these states anew."""
    session.execute(
        update(VanContact)
        .where(VanContact.van_account_id == account.id, VanContact.state.in_([*states]))
        .values(state=VanContactState.WAITING, attempts=0, problem="")
    )


def questions_to_map(session: Session, organisation_id: int) -> list[Question]:
    """The questions with choices, of each the newest version."""
    found = session.scalars(
        select(Question).where(Question.organisation_id == organisation_id).order_by(Question.id)
    )
    newest = {question.origin: question for question in found if question.choices}
    return list(newest.values())


def _forget_codes(account: VanAccount) -> None:
    account.codes, account.result_map, account.answer_map = {}, {}, {}
    account.fetched_at = None
    account.call_type_id = account.text_type_id = account.input_type_id = None


def _fetched(outbound: Outbound, account: VanAccount) -> dict[str, Any]:
    try:
        return fetch_codes(outbound, account)
    except VanAway as problem:
        raise BadInput("VAN cannot be asked just now: please try again later") from problem


def _answers_mapped(
    account: VanAccount, answers: Mapping[tuple[int, str], int | None]
) -> dict[str, Any]:
    question_of = {
        response["id"]: question["id"]
        for question in account.codes.get("surveyQuestions", [])
        for response in question["responses"]
    }
    mapped: dict[str, Any] = {}
    for (origin, code), response in answers.items():
        if response is None:
            continue
        if response not in question_of:
            raise BadInput("VAN has no such code: please fetch its codes again")
        known = mapped.setdefault(str(origin), {"question": question_of[response], "choices": {}})
        if known["question"] != question_of[response]:
            raise BadInput("please choose answers to one question of VAN’s for each of yours")
        known["choices"][code] = response
    return mapped


def _map_by_name(session: Session, account: VanAccount) -> None:
    account.call_type_id = _named(account.codes["contactTypes"], "Phone")
    account.text_type_id = _named(account.codes["contactTypes"], "SMS Text")
    account.input_type_id = _named(account.codes["inputTypes"], "API")
    results = account.codes["resultCodes"]
    found = {ours: _named(results, theirs) for ours, theirs in OUTCOMES.items()}
    account.result_map = {
        **{ours: id_ for ours, id_ in found.items() if id_ is not None},
        **account.result_map,
    }
    mapped = dict(account.answer_map)
    for question in questions_to_map(session, account.organisation_id):
        likely = _question_like(account.codes["surveyQuestions"], question)
        if likely is not None:
            mapped.setdefault(str(question.origin), likely)
    account.answer_map = mapped


def _question_like(theirs: list[Code], ours: Question) -> dict[str, Any] | None:
    """A question of VAN's in the very words of ours, with its responses in those of our choices."""
    words = {_plain(each) for each in ours.text.values()}
    same = next((each for each in theirs if _plain(each["name"]) in words), None)
    if same is None:
        return None
    ids = {_plain(each["name"]): each["id"] for each in same["responses"]}
    choices = {}
    for choice in ours.choices:
        names = (choice.code, *choice.text.values())
        response = next((ids[_plain(name)] for name in names if _plain(name) in ids), None)
        if response is not None:
            choices[choice.code] = response
    return {"question": same["id"], "choices": choices}


def _named(codes: list[Code], name: str) -> int | None:
    return next((each["id"] for each in codes if _plain(each["name"]) == _plain(name)), None)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
