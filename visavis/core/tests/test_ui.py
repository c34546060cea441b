"""The look: every component renders in every language, and refusals lean on nothing broken."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from visavis.core.actor import Actor
from visavis.core.templatetags import ui
from visavis.core.tenancy import new_id
from visavis.core.ui import icons, navigation, views

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def render(source: str, **context: object) -> str:
    return Template(CottonCompiler().process(source)).render(Context(context))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_living_page_shows_every_component_in_every_language(world, language):
    client = world.client("visitor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/_ui/")
    html = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="ltr"' in html
    for part in ("slot-next", "tone-walkin", "<dialog", "skeleton", "avatar-lg", "countdown"):
        assert part in html
    assert "<c-" not in html
    assert "style=" not in html


def test_the_living_page_is_not_there_in_production(world):
    as_there = SimpleNamespace(**{**vars_of(settings.ENV), "mode": "production"})
    with override_settings(ENV=as_there):
        assert world.client("owner").get("/_ui/").status_code == 404


def vars_of(environment: object) -> dict[str, object]:
    names = [name for name in dir(environment) if not name.startswith("_")]
    return {name: getattr(environment, name) for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["400", "500"])
def test_the_last_resort_pages_need_no_context(name, language):
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert f'<html lang="{language}">' in html
    assert "/static/core/plain.css" in html
    assert "dist/" not in html


def test_a_server_error_answers_500_with_a_sentence():
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"<h1>" in answer.content


def test_nothing_here_has_a_way_home(world):
    page = world.client("visitor").get("/no/such/page/")
    assert page.status_code == 404
    assert 'href="/"' in page.content.decode()


def test_the_theme_chosen_is_in_the_page_before_it_is_painted(world):
    client = world.client("visitor")
    assert "data-theme=" not in client.get("/_ui/").content.decode().split("<head>")[0]
    client.cookies["visavis_theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/_ui/").content.decode()
    client.cookies["visavis_theme"] = '"><script>'
    assert "data-theme=" not in client.get("/_ui/").content.decode().split("<head>")[0]


class Sample(forms.Form):
    email = forms.EmailField(label="Email", help_text="Where we write to")
    place = forms.ChoiceField(choices=[("v", "Video"), ("s", "Site")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agreed", required=False)


def test_a_field_in_error_is_tied_to_its_sentences():
    form = Sample({"email": "nobody@"})
    html = render('<c-field :field="form.email" />', form=form)
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    for identity in described[1].split():
        assert f'id="{identity}"' in html
    assert 'value="nobody@"' in html


def test_a_help_sentence_of_the_template_is_read_aloud_too():
    form = Sample()
    form.fields["email"].help_text = ""
    html = render('<c-field :field="form.email" help="Said here" />', form=form)
    assert 'aria-describedby="id_email_helptext"' in html
    assert 'id="id_email_helptext"' in html


def test_choices_stand_in_a_fieldset_and_name_their_error():
    html = render('<c-field :field="form.place" cards="1" />', form=Sample({}))
    assert "<fieldset" in html
    assert html.count("choice-card") == 3
    assert 'id="id_place_error"' in html


def test_what_people_typed_is_never_markup():
    form = Sample({"email": '"><img src=x>'})
    name = "<b>Bob</b>\"'"
    html = render(
        '<c-field :field="form.email" /><c-errors :form="form" />'
        '<c-avatar name="{{ name }}" /><c-heading title="{{ name }}" />'
        '<c-copy text="{{ name }}" />',
        form=form,
        name=name,
    )
    assert "<img" not in html
    assert "<b>" not in html


def test_a_link_may_look_like_a_button_and_attributes_pass():
    html = render('<c-button href="/x" look="danger-firm" data-opens="d">Go</c-button>')
    assert re.search(r'<a href="/x" class="btn btn-danger btn-firm\s*" data-opens="d"', html)
    assert html.rstrip().endswith("</a>")
    assert '<button type="submit"' in render('<c-button type="submit">Go</c-button>')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dr Claire Moreau", "CM"),
        ("Jean-Baptiste de La Salle", "JS"),
        ("Ada", "A"),
        ("Dr", "D"),
        ("", ""),
        ("Élise", "É"),
    ],
)
def test_initials(name, letters):
    assert ui.initials(name) == letters


def test_every_icon_draws_and_every_icon_asked_for_exists():
    for name in icons.drawings():
        assert "<svg" in icons.icon(name)
    assert 'role="img"' in icons.icon("video", "By video")
    with pytest.raises(KeyError):
        icons.icon("unicorn")
    asked = set()
    for file in (settings.BASE_DIR / "visavis").rglob("templates/**/*.html"):
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\{% icon "([\w-]+)"', text))
        asked |= set(re.findall(r'\bicon(?:-end)?="([\w-]+)"', text))
    assert asked <= set(icons.drawings())


def test_the_navigation_shows_what_the_actor_may_see(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    staff = Actor("staff", new_id())
    navigation.declare(navigation.Item("b", "B", "list", "ui", 20, badge=lambda actor: 3))
    navigation.declare(navigation.Item("a", "A", "home", "ui", 10))
    navigation.declare(navigation.Item("c", "C", "key", "ui", 5, shown=lambda actor: False))
    assert [(entry.key, entry.badge) for entry in navigation.entries(staff)] == [
        ("a", None),
        ("b", 3),
    ]
    assert navigation.entries(Actor("visitor", new_id())) == []


def test_a_count_of_nothing_says_nothing():
    assert re.search(r">\s*</span>", render('<c-nav-badge key="w" :count="n" />', n=0))
    assert ">2<" in render('<c-nav-badge key="w" :count="n" oob="1" />', n=2)
