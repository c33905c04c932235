"""The endpoint's OpenAPI description, as it truly behaves."""

from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE


def describe_problems(app: FastAPI) -> None:
    """Have `app` describe its errors as problem objects; FastAPI gives all responses one type."""
    plain = app.openapi

    def described() -> dict[str, Any]:  # FastAPI's own signature
        schema = plain()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        response["content"] = {MEDIA_TYPE: content["application/json"]}
        return schema

    app.openapi = described  # type: ignore[method-assign]
