"""What can go wrong in ways that a person can mend. Doors turn these into plain sentences."""


class PhonebankError(Exception):
    """The root of every error that the application raises on purpose."""


class NotFound(PhonebankError):
    """There is no such thing, or it belongs to somebody else; the two are never told apart."""


class NotNow(PhonebankError):
    """The thing exists, and its state does not allow what was asked."""


class AnsweredMeanwhile(NotNow):
    """Somebody else has answered, or has taken the matter on: a person should look again first."""


class BadInput(PhonebankError):
    """What was given cannot be used; the message names the thing and the remedy.

    `field` says which part of a form it is about, where that is known. Where `values` are given,
    the message has places for them such as `%(number)s`, so that it can be told in any language.
    """

    def __init__(self, message: str, field: str = "", **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message, self.field, self.values = message, field, values


class Refused(PhonebankError):
    """The contact gate said no; `reason` is its word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
