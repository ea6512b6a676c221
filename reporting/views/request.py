"""What every view of the portal needs from its request."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts import clock
from reporting.access import Reader


def reader(request) -> Reader:
    """Whoever asks, today; read once for a request."""
    if not hasattr(request, "_reader"):
        request._reader = Reader.of(request.user, clock.today())
    return request._reader


def number(text: str) -> int:
    """A number that a form carries, such as a version; -1, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


#: Characters that an officer's or a reviewer's words may have.
LONGEST = 5000


def too_long(text: str, longest: int = LONGEST) -> str:
    """What to say of a text that is too long; blank where it is not."""
    if len(text) <= longest:
        return ""
    return f"Use {longest:,} characters or fewer; there are {len(text):,}."


def open_to_all(view):
    """A page that shows published things to anybody.

    What is not for the signed-out leads to the sign-in page, whether it is there or not.
    """

    @login_not_required
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (Http404, PermissionDenied):
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return wrapped
