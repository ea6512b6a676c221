"""What holds for every answer, whichever view gave it."""

from django.utils.cache import add_never_cache_headers


def private_pages_are_not_kept(get_response):
    """Nothing made for somebody signed in stays in a cache: the next person at the machine may
    press Back. Static files are served before this and are kept for ever."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return middleware


def address_behind_proxy(request) -> str:
    """The address of whoever asks, as our own proxy saw it: the last hop it wrote down.

    Earlier hops are whatever the sender claims, so they are not believed.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return hops[-1].strip() or request.META["REMOTE_ADDR"]
