"""Every kind that the code records, and every kind of subject, has its Chinese name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gongkai
from gongkai.acts import kinds

SOURCES = sorted(Path(gongkai.__file__).parent.rglob("*.py"))


def recorded() -> Iterator[str]:
    """Kinds given literally to a call of `record`."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or "record" not in ast.unparse(node.func):
                continue
            for keyword in node.keywords:
                if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                    yield keyword.value.value


def subjects() -> Iterator[str]:
    """Kinds of subject declared by models."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "act_subject":
                yield ast.literal_eval(node.value)


def test_every_kind_that_is_recorded_has_a_name() -> None:
    used = set(recorded())
    assert {"document.published", "detail.erased"} <= used
    assert {kind for kind in used if kinds.act_name(kind) == kind} == set()


def test_every_kind_of_subject_has_a_name() -> None:
    used = set(subjects())
    assert {"document", "unit", "batch"} <= used
    assert used - kinds.subject_names().keys() == set()


def test_what_has_no_name_keeps_its_identifier() -> None:
    assert kinds.act_name("no.such") == "no.such"
    assert kinds.subject_name("no_such") == "no_such"
