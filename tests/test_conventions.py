"""The rules of the house that a machine can hold, each as a test. CONTRIBUTING.md lists them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.gazettes.reading import read
from gongkai.organs.models import Role, UnitKind
from gongkai.organs.policy import Action
from gongkai.site import config

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "gongkai"
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git tracks or would track, by its path in the project."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def text_of(name: str) -> str:
    """A tracked file's text; empty for what is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def modules(*, migrations: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """The source modules by path, parsed."""
    for path in sorted(SOURCE.rglob("*.py")):
        if migrations or "migrations" not in path.parts:
            yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


# --- one clock -----------------------------------------------------------------------------------

CLOCK_READS = {
    *("now", "today", "utcnow", "localdate", "localtime", "auto_now", "auto_now_add"),
    *("time_ns", "gmtime"),
}
CLOCK_OWNERS = {"datetime", "date", "dt", "timezone", "time"}


def clock_reads(tree: ast.Module) -> Iterator[int]:
    """Lines that read a clock other than `gongkai.clock`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="localtime" | "localdate"), args=[_, *_]):
                continue  # turns a given moment into local time
            case ast.Call(func=ast.Attribute(attr=name, value=owner)) if name in CLOCK_READS:
                if ast.unparse(owner).split(".")[-1] in CLOCK_OWNERS:
                    yield node.lineno
            case ast.Call(func=ast.Attribute(attr="time", value=ast.Name(id="time"))):
                yield node.lineno  # dt.time(), a time of day, is no reading
            case ast.keyword(arg="auto_now" | "auto_now_add"):
                yield node.value.lineno
            case ast.Call(func=ast.Name(id="localtime" | "localdate"), args=[], keywords=[]):
                yield node.lineno
            case ast.ImportFrom(module="django.utils.timezone" | "time", names=names):
                if {alias.name for alias in names} & {"now", "time", "time_ns"}:
                    yield node.lineno
            case ast.Name(id="Now"):  # django.db.models.functions.Now
                yield node.lineno


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{name}:{line}"
        for name, tree in modules(migrations=True)
        for line in clock_reads(tree)
        if name != "clock.py"
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "dt.datetime.now()",
        "datetime.datetime.now(tz)",
        "date.today()",
        "timezone.now()",
        "timezone.localdate()",
        "datetime.utcnow()",
        "time.time()",
        "models.DateField(auto_now=True)",
        "from django.utils.timezone import now",
        "localtime().date()",
        "Model.objects.filter(due__lt=Now())",
    ],
)
def test_the_ban_sees_every_way_to_read_a_clock(code: str) -> None:
    assert list(clock_reads(ast.parse(code))) == [1]


@pytest.mark.parametrize(
    "code",
    ["clock.now()", "clock.today()", "time.monotonic()", "timezone.localtime(moment)", "now = 1"],
)
def test_the_ban_leaves_our_clock_and_stop_watches_alone(code: str) -> None:
    assert list(clock_reads(ast.parse(code))) == []


# --- size ----------------------------------------------------------------------------------------


def test_no_function_is_longer_than_sixty_lines() -> None:
    found = [
        f"{name}:{function.lineno} {function.name}"
        for name, tree in modules()
        for function in functions(tree)
        if (function.end_lineno or 0) - function.lineno + 1 > 60
    ]
    assert found == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    found = [
        name
        for name, _ in modules()
        if len((SOURCE / name).read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert found == []


# --- verbs ---------------------------------------------------------------------------------------

# Verbs that ask no policy, and why.
NO_RIGHT_ASKED = {
    "acts/verbs.py record": "acts stand below roles; the calling verb has asked",
    "acts/verbs.py record_first": "acts stand below roles; the calling verb has asked",
    "acts/verbs.py erase_detail": "acts stand below roles; people reach it through organs",
    "obligations/verbs/owing.py owe": "follows from the calling verb, which asked",
    "obligations/verbs/owing.py owe_first": "follows from the calling verb, which asked",
    "obligations/verbs/owing.py meet": "follows from the calling verb, which asked",
    "obligations/verbs/owing.py reopen": "follows from the calling verb, which asked",
    "obligations/verbs/owing.py lift": "follows from the calling verb, which asked",
    "obligations/verbs/owing.py recomputed": "follows from the calling verb, which asked",
}
# Verbs that open their transaction later than their first line, and why.
ATOMIC_LATER = {
    "gazettes/verbs.py import_gazette": "reads the file first; a transaction must stay short",
    "gazettes/verbs.py store_reading": "drafts the items first; a transaction must stay short",
}


def hands_over(function: ast.FunctionDef) -> bool:
    """Does it first call another verb of its module, as the singular of a plural does?"""
    first = ast.unparse(statements(function)[0])
    return "(actor=actor, " in first and len(statements(function)) <= 2


def statements(function: ast.FunctionDef) -> list[ast.stmt]:
    """The body without its docstring."""
    return function.body[1:] if ast.get_docstring(function) else function.body


def verbs() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of the verbs modules that act for somebody."""
    for name, tree in modules():
        if name.endswith("/verbs.py") or "/verbs/" in name:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                    acts = any(argument.arg == "actor" for argument in arguments)
                    if acts and not hands_over(node):
                        yield f"{name} {node.name}", node


def test_there_are_verbs() -> None:
    assert len(list(verbs())) > 20


def test_a_verb_takes_keywords_only() -> None:
    assert [name for name, verb in verbs() if verb.args.args or verb.args.posonlyargs] == []


def test_a_verb_is_atomic() -> None:
    found = [
        name
        for name, verb in verbs()
        if "transaction.atomic" not in map(ast.unparse, verb.decorator_list)
        and name not in ATOMIC_LATER
    ]
    assert found == []


def test_a_verb_first_asks_the_policy() -> None:
    first = {name: ast.unparse(statements(verb)[0]) for name, verb in verbs()}
    silent = {name for name, code in first.items() if not code.startswith("policy.require(")}
    assert silent - NO_RIGHT_ASKED.keys() == set()


def test_no_exception_outlives_its_verb() -> None:
    assert NO_RIGHT_ASKED.keys() | ATOMIC_LATER.keys() <= {name for name, _ in verbs()}


# --- pages ---------------------------------------------------------------------------------------

INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script\b(?![^>]*\bsrc=)|javascript:"""
    r"""|(?:src|action|href)=["'](?:https?:)?//(?!www\.gov\.cn)|\bhx-on|autoescape\s+off"""
)


@pytest.mark.parametrize(
    "template", sorted(str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.html"))
)
def test_a_template_needs_nothing_that_the_policy_of_content_forbids(template: str) -> None:
    text = (SOURCE / template).read_text(encoding="utf-8")
    assert [match.group() for match in INLINE.finditer(text)] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<a onclick='go()'>",
        "<script>alert(1)</script>",
        '<a href="javascript:go()">',
        '<script src="//cdn.example/x.js"></script>',
        '<img src="https://example.org/x.png">',
        "{% autoescape off %}",
    ],
)
def test_the_ban_on_inline_sees_it(markup: str) -> None:
    assert INLINE.search(markup)


# --- files ---------------------------------------------------------------------------------------

# Joined here, so that this file does not hold what it bans.
MACHINE_PATHS = re.compile(r"(?<![\w./}-])/(?:wor[k]|roo[t]|home)/")
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            *(("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org")),
            *(("tuna", "tsinghua"), ("aliyun", "com"), ("mirrors", "ustc")),
        )
    )
)


def test_no_file_names_a_path_of_some_machine() -> None:
    found = [name for name in tracked() if MACHINE_PATHS.search(text_of(name))]
    assert found == []


def test_no_file_names_a_host_of_a_registry() -> None:
    assert [name for name in tracked() if REGISTRY_HOSTS.search(text_of(name))] == []


def locked(name: str) -> dict[str, str]:
    """The pins of a lock file, each with the lines that belong to it."""
    text = text_of(f"requirements/{name}.lock")
    entries = re.split(r"^(?=\S)", text.replace("\\\n", " "), flags=re.MULTILINE)
    return {entry.split("==")[0]: entry for entry in entries if entry.strip()}


@pytest.mark.parametrize("name", ["run", "ocr", "dev"])
def test_a_lock_pins_every_package_with_hashes_and_names_no_host(name: str) -> None:
    entries = locked(name)
    assert len(entries) > 10
    for package, entry in entries.items():
        assert re.match(r"[a-z0-9._-]+==\S+ ", entry), package
        assert "--hash=sha256:" in entry, package
    assert "://" not in text_of(f"requirements/{name}.lock")
    assert "index" not in text_of(f"requirements/{name}.lock")


def test_a_developers_environment_runs_the_same_versions() -> None:
    dev = {name: entry.split()[0] for name, entry in locked("dev").items()}
    run = {name: entry.split()[0] for name, entry in locked("run").items()}
    assert [pin for name, pin in run.items() if dev.get(name) != pin] == []


def test_every_requirement_of_the_project_is_locked() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[><=!~ ]", line)[0] for line in requirements}

    assert names(project["project"]["dependencies"]) <= locked("run").keys()
    assert names(project["project"]["optional-dependencies"]["ocr"]) <= locked("ocr").keys()
    assert names(project["dependency-groups"]["dev"]) <= locked("dev").keys()


def test_no_mark_of_unfinished_work_and_no_skipped_test() -> None:
    unfinished = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b")
    skipped = re.compile(r"pytest\.(?:mark\.)?(?:ski[p]|xfai[l]|importorski[p])|unittest\.ski[p]")
    found = [
        name
        for name in tracked()
        if name.endswith((".py", ".html", ".css", ".js"))
        and (unfinished.search(text_of(name)) or skipped.search(text_of(name)))
    ]
    assert found == []


# --- what the documents must keep up with --------------------------------------------------------


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_glossary_holds_every_role_action_and_kind_of_unit() -> None:
    glossary = text_of("docs/reference/glossary.md")
    pairs = [
        *((role.label, f"Role.{role.name}") for role in Role),
        *((action.value, f"Action.{action.name}") for action in Action),
        *((kind.label, f"UnitKind.{kind.name}") for kind in UnitKind),
    ]
    missing = [
        f"{term} {identifier}"
        for term, identifier in pairs
        if not re.search(rf"^\| {re.escape(term)} \| `{re.escape(identifier)}` \|", glossary, re.M)
    ]
    assert missing == []


def test_the_reference_describes_every_setting() -> None:
    settings = text_of("docs/reference/settings.md")
    sections = config.SECTIONS.items()
    names = [
        *config.ENTRIES,
        *(f"{section}.{name}" for section, entries in sections for name in entries),
    ]
    assert [name for name in names if f"| `{name}` |" not in settings] == []


def test_the_reference_describes_every_command() -> None:
    commands = text_of("docs/reference/commands.md")
    ours = sorted(
        path.stem
        for path in SOURCE.glob("*/management/commands/*.py")
        if not path.stem.startswith("_")
    )
    assert [name for name in ours if f"## `gongkai {name}" not in commands] == []


def keys_of(value: object) -> set[str]:
    """Every key in a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_the_reference_describes_every_key_and_finding_of_a_reading(sample_text: str) -> None:
    reading = read(sample_text.encode(), "sample.txt")
    reference = text_of("docs/reference/reading-json.md")
    codes = {
        code
        for path in (SOURCE / "gazettes" / "reading").glob("*.py")
        for code in re.findall(r'Finding\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(codes) > 10
    assert [word for word in sorted(keys_of(reading) | codes) if f"`{word}`" not in reference] == []


@pytest.mark.parametrize("document", [name for name in tracked() if name.endswith(".md")])
def test_a_link_between_documents_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(document))
    here = (ROOT / document).parent
    assert [link for link in links if not (here / link).exists()] == []
