"""Twilio's identifiers: two letters for the kind, then 32 hexadecimal digits."""

import hashlib
import secrets


def new_sid(prefix: str) -> str:
    """A SID that no other resource has."""
    return prefix + secrets.token_hex(16)


def sid_for(prefix: str, name: str) -> str:
    """The same SID every time for the same name, so that a restart keeps it."""
    digest = hashlib.sha256(f"{prefix}:{name}".encode()).hexdigest()
    return prefix + digest[:32]
