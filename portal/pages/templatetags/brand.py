"""The look, for templates."""

from django import template
from django.urls import reverse

from reports.render.brand import PORTICO

register = template.Library()


@register.simple_tag
def brand_url() -> str:
    """The address of the brand's style sheet, which changes when the look does."""
    return f"{reverse('brand')}?v={PORTICO.fingerprint()}"
