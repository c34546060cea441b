"""Addresses of this room; whatever is not there is told as a problem, not as a page."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from visavis.api import docs, problems
from visavis.api.rest import api


def _told(view: Any) -> Any:
    """*view*, with a method it does not know told as a problem."""

    @csrf_exempt  # a key is no cookie: a form from elsewhere does not carry it
    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, *args, **kwargs)
        if answer.status_code == 405:
            allowed = {"Allow": answer.headers.get("Allow", "GET")}
            return problems.answer(405, _("This cannot be done here."), allowed)
        return answer

    return told


_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = _told(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs/", docs.docs, name="api_docs"),
    path("api/v1/", include((_patterns, _app), namespace=_namespace)),
    re_path(r"^api/.*$", csrf_exempt(problems.nothing_here)),
]
