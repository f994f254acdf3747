"""Bringing an account into the state that phonebank needs; run again, it changes nothing."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from twilio.rest import Client

from phonebank.config import Config, ConfigError
from phonebank.telephony.port import CarrierRefused
from phonebank.telephony.twilio.account import (
    NAME,
    TAKE_IT_OFF,
    Fields,
    answered_by_another,
    application_fields,
    differences,
    number_fields,
    service_fields,
)
from phonebank.telephony.twilio.codes import NO_SUCH_THING
from phonebank.telephony.twilio.rest import rest_client


@dataclass
class SetUpReport:
    """What there is now, what was changed to make it so, and what a person has to mend.

    The two SIDs belong into the configuration.
    """

    twiml_app_sid: str = ""
    messaging_service_sid: str = ""
    numbers: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report for a program to read."""
        return asdict(self)


def set_up(config: Config, numbers: Collection[str] | None = None) -> SetUpReport:
    """Create or update the TwiML application and the messaging service, and lead the account's
    numbers to us: those named (E.164), or all of them.

    Raises ConfigError that names a missing or wrong key, CarrierError where Twilio refuses.
    """
    client = rest_client(config.twilio)
    report = SetUpReport()
    application = _application(client, config, report)
    service = _service(client, config, report)
    report.twiml_app_sid, report.messaging_service_sid = application.sid, service.sid
    _numbers(client, config, service, numbers, report)
    return report


def _application(client: Client, config: Config, report: SetUpReport) -> Any:
    fields = application_fields(config.webhooks_url)
    found = _configured(client.applications, config.twilio.twiml_app_sid, "twiml_app_sid")
    found = found or next(iter(client.applications.list(friendly_name=NAME, limit=1)), None)
    if found is None:
        report.changes.append("TwiML application created")
        return client.applications.create(friendly_name=NAME, **fields)
    return _updated(found, fields, "TwiML application", report)


def _service(client: Client, config: Config, report: SetUpReport) -> Any:
    fields, services = service_fields(config.webhooks_url), client.messaging.v1.services
    key = "messaging_service_sid"
    found = _configured(services, config.twilio.messaging_service_sid, key)
    found = found or next((one for one in services.list() if one.friendly_name == NAME), None)
    if found is None:
        report.changes.append("messaging service created")
        return services.create(friendly_name=NAME, **fields)
    return _updated(found, fields, "messaging service", report)


def _configured(resources: Any, sid: str, key: str) -> Any:
    if not sid:
        return None
    try:
        return resources(sid).fetch()
    except CarrierRefused as refusal:
        if refusal.code != NO_SUCH_THING:
            raise
        raise ConfigError(
            f"twilio.{key} names nothing in this account: correct it, or leave it empty"
        ) from None


def _updated(resource: Any, fields: Fields, what: str, report: SetUpReport) -> Any:
    missing = differences(resource, fields)
    if not missing:
        return resource
    report.changes.append(f"{what}: {', '.join(missing)} set")
    return resource.update(**missing)


def _numbers(
    client: Client,
    config: Config,
    service: Any,
    wanted: Collection[str] | None,
    report: SetUpReport,
) -> None:
    owned = client.incoming_phone_numbers.list()
    if wanted is not None:
        missing = sorted(set(wanted) - {one.phone_number for one in owned})
        report.problems += [f"{number} is not a number of this account" for number in missing]
        owned = [one for one in owned if one.phone_number in wanted]
    if not owned:
        report.problems.append("the account has no number for us: buy one in Twilio's console")
    pool = {one.sid for one in service.phone_numbers.list()}
    for number in owned:
        _updated(number, number_fields(config.webhooks_url), number.phone_number, report)
        if number.sid not in pool:
            _attach(service, number, report)
        if answered_by_another(number):
            report.problems.append(f"{number.phone_number}: {TAKE_IT_OFF}")
        report.numbers.append(number.phone_number)


def _attach(service: Any, number: Any, report: SetUpReport) -> None:
    try:
        service.phone_numbers.create(phone_number_sid=number.sid)
    except CarrierRefused as refusal:
        report.problems.append(
            f"{number.phone_number} could not be put into the messaging service (error "
            f"{refusal.code}): it may be in another one, take it out there first"
        )
    else:
        report.changes.append(f"{number.phone_number}: put into the messaging service")
