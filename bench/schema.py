"""Sends every operation of the endpoint what its description allows, and what it forbids, and compares the answers with it.

    python -m bench.schema --examples 200

Asked is the first issue, in a folder of its own, with a token for everything.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from api.app import create_app
from api.commands.opening import open_assistant
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.settings import Service, Settings

Case = schemathesis.Case[Any]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
"""No 5xx; no status and no kind of content that the description does not name."""

SEED = 20260206


def disagreements(app: FastAPI, *, examples: int, token: str) -> tuple[int, list[str]]:
    """How many operations were tried, and for each that did not answer as described, how."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried = 0
    found: list[str] = []
    for result in schema.get_all_operations():
        if not isinstance(result, Ok):
            found.append(str(result.err()))
            continue
        operation = result.ok()
        tried += 1
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(SEED)
            @settings(
                max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def hold(case: Case) -> None:
                case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

            try:
                hold()
            except* Unsatisfiable:
                pass  # there is nothing that this operation forbids
            except* Exception as failures:
                found += [f"{operation.label} ({mode.value}): {one}" for one in failures.exceptions]
    return tried, found


def main() -> None:
    """Try all operations over the real assistant; exit code 1 where one disagrees."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examples", type=int, default=200, help="of each operation and kind")
    given_ = parser.parse_args()
    with TemporaryDirectory() as folder:
        private = Database.open(Path(folder))
        token = Tokens(private).create(list(Scope), days=1, note="", now=now_utc())
        service = Service(asking="", reading="", keep_questions=1)
        with open_assistant(Settings(data=Path(folder), model=None)) as assistant:
            app = create_app(assistant, service=service, private=private)
            tried, found = disagreements(app, examples=given_.examples, token=token.secret)
    print(*found, sep="\n")
    print(f"{tried} operations, {given_.examples} examples of each kind: {len(found)} disagree")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
