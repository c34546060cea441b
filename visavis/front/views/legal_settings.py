"""`/desk/settings/consents/`: the owner's texts (draft, preview, publish) and uses of data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.accounts.public import LANGUAGES, actor_from, staff_page
from visavis.core.public import Actor, Denied
from visavis.front.legal_overview import overview
from visavis.front.legal_pages import TextForm, UseForm, first_draft, shown
from visavis.patients.public import (
    FIRST_LANGUAGE,
    NotPublishable,
    add_use,
    adopt,
    discard_draft,
    draft_of,
    kind_named,
    publish,
    published,
    require_owner,
    reword,
    save_draft,
    switch,
    use_named,
)

NAV = {"nav": "settings", "setting": "consents"}


def _owner(request: HttpRequest) -> Actor:
    actor = actor_from(request)
    require_owner(actor)
    return actor


@staff_page
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What is in force, what is being written, which uses are asked for."""
    _owner(request)
    return render(request, "front/consents/settings.html", {**NAV, **overview()})


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_text(request: HttpRequest, kind: str) -> HttpResponse:
    """The draft of the next version; begun from the version in force, else from our own text."""
    actor, which = _owner(request), kind_named(kind)
    draft = draft_of(which)
    if request.method == "POST":
        form = TextForm(request.POST)
        if form.is_valid():
            save_draft(actor, kind=which, bodies=form.cleaned_data)
            if "preview" in request.POST:
                return redirect("front:legal_preview", which)
            messages.success(request, _("The draft is kept. Patients see it once it is published."))
            return redirect("front:legal_settings")
        return _editor(request, kind, form, 422)
    current = published().filter(kind=which).first()
    known = draft or current
    bodies = known.bodies if known else {FIRST_LANGUAGE: first_draft(kind)}
    return _editor(request, kind, TextForm(initial=bodies))


def _editor(request: HttpRequest, kind: str, form: TextForm, status: int = 200) -> HttpResponse:
    which = kind_named(kind)
    context = {
        **NAV,
        "kind": kind,
        "form": form,
        "draft": draft_of(which),
        "is_first": not published().filter(kind=which).exists(),
    }
    return render(request, "front/consents/edit_text.html", context, status=status)


@staff_page
@require_safe
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """The draft as patients will read it, in each language."""
    _owner(request)
    return _preview(request, kind)


def _preview(request: HttpRequest, kind: str, problem: str = "", status: int = 200) -> HttpResponse:
    draft = draft_of(kind_named(kind))
    if draft is None:
        return redirect("front:legal_edit", kind)
    language = request.GET.get("language", FIRST_LANGUAGE)
    if language not in dict(LANGUAGES):
        language = FIRST_LANGUAGE
    context = {
        **NAV,
        "kind": kind,
        "draft": draft,
        "shown": shown(draft, language),
        "language": language,
        "languages": LANGUAGES,
        "problem": problem,
    }
    return render(request, "front/consents/preview.html", context, status=status)


@staff_page
@require_POST
def publish_text(request: HttpRequest, kind: str) -> HttpResponse:
    """From now on patients are asked to agree to it."""
    actor, which = _owner(request), kind_named(kind)
    if draft_of(which) is None:
        return redirect("front:legal_settings")
    try:
        publish(actor, kind=which)
    except NotPublishable as refusal:
        sentence = (
            _("Some places are still to be filled in: look for “[À COMPLÉTER”.")
            if refusal.reason == "gaps"
            else _("The French text is needed: it is the first one.")
        )
        return _preview(request, kind, sentence, 422)
    messages.success(request, _("The text is published. Patients are asked at their next visit."))
    return redirect("front:legal_settings")


@staff_page
@require_POST
def discard(request: HttpRequest, kind: str) -> HttpResponse:
    """Throw the draft away."""
    discard_draft(_owner(request), kind=kind_named(kind))
    messages.success(request, _("The draft is thrown away."))
    return redirect("front:legal_settings")


@staff_page
@require_safe
def version(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """A version as it was published."""
    _owner(request)
    text = published().filter(pk=text_id).first()
    if text is None:
        raise Denied("no such text")
    return render(request, "front/consents/version.html", {**NAV, "text": text})


@staff_page
@require_POST
def adopt_use(request: HttpRequest) -> HttpResponse:
    """Ask for one of the proposed uses from now on."""
    adopt(_owner(request), key=request.POST.get("key", ""))
    messages.success(request, _("Patients are asked about it from now on; the box is unticked."))
    return redirect("front:legal_settings")


@staff_page
@require_POST
def switch_use(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Ask for it, or no longer: then it is allowed for nobody."""
    switch(_owner(request), use=use_named(use_id), active=request.POST.get("active") == "yes")
    messages.success(request, _("Changed. It takes effect at once."))
    return redirect("front:legal_settings")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_use(request: HttpRequest) -> HttpResponse:
    """A use of the practice's own."""
    actor = _owner(request)
    form = UseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if add_use(actor, names=form.texts("name"), details=form.texts("details")) is not None:
            return redirect("front:legal_settings")
        form.add_error(None, _("There are as many uses as a patient can read: take one out first."))
    status = 422 if form.is_bound else 200
    return render(request, "front/consents/edit_use.html", {**NAV, "form": form}, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_use(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Other words; those who agreed to the old ones are asked again."""
    actor, use = _owner(request), use_named(use_id)
    if request.method != "POST":
        form = UseForm(initial=UseForm.initial_of(use))
    else:
        form = UseForm(request.POST)
        if form.is_valid():
            reword(actor, use=use, names=form.texts("name"), details=form.texts("details"))
            return redirect("front:legal_settings")
    context = {**NAV, "form": form, "use": use}
    status = 422 if form.is_bound else 200
    return render(request, "front/consents/edit_use.html", context, status=status)
