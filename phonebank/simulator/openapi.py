"""Twilio's published API description, reduced to the paths served here and made stricter.

Twilio's own examples put null where the description does not allow it, and the description
requires no field of an answer; both are mended here so that an answer can be checked whole.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILES = ("twilio_api_v2010.json", "twilio_messaging_v1.json", "twilio_lookups_v2.json")

Json = dict[str, Any]


def load(folder: Path, paths: Iterable[str]) -> list[Json]:
    """The descriptions that hold these path templates. Raises OSError if a file is missing."""
    wanted = set(paths)
    documents = [json.loads((folder / name).read_text()) for name in FILES]
    return [_reduced(document, wanted) for document in documents]


def operation(documents: Iterable[Json], method: str, template: str) -> Json | None:
    """One operation of a description."""
    for document in documents:
        found = document["paths"].get(template, {}).get(method.lower())
        if found is not None:
            return dict(found)
    return None


def form_schema(found: Json) -> Json:
    """The schema of an operation's form; an empty object if it takes none."""
    content = found.get("requestBody", {}).get("content", {})
    schema: Json = content.get("application/x-www-form-urlencoded", {}).get("schema", {})
    return schema


def parameter_names(found: Json) -> frozenset[str]:
    """Every parameter that an operation knows, in the query or the form."""
    query = {one["name"] for one in found.get("parameters", []) if one["in"] == "query"}
    return frozenset(query | set(form_schema(found).get("properties", {})))


def _reduced(document: Json, wanted: set[str]) -> Json:
    document["paths"] = {path: item for path, item in document["paths"].items() if path in wanted}
    # Who may call is checked before the description is asked, with Twilio's own error.
    document.pop("security", None)
    for item in document["paths"].values():
        for found in item.values():
            if isinstance(found, dict):
                _loosen_request(found)
                _tighten_answers(document, found)
    return document


def _loosen_request(found: Json) -> None:
    """A missing parameter is refused by the handlers, each with the error code Twilio has."""
    found.pop("security", None)
    form_schema(found).pop("required", None)


def _tighten_answers(document: Json, found: Json) -> None:
    for answer in found.get("responses", {}).values():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            _tighten(document, schema)


def _tighten(document: Json, schema: Json) -> None:
    schema = _resolved(document, schema)
    properties = schema.get("properties")
    if properties and "required" not in schema:
        schema["required"] = sorted(properties)
        schema["additionalProperties"] = False
        for one in properties.values():
            _let_be_null(_resolved(document, one))
            _tighten_inside(document, one)
    elif schema.get("type") == "array":
        _tighten(document, schema["items"])


def _tighten_inside(document: Json, schema: Json) -> None:
    resolved = _resolved(document, schema)
    if resolved.get("type") == "array" and resolved.get("items"):
        _tighten(document, resolved["items"])
    elif resolved.get("properties"):
        _tighten(document, resolved)


def _let_be_null(schema: Json) -> None:
    if "type" in schema:
        schema["nullable"] = True
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"].append(None)


def _resolved(document: Json, schema: Json) -> Json:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Json = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return found
