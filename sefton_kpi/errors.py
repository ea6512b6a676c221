"""Pages for what went wrong outside any view."""

from django.http import JsonResponse
from django.shortcuts import render

from reporting.views.carry import carried


def only_forms(get_response):
    """Middleware: an address that only takes forms, opened as a page, says so. It stays a 405."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def csrf_failure(request, reason=""):
    """A form that came without a valid token: most often a page left open while signing in anew.

    What it held is given back, to be sent again with a fresh token. A script is told so in JSON.
    """
    if "application/json" in request.headers.get("accept", ""):
        message = "The page's token is out of date."
        return JsonResponse({"reason": "token", "message": message}, status=403)
    return render(request, "403_csrf.html", {"fields": carried(request)}, status=403)
