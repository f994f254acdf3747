"""The API described as OpenAPI 3.1, out of the definitions that its answers are made of."""

from dataclasses import fields
from typing import Any, Final

from phonebank.services.reading import COLLECTIONS, LARGEST_PAGE, Collection, Field, Kind
from phonebank.services.reports import Dimension, Funnel
from phonebank.web.api.export_files import CONTENT_TYPES
from phonebank.web.api.parameters import CURSOR_PATTERN, LARGEST_ID, USUAL_PAGE
from phonebank.web.api.problems import MEDIA_TYPE

VERSION: Final = "1.0.0"

_TYPES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.NUMBER: {"type": "integer", "format": "int64"},
    Kind.TEXT: {"type": "string"},
    Kind.FLAG: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.WORDS: {"type": "array", "items": {"type": "string"}},
}
_FILES: Final = [each.partition(";")[0] for each in CONTENT_TYPES.values()]
_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457. `detail` says in plain words what is wrong and what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_PROBLEMS: Final = {
    "400": "Something asked for cannot be used.",
    "401": "No token, or none that is good.",
    "409": "The file is not there: it is being made, or was kept for its time.",
    "416": "The file has no such range.",
    "404": "There is no such thing, or it is another organisation's.",
    "429": "Too many requests; Retry-After says for how many seconds to wait.",
}


_ID: Final[dict[str, Any]] = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID},
}


def described(public_url: str) -> dict[str, Any]:
    """The description of the API that is served at an address."""
    paths: dict[str, Any] = {"/results": {"get": _results()}}
    schemas: dict[str, Any] = {"Problem": _PROBLEM, "Funnel": _funnel()}
    for name, collection in COLLECTIONS.items():
        schemas[_schema_name(name)] = _row(collection)
        paths[f"/{name}"] = {"get": _many(name, collection)}
        paths[f"/{name}/{{id}}"] = {"get": _one(name, collection)}
    paths["/exports/{id}/file"] = {"get": _file()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "phonebank",
            "version": VERSION,
            "summary": "What one organisation has, to be read by its other programs.",
        },
        "servers": [{"url": f"{public_url.rstrip('/')}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _many(name: str, collection: Collection) -> dict[str, Any]:
    row = _reference(_schema_name(name))
    listed = {
        "type": "object",
        "required": ["items", "next_cursor"],
        "properties": {
            "items": {"type": "array", "items": row},
            "next_cursor": {"type": ["string", "null"], "description": "Null on the last page."},
        },
    }
    lines = {
        "schema": {"type": "string", "description": "One JSON object a line, all that follow."}
    }
    return {
        "operationId": f"list_{name}",
        "summary": collection.about,
        "description": "In the order of ids. Accept application/x-ndjson for all of them at once.",
        "parameters": [*_paging(), *_filters(collection)],
        "responses": {
            "200": {
                "description": "A page.",
                "content": {
                    "application/json": {"schema": listed},
                    "application/x-ndjson": lines,
                },
            },
            **_refusals("400", "401", "429"),
        },
    }


def _one(name: str, collection: Collection) -> dict[str, Any]:
    return {
        "operationId": f"get_{name}",
        "summary": f"{collection.about} One of them.",
        "parameters": [_ID],
        "responses": {
            "200": _json("It.", _reference(_schema_name(name))),
            **_refusals("400", "401", "404", "429"),
        },
    }


def _file() -> dict[str, Any]:
    part = {"type": "string", "example": "bytes=1048576-"}
    same = {"type": "string", "description": "The ETag of the file that was begun."}
    content = {each: {"schema": {"type": "string"}} for each in _FILES}
    return {
        "operationId": "get_export_file",
        "summary": "The file of a finished export, or a part of it.",
        "parameters": [
            _ID,
            {"name": "Range", "in": "header", "schema": part},
            {"name": "If-Range", "in": "header", "schema": same},
        ],
        "responses": {
            "200": {"description": "All of it.", "content": content},
            "206": {"description": "The part asked for.", "content": content},
            **_refusals("400", "401", "404", "409", "416", "429"),
        },
    }


def _results() -> dict[str, Any]:
    funnel = _reference("Funnel")
    line = {"key": {"type": "string"}, "calls": funnel, "texts": funnel}
    lines = {"type": "array", "items": _object(line)}
    found = {"by": {"type": "string"}, "calls": funnel, "texts": funnel, "lines": lines}
    by = {"type": "string", "enum": [*Dimension], "default": Dimension.CAMPAIGN}
    return {
        "operationId": "results",
        "summary": "Calls and texts as funnels, told apart by campaign, shift, language and so on.",
        "parameters": [{"name": "by", "in": "query", "schema": by}],
        "responses": {
            "200": _json("The figures.", _object(found)),
            **_refusals("400", "401", "429"),
        },
    }


def _paging() -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}
    about = "`next_cursor` of the page before."
    cursor = {"type": "string", "pattern": CURSOR_PATTERN}
    return [
        {"name": "limit", "in": "query", "schema": limit},
        {"name": "cursor", "in": "query", "description": about, "schema": cursor},
    ]


def _filters(collection: Collection) -> list[dict[str, Any]]:
    bounds = {Kind.NUMBER: {"minimum": 1, "maximum": LARGEST_ID}}
    return [
        {
            "name": name,
            "in": "query",
            "description": each.about,
            "schema": {**_TYPES[each.kind], **bounds.get(each.kind, {})},
        }
        for name, each in collection.filters.items()
    ]


def _row(collection: Collection) -> dict[str, Any]:
    described_fields = {name: _field(each) for name, each in collection.fields.items()}
    return {"description": collection.about, **_object(described_fields)}


def _field(each: Field) -> dict[str, Any]:
    schema = {**_TYPES[each.kind], "description": each.about}
    if each.among:
        schema["enum"] = [*each.among, *([None] if each.nullable else [])]
    if each.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema


def _funnel() -> dict[str, Any]:
    return _object({each.name: {"type": "integer"} for each in fields(Funnel)})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Every property is there, and nothing else."""
    return {
        "type": "object",
        "required": [*properties],
        "properties": properties,
        "additionalProperties": False,
    }


def _json(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _refusals(*statuses: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": _reference("Problem")}}
    return {each: {"description": _PROBLEMS[each], "content": content} for each in statuses}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema_name(name: str) -> str:
    return name.removesuffix("s").capitalize()
