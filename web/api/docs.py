"""``GET /openapi.json`` and ``/docs``: the API's description, for programs and for people.

The page is made here, on the server, from the OpenAPI document: no script, and nothing from
another host.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

_METHODS = ("get", "post")


def docs_router() -> APIRouter:
    """The routes; neither describes itself."""
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    def openapi(request: Request) -> Response:
        return JSONResponse(described(request))

    @router.get("/docs")
    def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(described(request)))

    return router


def described(request: Request) -> dict[str, Any]:
    """The OpenAPI document, for the address that it was asked at."""
    document: dict[str, Any] = request.app.openapi()
    return {**document, "servers": [{"url": request.scope.get("root_path") or "/"}]}


def docs_page(openapi: dict[str, Any]) -> str:
    """The OpenAPI document as HTML."""
    operations = [
        _operation(method, path, item[method])
        for path, item in openapi["paths"].items()
        for method in _METHODS
        if method in item
    ]
    schemas = [_schema(name, schema) for name, schema in openapi["components"]["schemas"].items()]
    title = escape(openapi["info"]["title"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} API</title><link rel="stylesheet" href="static/docs.css"></head>'
        f"<body><main><h1>{title} API</h1><p>{_text(openapi['info']['description'])}</p>"
        '<p>For programs: <a href="openapi.json">openapi.json</a>.</p>'
        f"{''.join(operations)}<h2>Schemas</h2>{''.join(schemas)}</main></body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>",
        *(f"<p>{_text(part)}</p>" for part in operation["description"].split("\n\n")),
    ]
    if parameters := operation.get("parameters"):
        rows = [
            (
                f"<code>{escape(parameter['name'])}</code>",
                parameter["in"] + (", required" if parameter["required"] else ""),
                _type(parameter["schema"]),
                _text(parameter.get("description", "")),
            )
            for parameter in parameters
        ]
        parts.append(_table(("Parameter", "In", "Type", ""), rows))
    if body := operation.get("requestBody"):
        parts.append(f"<p>Body: {_content(body['content'])}</p>")
    answers = [
        (status, _text(answer["description"]), _content(answer.get("content", {})))
        for status, answer in sorted(operation["responses"].items())
    ]
    parts.append(_table(("Status", "When", "Body"), answers))
    return "".join(parts) + "</section>"


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        (
            f"<code>{escape(field)}</code>",
            _type(value) + (", required" if field in required else ""),
            _text(value.get("description", "")),
        )
        for field, value in schema.get("properties", {}).items()
    ]
    return (
        f'<section id="{escape(name)}"><h3>{escape(name)}</h3>'
        f"<p>{_text(schema.get('description', ''))}</p>"
        f"{_table(('Field', 'Type', ''), rows)}</section>"
    )


def _content(content: dict[str, Any]) -> str:
    return ", ".join(
        f"<code>{escape(media_type)}</code> {_type(value.get('schema', {}))}"
        for media_type, value in content.items()
    )


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to named ones."""
    if reference := schema.get("$ref"):
        name = escape(reference.rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if options := schema.get("anyOf"):
        return " or ".join(map(_type, options))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    words = escape(str(schema.get("type", "any")))
    if "default" in schema:
        words += f", default {escape(json.dumps(schema['default']))}"
    return words


def _text(text: str) -> str:
    """A sentence; what stands between backticks is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
