"""What may one canonical JSON line say, as JSON Schema (draft 2020-12)?"""

from typing import Any, Final

from connectors.canonical.shapes import Fields, JsonSchema, object_schema
from connectors.canonical.types import ACTIVITIES, PERSON, TYPES

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# What the parser refuses beyond the schema, because JSON Schema has no words for it.
BEYOND_SCHEMA: Final = (
    "days and times that are in no calendar (30 February, 25:00, a second 60)",
    "strings with half of a surrogate pair",
    "lines of more than 4 MB, or nested more deeply than the JSON reader goes",
)


def record_schema() -> JsonSchema:
    """Return the schema of one line: any of the types, told apart by `type`."""
    return {
        "$schema": DIALECT,
        "title": "A canonical record of tellonce: one JSON object a line",
        "description": "Refused beyond this schema: " + "; ".join(BEYOND_SCHEMA) + ".",
        "type": "object",
        "properties": {"type": {"enum": list(TYPES)}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in TYPES
        ],
        "$defs": {
            "person": _typed("person", PERSON),
            **{name: _typed(name, kind.fields) for name, kind in ACTIVITIES.items()},
        },
    }


def _typed(name: str, fields: Fields) -> JsonSchema:
    schema: dict[str, Any] = object_schema(fields)
    schema["properties"] = {"type": {"const": name}, **schema["properties"]}
    return schema
