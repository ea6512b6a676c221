"""Search: where do these words stand, among what I may read?"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.views import search_page
from reporting.views.request import reader


@login_not_required
@require_safe
def search(request):
    """What was found, a few of each kind; `in` shows all of one kind, in pages."""
    typed = search_page.typed(request.GET)
    return render(request, "reporting/search.html", search_page.context(typed, reader(request)))
