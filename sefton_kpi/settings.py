"""Settings, all from the environment. `DEMO=true` is the mode of one's own machine.

A value that is missing or can't be read stops the start with its name: nothing falls back silently.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

from sefton_kpi import addresses, demo

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # all that a command produces; ignored by git
(VAR_DIR / "assets").mkdir(parents=True, exist_ok=True)  # script/assets fills it

# python-docx brings lxml, which openpyxl would take for parts of a workbook instead of defusedxml.
os.environ["OPENPYXL_LXML"] = "False"

env = Env()

DEMO = env.bool("DEMO", False)
DEMO_TODAY = env.date("DEMO_TODAY", demo.TODAY) if DEMO else None
DEBUG = False

SECRET_KEY = demo.secret_key(VAR_DIR / "secret_key") if DEMO else env.str("SECRET_KEY")
ALLOWED_HOSTS = demo.HOSTS if DEMO else env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "accounts",
    "objectives",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages; static files are compressed once (ADR 0013 says why this is safe here).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Nothing is public by oversight: a view open to all says so (`login_not_required`).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "sefton_kpi.middleware.private_pages_are_not_kept",
    "sefton_kpi.errors.only_forms",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sefton_kpi.urls"
WSGI_APPLICATION = "sefton_kpi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reporting.navigation.frame",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------

# The demonstration's accounts have a known password: its file is never a service's.
SQLITE_FILE = VAR_DIR / ("demo.sqlite3" if DEMO else "portal.sqlite3")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{SQLITE_FILE}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured (DESIGN 11): 50 writers, "database is locked" 49 % with the defaults, 0 with these.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 40,
        "init_command": "PRAGMA journal_mode=WAL",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60 * env.int("PASSWORD_LINK_DAYS", 3)
SESSION_COOKIE_AGE = 60 * 60 * env.int("SESSION_HOURS", 12)

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one person's mistakes lock out no one else
AXES_LOCKOUT_CALLABLE = "accounts.locked_out.locked_out"
# The page says until when; trying on meanwhile makes it no longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "new_password", "again"]  # never stored
AXES_VERBOSE = False
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    AXES_CLIENT_IP_CALLABLE = "sefton_kpi.middleware.address_behind_proxy"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are audit events

# --- Pages ----------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("images", BASE_DIR / "static" / "images"),
    ("js", BASE_DIR / "static" / "js"),
    VAR_DIR / "assets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sefton_kpi.storage.HashedStaticFilesStorage"},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_FAIL_SILENTLY = False

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a return of 100 KPIs has twelve fields a row
COUNCIL_NAME = env.str("COUNCIL_NAME", "Sefton Council")
# Where the links of letters lead: a request's own host is whatever its sender claims.
if DEMO:
    SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}").rstrip("/")
else:
    SITE_URL = addresses.of_service(env.str("SITE_URL"))

# --- Mail -----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "strategy-performance@localhost")
if DEMO:
    EMAIL_BACKEND = "sefton_kpi.demo_mail.EmailBackend"  # files, dated on the demonstration's day
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    vars().update(env.dj_email_url("EMAIL_URL", "smtp://localhost:25"))
EMAIL_TIMEOUT = 10  # seconds: a mail server that hangs must not hold the portal

# --- Security -------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "sefton_kpi.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"axes": {"level": "WARNING"}},  # sign-ins are audit events already
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
