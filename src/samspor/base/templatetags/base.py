"""The components as template tags, and the filters for days, moments and numbers. Loaded in every template."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samspor.base import display

register = template.Library()

register.filter("day", display.day)
register.filter("short_day", display.short_day)
register.filter("moment", display.moment)
register.filter("number", display.number)
register.filter("percent", display.percent)


@register.filter
def alert_kind(level: str) -> str:
    """The dkfds alert for a message's level."""
    return {"success": "success", "warning": "warning", "error": "error"}.get(level, "info")


TAG_ICONS = {"success": "success", "warning": "warning", "error": "error", "info": "info"}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A dkfds icon; with a label it says something, without one it is ornament."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon-svg {}" focusable="false" {}><use href="{}#{}"></use></svg>',
        css,
        said,
        static("theme/icons.svg"),
        name,
    )


@register.simple_tag(name="tag")
def tag_(text: Any, kind: str = "neutral") -> SafeString:
    """A state in a word: neutral, track, info, success, warning or error. The word says it; the colour only helps."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, capfirst(str(text)))


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: str = "") -> SafeString:
    """{% alert "warning" _("Heading") %}…{% endalert %}: a message that stands in the page."""
    role = SafeString(' role="alert"') if kind in {"warning", "error"} else ""
    head = format_html('<h2 class="alert-heading">{}</h2>', heading) if heading else ""
    body = format_html('<div class="alert-text">{}</div>', content) if content.strip() else ""
    return format_html(
        '<div class="alert alert-{}"{}>{}<div class="alert-body">{}{}</div></div>',
        kind,
        role,
        icon(TAG_ICONS.get(kind, "info"), css="alert-icon"),
        head,
        body,
    )


@register.simple_block_tag
def empty(content: str, heading: str) -> SafeString:
    """{% empty _("No contacts yet") %}<p>What to do next</p>{% endempty %}."""
    return format_html(
        '<div class="empty-state"><p class="empty-state__heading">{}</p>{}</div>', heading, content
    )


@register.simple_block_tag
def details(content: str) -> SafeString:
    """{% details %}{% detail _("Name") %}…{% enddetail %}{% enddetails %}: what is known, as a list of pairs."""
    return format_html('<dl class="detail-list">{}</dl>', content)


@register.simple_block_tag
def detail(content: str, label: str) -> SafeString:
    """One pair of a detail list; without a content it says so with a dash."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content if content.strip() else "–")


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """{% tabs _("The course") %}{% tab _("Plan") url True %}…{% endtabs %}: pages beside each other, as links."""
    return format_html(
        '<nav class="tab-container" aria-label="{}"><ul class="tab-list">{}</ul></nav>', label, content
    )


@register.simple_tag
def tab(text: str, url: str, current: bool = False) -> SafeString:
    here = SafeString(' aria-current="page"') if current else ""
    return format_html('<li><a href="{}" class="tab-button"{}><span>{}</span></a></li>', url, here, text)


@register.inclusion_tag("base/parts/breadcrumb.html")
def breadcrumb(*steps: Any) -> dict[str, Any]:
    """{% breadcrumb _("Courses") courses_url _("Contact") %}: pairs of words and address; the last has no address."""
    links = [{"text": text, "url": url} for text, url in zip(steps[:-1:2], steps[1::2], strict=True)]
    return {"links": links, "here": steps[-1]}


@register.inclusion_tag("base/parts/steps.html")
def steps(items: Sequence[str], current: int) -> dict[str, Any]:
    """{% steps names 2 %}: where one is in a task of several pages, counted from 1."""
    return {
        "items": [
            {"text": text, "number": n, "done": n < current, "current": n == current}
            for n, text in enumerate(items, 1)
        ],
        "current": current,
        "total": len(items),
    }


@register.inclusion_tag("base/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What must be put right, each line a link to its field."""
    return {"entries": list(_entries(form))}


def _entries(form: BaseForm) -> Iterator[dict[str, Any]]:
    for name, errors in form.errors.items() if form.is_bound else ():
        field: Any = form[name] if name in form.fields else None
        for text in errors:
            if field is None:
                yield {"text": text}
            elif field.is_hidden:
                yield {"text": _("The form did not arrive whole. Open the page again.")}
            else:
                label = str(field.label)
                mark = "" if label.endswith(("?", ".", ":")) else ":"
                yield {"id": field.first_id, "label": f"{label}{mark}", "text": text}


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> SafeString:
    """A table of base.tables, with its caption, sorting and pages."""
    return SafeString(table.as_html(context["request"]))


@register.simple_tag(takes_context=True)
def filters(context: Context, filterset: Any) -> SafeString:
    """The filters of a list (django-filter), as a form that is sent by GET: nothing personal belongs in them."""
    return render_to_string("base/parts/filters.html", {"form": filterset.form}, request=context["request"])
