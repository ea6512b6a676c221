"""What sets the demonstration on one's own machine apart from a council's service."""

import secrets
from datetime import date
from pathlib import Path

#: The reference data's present: Q3 2023/24 is open and its data deadline is sixteen days away.
TODAY = date(2024, 1, 22)

#: The demonstration has known passwords, so it answers only to names of this machine.
HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def secret_key(path: Path) -> str:
    """The key kept in `path`, made on first use; `path` is ignored by git.

    Two processes that start together agree on one key: only one of them can create the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="utf-8")
