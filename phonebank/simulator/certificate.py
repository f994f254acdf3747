"""A certificate for the simulator's TLS port, made for the occasion and trusted by nobody.

A test's browser is told to accept this one key (Chromium's
`--ignore-certificate-errors-spki-list`), so that the Voice SDK can be led to the simulator without
a change to the page. A person's own browser uses plain HTTP on localhost instead.
"""

import base64
import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

_NAMES = ("localhost", "*.twilio.com", "*.us1.twilio.com")
_VALID_DAYS = 30


@dataclass(frozen=True)
class Certificate:
    """A PEM file that holds the certificate and its private key, and what identifies the key."""

    path: Path
    spki: str
    """base64 of the SHA-256 of the key's SubjectPublicKeyInfo."""


def self_signed(folder: Path) -> Certificate:
    """Make a certificate for localhost and Twilio's hosts, in a file of the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "simulator.pem"
    path.touch(mode=0o600)
    path.write_bytes(private + _signed(key).public_bytes(Encoding.PEM))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Certificate(path, base64.b64encode(hashlib.sha256(public).digest()).decode())


def _signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    hosts: list[x509.GeneralName] = [x509.DNSName(host) for host in _NAMES]
    hosts.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .sign(key, hashes.SHA256())
    )
