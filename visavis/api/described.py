"""What every operation may answer besides what was asked for, in the API's own description."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What is wrong, in the caller's language."},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "fault": {"type": "string"}},
            },
        },
    },
}
ALWAYS = {
    401: "No key, or one that opens nothing here.",
    403: "The key lacks a scope.",
    404: "Absent, or not to be seen: both alike.",
    422: "Something in the request is not as it should be; errors names the fields.",
    429: "Too many calls; Retry-After says when to come back.",
}
WITH_VERSION = {
    412: "The file has changed since: read it again.",
    428: "Say which version is meant: If-Match.",
}


class DescribedAPI(NinjaAPI):
    """An API whose description names its problems too."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**options)
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in document["paths"].values():
            for method, operation in operations.items():
                problems = ALWAYS | (WITH_VERSION if method == "patch" else {})
                for status, words in problems.items():
                    operation["responses"][str(status)] = {
                        "description": words,
                        "content": {
                            "application/problem+json": {
                                "schema": {"$ref": "#/components/schemas/Problem"}
                            }
                        },
                    }
        return document
