"""The demonstration's settings, made quick and quiet for tests.

DATABASE_URL is heeded, so that the suite runs on PostgreSQL too; nothing else of the machine's
environment is.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.update(
    DEMO="true",
    DEMO_TODAY="2024-01-22",
    COUNCIL_NAME="Sefton Council",
    LOG_LEVEL="WARNING",
)

from sefton_kpi.settings import *  # noqa: F403
from sefton_kpi.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES

# Of this process alone: two runs in one clone never meet.
SCRATCH = Path(tempfile.mkdtemp(prefix="sefton-kpi-test-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads that share a database in memory fail (DESIGN 11).
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    # Nobody needs it after a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

SECRET_KEY = "only for tests, never for a service that anybody can reach"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False  # a test of lock-outs turns it on

# Files as they are, not hashed: nothing has to be collected first. `.ci/run` tries the hashed ones.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()
EMAIL_FILE_PATH = SCRATCH / "mail"

# A view that queries once per row fails its test.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# An act with several events takes the head of the record for each: the chain is made link by link.
ZEAL_ALLOWLIST = [
    {"model": "accounts.AuditHead", "field": "get()"},
    # A letter is written afresh just before it is sent: whether it still holds is asked for each.
    {"model": "reporting.Step", "field": "get()"},
    {"model": "sessions.Session"},  # Django's own: it looks for what takes an ended one's place
]
