"""The settings as another process reads them, from its environment alone."""

import os
import subprocess
import sys

import pytest

SERVICE = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
}


def read(expression: str, **environment: str) -> subprocess.CompletedProcess:
    """What the settings answer to a Python expression."""
    return subprocess.run(
        [sys.executable, "-c", f"from sefton_kpi import settings; print({expression})"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", SERVICE)
def test_a_service_does_not_start_without(name):
    result = read("1", **{key: value for key, value in SERVICE.items() if key != name})
    assert name in result.stderr.splitlines()[-1]


def test_a_bad_value_is_refused_by_name():
    assert "SESSION_HOURS" in read("1", **SERVICE, SESSION_HOURS="a while").stderr.splitlines()[-1]


def test_the_demonstration_keeps_its_key():
    assert read("settings.SECRET_KEY", DEMO="true").stdout == (
        read("settings.SECRET_KEY", DEMO="true").stdout
    )


def test_the_demonstration_answers_to_this_machine_alone():
    answer = read("settings.ALLOWED_HOSTS", DEMO="true", ALLOWED_HOSTS="portal.example")
    assert "portal.example" not in answer.stdout


def test_a_service_never_opens_the_demonstrations_database():
    name = "settings.DATABASES['default']['NAME']"
    assert read(name, **SERVICE).stdout != read(name, DEMO="true").stdout


def test_database_url_chooses_postgresql():
    engine = "settings.DATABASES['default']['ENGINE']"
    address = "postgres://portal:secret@127.0.0.1/portal"
    assert "postgresql" in read(engine, DEMO="true", DATABASE_URL=address).stdout


def test_a_service_has_no_fixed_day():
    assert read("settings.DEMO_TODAY", **SERVICE, DEMO_TODAY="2024-01-22").stdout == "None\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "portal.example",
        "http://portal.example",
        "https://portal.example/kpi",
        "https://*",
        "https://:1:2",
    ],
)
def test_a_service_does_not_start_with_letters_that_link_elsewhere(address):
    assert "SITE_URL" in read("1", **{**SERVICE, "SITE_URL": address}).stderr.splitlines()[-1]


def test_the_slash_at_the_end_of_a_services_address_makes_no_difference():
    answer = read("settings.SITE_URL", **{**SERVICE, "SITE_URL": "https://portal.example:8443/"})
    assert answer.stdout == "https://portal.example:8443\n"


def test_the_demonstrations_letters_link_to_its_own_port():
    assert read("settings.SITE_URL", DEMO="true", PORT="8001").stdout == "http://127.0.0.1:8001\n"
