"""The public surface, and the carrier that signs what it sends."""

from tests.webhooks.conftest import app, carrier

__all__ = ["app", "carrier"]
