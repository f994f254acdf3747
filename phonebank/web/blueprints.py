"""Every blueprint, in one list."""

from phonebank.web import calling, health, home, joining, signing_in, streaming, translating

BLUEPRINTS = [
    home.bp,
    health.bp,
    translating.bp,
    signing_in.bp,
    joining.bp,
    calling.bp,
    streaming.bp,
]
