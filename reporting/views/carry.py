"""Nothing typed is lost: what a form sent, carried along until it can be sent again."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from reporting.entry_form import WORDS
from reporting.pack_terms import TEXTS

_NOT_CARRIED = {"csrfmiddlewaretoken"}
_MOST_CHARACTERS = 2_000_000


def storable(data: QueryDict) -> QueryDict:
    """The same fields; half characters (lone surrogates), which nothing can write, are replaced."""
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(_whole(name), [_whole(value) for value in values])
    clean._mutable = False
    return clean


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """The names and values of what was posted, to be sent again; [] where that can't be done.

    Never a password, never a file, and only what a page of this portal posted.
    """
    if request.method != "POST" or not _is_ours(request) or request.FILES:
        return []
    fields = [
        (name, value)
        for name, values in storable(request.POST).lists()
        for value in values
        if name not in _NOT_CARRIED
    ]
    if any("password" in name.lower() for name, _ in fields):
        return []
    if sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return []
    return fields


def _is_ours(request: HttpRequest) -> bool:
    """Whether the form stood on a page of this portal: the same scheme, the same host."""
    source = request.headers.get("origin") or request.headers.get("referer", "")
    try:
        return urlsplit(source)[:2] == (request.scheme, request.get_host())
    except ValueError:
        return False


def keeps_words(view: Callable) -> Callable:
    """A view whose POST, when the session has ended, gives back what was typed.

    The page holds a form with all of it and a link to sign in, in another tab. Reading leads to
    the sign-in page as everywhere.
    """

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        context = {"fields": carried(request), "typed": typed(storable(request.POST))}
        return render(request, "reporting/return/signed_out.html", context, status=401)

    return wrapped


def typed(data: QueryDict) -> list[str]:
    """The words among what was posted, for a person to copy: not choices, not hidden values."""
    names = (*WORDS, *TEXTS, "commentary", "comment", "words", "wording")
    return [
        value for name, value in data.items() if name.rpartition("-")[2] in names and value.strip()
    ]
