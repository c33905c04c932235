"""Imports point left only, and each heavy library has one door."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("corpus", "index", "qa", "api")
DOORS = {
    "faiss": "index/vectors.py",
    "ir_measures": "qa/evaluating/ranks.py",
    "sentence_transformers": "index/encoder.py",
    "tantivy": "index/bm25.py",
}


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_itself_and_what_stands_left_of_it(package: str) -> None:
    right = set(ORDER[ORDER.index(package) + 1 :]) | {"training", "bench", "tests"}
    for path in sorted((ROOT / package).rglob("*.py")):
        back = {name for name in imports_of(path) if name.split(".")[0] in right}
        assert not back, f"{path.relative_to(ROOT)} imports {sorted(back)}"


def test_each_heavy_library_is_imported_in_one_module() -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for package in ORDER:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in imports_of(path):
                users[name.split(".")[0]].add(str(path.relative_to(ROOT)))
    assert {library: users[library] for library in DOORS} == {
        library: {door} for library, door in DOORS.items()
    }


def test_pydantic_lives_at_the_door() -> None:
    users = [p for package in ORDER for p in (ROOT / package).rglob("*.py") if "pydantic" in imports_of(p)]
    assert {str(p.parent.relative_to(ROOT)) for p in users} == {"api/schemas"}
