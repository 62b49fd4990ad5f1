"""Block tags: the page title said once, and forms that keep drafts."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.ui.tags.library import register


class TitleNode(template.Node):
    """Keeps what the title block said, so that the heading can repeat it without a second block."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        title = mark_safe(self.inside.render(context).strip())  # noqa: S308 - rendered, hence escaped, above
        context["page_title"] = title
        return title


@register.tag("page_title")
def page_title(parser: template.base.Parser, token: template.base.Token) -> TitleNode:
    """``{% page_title %}…{% end_page_title %}`` around the title block of the skeleton."""
    inside = parser.parse(("end_page_title",))
    parser.delete_first_token()
    return TitleNode(inside)


class DraftNode(template.Node):
    """A form whose typed text stays on the device until it was sent."""

    def __init__(self, key: template.base.FilterExpression, inside: template.NodeList) -> None:
        self.key = key
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        inside = mark_safe(self.inside.render(context))  # noqa: S308 - rendered, hence escaped, above
        return format_html('<draft-form data-key="{}">{}</draft-form>', self.key.resolve(context), inside)


@register.tag("draft")
def draft(parser: template.base.Parser, token: template.base.Token) -> DraftNode:
    """``{% draft "cases-new" %}<form>…</form>{% end_draft %}``; ``data-private`` fields are never kept."""
    _name, key = token.split_contents()
    inside = parser.parse(("end_draft",))
    parser.delete_first_token()
    return DraftNode(parser.compile_filter(key), inside)
