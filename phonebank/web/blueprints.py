"""Every blueprint, in one list."""

from phonebank.web import (
    calling,
    health,
    home,
    inbox,
    inbox_actions,
    joining,
    signing_in,
    streaming,
    translating,
)

BLUEPRINTS = [
    home.bp,
    health.bp,
    translating.bp,
    signing_in.bp,
    joining.bp,
    calling.bp,
    inbox.bp,
    inbox_actions.bp,
    streaming.bp,
]
