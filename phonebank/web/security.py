"""What a browser may load and send: headers, cross-site request forgery, and the proxy's word."""

import secrets
from typing import Any

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from phonebank.config import Config
from phonebank.wiring import Application

csrf = CSRFProtect()

TWILIO = "https://*.twilio.com wss://*.twilio.com"
"""Where the Voice SDK signals, reports and fetches its sounds."""

WITH_VOICE = frozenset({"calling", "desk_live"})
"""The blueprints whose pages hold the Voice SDK."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


def install(flask: Flask) -> None:
    """Protect every response, and every POST by a token of its own session."""
    app: Application = flask.extensions["phonebank"]
    csrf.init_app(flask)
    if hops := app.config.trusted_proxies:
        proxied = ProxyFix(flask.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        flask.wsgi_app = proxied  # type: ignore[method-assign]
    flask.jinja_env.globals["nonce"] = nonce
    flask.after_request(lambda response: _protect(response, app.config))


def nonce() -> str:
    """The word by which this response's own inline scripts are known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(12)
    word: str = g.nonce
    return word


def content_security_policy(config: Config, *, voice: bool, nonce: str | None = None) -> str:
    """Everything from here alone; pages with the Voice SDK may also reach the carrier."""
    host = config.twilio.signalling_host
    carrier = (f"ws://{host} http://{host}" if host else TWILIO) if voice else ""
    inline = f" 'nonce-{nonce}'" if nonce else ""
    sources: dict[str, str] = {
        "default-src": "'self'",
        "script-src": f"'self'{inline}",
        "img-src": "'self' data:",
        "connect-src": f"'self' {carrier}".strip(),
        "media-src": f"'self' blob: {TWILIO.split()[0]}" if voice else "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _protect(response: Response, config: Config) -> Any:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    policy = content_security_policy(
        config, voice=request.blueprint in WITH_VOICE, nonce=g.get("nonce")
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    if config.public_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype in ("text/html", "application/json"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
