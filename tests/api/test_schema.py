"""Whatever the schema allows, and what it forbids, is answered as the schema says: never with our own mistake."""

import pytest

from api.app import create_app
from api.private.database import Database
from api.private.tokens import Scope, Tokens, now_utc
from api.settings import Service
from bench.schema import disagreements
from tests.api.conftest import Canned

EXAMPLES = 6
"""Of each operation; `python -m bench.schema` tries many more, over the real assistant."""


@pytest.mark.filterwarnings("default::DeprecationWarning")  # those of schemathesis are not ours
def test_every_operation_answers_as_described(canned: Canned) -> None:
    private = Database.in_memory()
    # not the scope of writing, with which it would empty the archive of the other tests
    token = Tokens(private).create({Scope.FEEDBACK_READ, Scope.ISSUES_EXPORT}, days=1, note="", now=now_utc())
    app = create_app(canned, service=Service(asking="", reading=""), private=private)
    tried, found = disagreements(app, examples=EXAMPLES, token=token.secret)
    assert not found, "\n".join(found)
    assert tried >= 18  # operations: the walk went through the whole description
