"""The parts know each other in one direction only, and only use cases write (DESIGN 7).

Each rule is a function from a module's name and source to what breaks it; the second half gives
each rule something bad to find.
"""

import ast
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("accounts", "objectives", "reporting", "sefton_kpi")  # each imports only to its left

PURE = {
    "accounts.roles",
    "objectives.days",
    "objectives.decimals",
    "objectives.judging",
    *(f"objectives.judging.{path.stem}" for path in (ROOT / "objectives/judging").glob("[!_]*.py")),
    "objectives.measures",
    "objectives.period_reading",
    "objectives.periods",
    "objectives.plan",
    "objectives.printing",
    "objectives.rag",
    "objectives.units",
    "reporting.answers",
    "reporting.briefing",
    *(f"reporting.briefing.{path.stem}" for path in (ROOT / "reporting/briefing").glob("[!_]*.py")),
    "reporting.charts.chart",
    "reporting.charts.drawing",
    "reporting.charts.labels",
    "reporting.charts.line_traces",
    "reporting.charts.plane",
    "reporting.charts.series",
    "reporting.charts.styles",
    "reporting.charts.stack_parts",
    "reporting.charts.trend_picture",
    "reporting.charts.trend_plan",
    "reporting.charts.wholes",
    "reporting.completeness",
    "reporting.content",
    "reporting.dashboard",
    "reporting.deadlines",
    "reporting.differences",
    "reporting.edition_changes",
    "reporting.explaining",
    "reporting.governance",
    "reporting.importing.figures_changes",
    "reporting.importing.figures_file",
    "reporting.importing.figures_periods",
    "reporting.headlines",
    "reporting.keeping",
    "reporting.kpi_words",
    "reporting.line_json",
    "reporting.meeting",
    "reporting.metrics",
    "reporting.metrics_rows",
    "reporting.pack_changes",
    "reporting.pack_terms",
    "reporting.reading_less",
    "reporting.reminding",
    "reporting.quarter_changes",
    "reporting.report",
    "reporting.report_json",
    "reporting.review_queue",
    "reporting.sheet",
    "reporting.snippets",
    "reporting.sparkline",
    "reporting.what_changed",
    "reporting.workflow",
}
RENDERERS = ("reporting.charts.", "reporting.exports.")
WRITERS = (
    "accounts.audit",
    "accounts.models",
    "*.actions",
    "*.actions.*",
    "reporting.importing",
    "reporting.importing.*",
)
ALWAYS_WRITE = {
    "abulk_create",
    "abulk_update",
    "acreate",
    "adelete",
    "aget_or_create",
    "asave",
    "aupdate",
    "aupdate_or_create",
    "bulk_create",
    "bulk_update",
    "create",
    "create_superuser",
    "create_user",
    "get_or_create",
    "update_or_create",
}
# A model's and a queryset's own take no positional argument; `dict.update(other)`,
# `hash.update(data)` and `workbook.save(file)` do.
WRITE_WITHOUT_POSITIONAL = {"save", "update", "delete"}
NOT_NAMED = {"common", "core", "helpers", "selectors", "services", "signals", "utils"}
BROAD = {"Exception", "BaseException"}


# --- The rules --------------------------------------------------------------------------------


def imports(module: str, source: str) -> set[str]:
    """Every module (or name in a module) that the source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = node.module or ""
            if node.level:
                package = module.split(".")[: -node.level]
                parent = ".".join([*package, *filter(None, [node.module])])
            found |= {f"{parent}.{alias.name}" for alias in node.names}
    return found


def to_the_right(module: str, source: str) -> list[str]:
    """Imports of an app that stands further to the right, and of the tests."""
    own = APPS.index(module.split(".")[0])
    forbidden = {*APPS[own + 1 :], "tests"}
    return sorted(name for name in imports(module, source) if name.split(".")[0] in forbidden)


def impure(module: str, source: str) -> list[str]:
    """Imports of a pure module that are neither the standard library nor pure."""
    if module not in PURE:
        return []
    return sorted(
        name
        for name in imports(module, source)
        if name.split(".")[0] not in sys.stdlib_module_names
        and name not in PURE
        and name.rpartition(".")[0] not in PURE
    )


def unrendered(module: str, source: str) -> list[str]:
    """What a renderer must not know: the database, a request, what builds a report."""
    if not f"{module}.".startswith(RENDERERS):
        return []
    own = {"reporting.charts", "reporting.exports"} | PURE
    return sorted(
        name
        for name in imports(module, source)
        if name.split(".")[0] == "django"
        or (name.split(".")[0] in APPS and not any(f"{name}.".startswith(f"{x}.") for x in own))
    )


def writes(module: str, source: str) -> list[str]:
    """Calls of the ORM's write verbs outside the use cases."""
    if any(fnmatchcase(module, pattern) for pattern in WRITERS):
        return []
    return [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr in ALWAYS_WRITE
            or (node.func.attr in WRITE_WITHOUT_POSITIONAL and not node.args)
        )
    ]


def signals(module: str, source: str) -> list[str]:
    """Anything to do with Django's signals."""
    return sorted(
        name
        for name in imports(module, source)
        if name.startswith("django.dispatch") or "signals" in name.split(".")
    )


def grab_bag(module: str, source: str) -> list[str]:
    """A name that says nothing about what is inside."""
    return sorted(NOT_NAMED & set(module.split(".")))


def broad_excepts(module: str, source: str) -> list[str]:
    """Handlers that catch whatever comes."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or getattr(kind, "id", "") in BROAD for kind in kinds):
                found.append(f"line {node.lineno}")
    return found


RULES = [to_the_right, impure, unrendered, writes, signals, grab_bag, broad_excepts]


# --- The code keeps them ----------------------------------------------------------------------


def modules() -> dict[str, str]:
    """The portal's modules and their sources, migrations left out."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts).removesuffix(".__init__")
                found[name] = path.read_text(encoding="utf-8")
    return found


MODULES = modules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule):
    broken = {module: rule(module, source) for module, source in MODULES.items()}
    assert {module: what for module, what in broken.items() if what} == {}


def test_every_pure_module_is_there():
    assert set(MODULES) >= PURE


@pytest.mark.parametrize("app", APPS)
def test_every_app_is_read(app):
    assert app in {name.split(".")[0] for name in MODULES}


# --- Each rule can fail -----------------------------------------------------------------------

BAD = [
    (to_the_right, "accounts.roles", "from objectives.models import KPI"),
    (to_the_right, "objectives.rag", "import reporting.report"),
    (to_the_right, "reporting.mail", "from sefton_kpi import settings"),
    (to_the_right, "accounts.audit", "def late():\n    from reporting import workflow"),
    (to_the_right, "reporting.mail", "from tests import factories"),
    (impure, "objectives.rag", "from django.db import models"),
    (impure, "reporting.report", "from reporting.models import Entry"),
    (impure, "reporting.content", "from . import models"),
    (impure, "reporting.answers", "import openpyxl"),
    (unrendered, "reporting.exports", "from django.http import HttpResponse"),
    (unrendered, "reporting.exports.workbook", "from reporting.models import Quarter"),
    (unrendered, "reporting.exports.workbook", "from reporting.quarter_report import build"),
    (unrendered, "reporting.exports.workbook", "from objectives.models import KPI"),
    (writes, "reporting.views.review", "submission.save()"),
    (writes, "reporting.views.review", "submission.save(update_fields=['state'])"),
    (writes, "reporting.views.review", "form.save()"),
    (writes, "reporting.views.review", "Step.objects.create(move='save')"),
    (writes, "reporting.views.review", "Entry.objects.filter(pk=1).update(note='')"),
    (writes, "reporting.access", "Entry.objects.all().delete()"),
    (writes, "reporting.quarter_report", "Entry.objects.bulk_update(entries, ['note'])"),
    (writes, "sefton_kpi.demo", "User.objects.get_or_create(email='a@b.example')"),
    (writes, "accounts.views", "User.objects.create_user('a@b.example')"),
    (signals, "reporting.models", "from django.db.models.signals import post_save"),
    (signals, "reporting.models", "from django.db.models import signals"),
    (signals, "accounts.apps", "from django.dispatch import receiver"),
    (grab_bag, "reporting.utils", ""),
    (grab_bag, "objectives.helpers.words", ""),
    (broad_excepts, "reporting.mail", "try:\n    send()\nexcept Exception:\n    pass"),
    (broad_excepts, "reporting.mail", "try:\n    send()\nexcept (OSError, Exception):\n    pass"),
    (broad_excepts, "reporting.mail", "try:\n    send()\nexcept:\n    pass"),
]


@pytest.mark.parametrize(
    ("rule", "module", "source"), BAD, ids=[f"{rule.__name__}: {code}" for rule, _, code in BAD]
)
def test_the_rule_finds_what_breaks_it(rule, module, source):
    assert rule(module, source)


GOOD = [
    (to_the_right, "reporting.mail", "from accounts.roles import Role"),
    (to_the_right, "sefton_kpi.urls", "from reporting.views import dashboards"),
    (impure, "reporting.workflow", "from accounts.roles import Role\nimport json"),
    (impure, "reporting.access", "from django.db.models import Q"),
    (unrendered, "reporting.exports.data", "from reporting.report_json import as_json"),
    (unrendered, "reporting.views.downloads", "from django.http import HttpResponse"),
    (writes, "reporting.views.review", "context.update(nav)\nseen.update({'a': 1})"),
    (writes, "reporting.exports.workbook", "book.save(buffer)"),
    (writes, "reporting.actions.review", "submission.save()"),
    (writes, "reporting.importing.apply", "Entry.objects.bulk_create(entries)"),
    (broad_excepts, "reporting.mail", "try:\n    send()\nexcept (OSError, ValueError):\n    pass"),
]


@pytest.mark.parametrize(
    ("rule", "module", "source"), GOOD, ids=[f"{rule.__name__}: {code}" for rule, _, code in GOOD]
)
def test_the_rule_lets_through_what_keeps_it(rule, module, source):
    assert rule(module, source) == []
