"""Which fixture files there are, and which of them comes first."""

import json
from dataclasses import dataclass
from pathlib import Path

from accounts.demo import FILE_NAME as DEMO_ACCOUNTS


@dataclass(frozen=True)
class _Plan:
    """A file, the slug of its strategy, and those of the strategies that come before it."""

    path: Path
    slug: str = ""
    after: frozenset[str] = frozenset()


def plans(folder: Path) -> list[Path]:
    """The fixture files of a folder that hold a strategy, each behind those it speaks of.

    By name where that leaves it open, and where files wait for each other: loading says why not.
    """
    paths = sorted(path for path in folder.glob("*.json") if path.name != DEMO_ACCOUNTS)
    waiting = [_plan(path) for path in paths]
    ordered = []
    while waiting:
        slugs = {plan.slug for plan in waiting}
        ready = (plan for plan in waiting if not plan.after & (slugs - {plan.slug}))
        plan = next(ready, waiting[0])
        waiting.remove(plan)
        ordered.append(plan.path)
    return ordered


def _plan(path: Path) -> _Plan:
    """What the order needs to know; nothing of a file that can't be read, which loading reports."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _Plan(path, data["strategy"]["slug"], frozenset(data.get("after", [])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return _Plan(path)
