"""Pages for what went wrong outside any view."""

from django.http import JsonResponse
from django.shortcuts import render

from reporting.views.carry import carried


def csrf_failure(request, reason=""):
    """A form that came without a valid token: most often a page left open while signing in anew.

    What it held is given back, to be sent again with a fresh token. A script is told so in JSON.
    """
    if "application/json" in request.headers.get("accept", ""):
        message = "The page's token is out of date."
        return JsonResponse({"reason": "token", "message": message}, status=403)
    return render(request, "403_csrf.html", {"fields": carried(request)}, status=403)
