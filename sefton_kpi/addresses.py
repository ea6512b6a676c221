"""Where a council's service is: the beginning of every link in its letters."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def of_service(said: str) -> str:
    """The service's address as `SITE_URL` says it. Raises ImproperlyConfigured.

    It must be https and nothing but scheme and host: what a letter links to is signed in to.
    """
    address = said.rstrip("/")
    if not _is_site(address):
        raise ImproperlyConfigured(
            f"SITE_URL: {said!r} is not where people reach this service. It begins with https:// "
            "and ends with the host, such as https://portal.example."
        )
    return address


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 -- raises where it is no number
    except ValueError:
        return False
    is_host = bool(parts.hostname) and not set(parts.netloc) & set("*@<> \"'")
    return is_host and address == f"https://{parts.netloc}"
