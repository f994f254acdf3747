"""What can go wrong when a carrier is asked for something."""


class CarrierError(Exception):
    """The root of what a carrier's adapter raises."""


class CarrierRefused(CarrierError):
    """The carrier said no, for good; `code` is the carrier's own number for why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class CarrierBusy(CarrierError):
    """The carrier took nothing in and asks us to come later."""

    def __init__(self, code: int, retry_after_seconds: float) -> None:
        super().__init__(f"{code}: retry after {retry_after_seconds} s")
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(CarrierError):
    """No answer, or an error after which the carrier may or may not have acted. Never resend."""
