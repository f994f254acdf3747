"""The example explains every key there is, and is itself a configuration."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

from phonebank.config import Config, load_config

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
SECRETS = ["secret_key", "auth_token", "api_key_secret"]


def keys(cls: type[Any], path: str = "") -> Iterator[str]:
    hints = get_type_hints(cls)
    for each in fields(cls):
        if is_dataclass(kind := hints[each.name]):
            yield from keys(kind, f"{path}{each.name}.")  # type: ignore[arg-type]
        else:
            yield path + each.name


def given(table: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from given(value, f"{path}{name}.")
        else:
            yield path + name


def test_every_key_is_in_the_example_and_no_other() -> None:
    table = tomllib.loads(EXAMPLE.read_text())
    assert sorted(given(table)) == sorted(keys(Config))


def test_every_key_has_a_comment_of_its_own() -> None:
    lines = EXAMPLE.read_text().splitlines()
    names = {name.rpartition(".")[2] for name in keys(Config)}
    for number, line in enumerate(lines):
        if line.partition(" = ")[0] in names:
            block = "\n".join(lines[:number]).rpartition("\n\n")[2]
            assert "#" in block, line


def test_the_example_is_a_configuration_once_it_has_a_secret_of_its_own() -> None:
    config = load_config({"PHONEBANK_CONFIG": str(EXAMPLE), "PHONEBANK_SECRET_KEY": "x" * 32})
    assert config.webhooks_url == "https://hooks.example.org"


def test_the_example_holds_no_secret() -> None:
    text = EXAMPLE.read_text()
    assert all(f'\n{name} = ""\n' in text for name in SECRETS)
