from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def council_name() -> str:
    """Whose portal this is; a tag, because error pages are made without a request."""
    return settings.COUNCIL_NAME
