"""The demonstration's people, as the sign-in page shows them. Read once; nothing is written here.

`reporting.importing.demo_accounts` makes the accounts and gives them their roles.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

FILE_NAME = "demo_accounts.json"


@dataclass(frozen=True, slots=True)
class DemoRole:
    """One role of a demonstration account; `sub_strand` is blank for a whole strategy."""

    role: str
    strategy: str
    sub_strand: str = ""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person of the demonstration, and what they can do in a few words (`says`)."""

    email: str
    name: str
    job_title: str
    says: str
    administrator: bool = False
    assignments: tuple[DemoRole, ...] = ()


def accounts() -> tuple[DemoAccount, ...]:
    """Everybody the demonstration has, in the order to show them."""
    return _read(_path())[1]


def password() -> str:
    """The one password they all sign in with."""
    return _read(_path())[0]


def _path() -> Path:
    return settings.BASE_DIR / "fixtures" / FILE_NAME


@cache
def _read(path: Path) -> tuple[str, tuple[DemoAccount, ...]]:
    data = json.loads(path.read_text(encoding="utf-8"))
    people = tuple(
        DemoAccount(
            **{
                **person,
                "assignments": tuple(DemoRole(**role) for role in person["assignments"]),
            }
        )
        for person in data["accounts"]
    )
    return data["password"], people
