"""Codes, languages, escaping: what the receiver reads."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from visavis.notices.codes import CODES, codes_in, day_words, filled, time_words
from visavis.notices.models import Notice
from visavis.notices.public import Mail, Recipient, declare, every_kind, send
from visavis.notices.segments import measure
from visavis.notices.tests.conftest import deliver_due
from visavis.notices.writing import blocks_of

PARIS = ZoneInfo("Europe/Paris")
LANGUAGES = ["fr", "en", "nl", "de"]


def sent(world, kind, facts, *, language="fr", channel="mail", visit="tomorrow"):
    to = Recipient(
        "Alice Moreau", email="alice@exemple.fr", mobile="+33612345678", language=language
    )
    with world.acting():
        send(kind, to=to, encounter=world.visits[visit], facts=facts)
    deliver_due(world.practice)
    with world.acting():
        return Notice.objects.filter(channel=channel).latest("created_at")


@pytest.mark.parametrize(
    ("language", "day", "time"),
    [
        ("fr", "mardi 24 novembre 2026", "9 h 05"),
        ("en", "Tuesday 24 November 2026", "9:05"),
        ("nl", "dinsdag 24 november 2026", "9:05 uur"),
        ("de", "Dienstag, 24. November 2026", "9:05 Uhr"),
    ],
)
@pytest.mark.proves("C2.2")
def test_days_and_times_are_said_as_people_say_them(language, day, time):
    moment = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
    assert day_words(moment, PARIS, language) == day
    assert time_words(moment, PARIS, language).replace("\N{NO-BREAK SPACE}", " ") == time


def test_a_time_is_the_practice_s_on_both_sides_of_a_clock_change():
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert [time_words(moment, PARIS, "en") for moment in (before, after)] == ["2:30", "2:30"]


@pytest.mark.django_db
@pytest.mark.proves("C2.2")
def test_values_are_escaped_and_cannot_break_out(world, facts):
    nasty = {"personal_note": '<script>alert("x")</script> *|practitioner|*', "place": "A & B"}
    notice = sent(world, "test.booked", facts | nasty)
    assert "<script>" not in notice.html
    assert "&lt;script&gt;" in notice.html
    assert "*|practitioner|*" in notice.html, "a value is not read for codes again"
    assert "A &amp; B" in notice.html
    assert "A & B" in notice.body


@pytest.mark.django_db
def test_a_name_with_line_breaks_makes_no_header(world, facts, mail_server):
    declare("test.named", title="x", mail=Mail("For *|patient|*", ("Hello",)))
    evil = Recipient("Eve\r\nBcc: all@exemple.fr", email="eve@exemple.fr")
    with world.acting():
        send("test.named", to=evil)
    assert deliver_due(world.practice) == 1
    (mail,) = mail_server.mails
    assert mail["Subject"] == "For Eve Bcc: all@exemple.fr"
    assert mail["Bcc"] is None


@pytest.mark.django_db
@pytest.mark.proves("C2.2")
def test_a_line_whose_code_is_empty_is_left_out(world, facts):
    notice = sent(world, "test.booked", facts)
    assert "Dr Claire Martin" in notice.body
    assert "\n\n\n" not in notice.body
    with_place = sent(world, "test.booked", facts | {"place": "12 rue du Parc"})
    assert "12 rue du Parc" in with_place.body


def test_blocks_are_buttons_facts_and_text():
    found = blocks_of(["Hello,\nyou", "> Monday\n> 9:00", "[Open](https://x.test/v/1/)", "", "  "])
    assert [(b.kind, b.lines, b.url) for b in found] == [
        ("text", ("Hello,", "you"), ""),
        ("facts", ("Monday", "9:00"), ""),
        ("button", ("Open",), "https://x.test/v/1/"),
    ]


def test_a_value_of_two_lines_stays_among_the_facts():
    text = filled("> *|date|*\n> *|place|*", {"date": "Monday", "place": "12 rue du Parc\nParis"})
    assert [block.kind for block in blocks_of([text])] == ["facts"]
    assert blocks_of([text])[0].lines == ("Monday", "12 rue du Parc", "Paris")


def test_unknown_codes_leave_nothing_behind():
    assert filled("a *|nothing|*\nb *|date|* *|nothing|*", {"date": "today"}) == "b today "


FULL = {
    "place": "12 rue du Parc, 75014 Paris",
    "consult_deeplink": "/v/" + "x" * 32 + "/",
    "portal_deeplink": "/portal/",
    "cancel_link": "/v/" + "x" * 32 + "/",
    "payment_link": "/pay/" + "x" * 32 + "/",
    "personal_note": "Merci.",
}


@pytest.mark.django_db
@pytest.mark.proves("C1.1", "C2.2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_reads_well_in_every_language(world, facts, language, told):
    """All kinds that rooms have declared: known codes only, in the translations too."""
    from django.utils import translation

    more = {"welcome_from": facts["starts_at"], "previous_starts_at": facts["starts_at"]}
    kinds = [kind for kind in every_kind() if kind.mail is not None or kind.sms is not None]
    assert kinds
    for kind in kinds:
        with translation.override(language):
            mail = [str(kind.mail.subject), *map(str, kind.mail.body)] if kind.mail else []
            texts = [*mail, *([str(kind.sms)] if kind.sms else [])]
        unknown = {code for text in texts for code in codes_in(text)} - set(CODES)
        assert not unknown, f"{kind.name} in {language}: {unknown}"
        assert all("*|" not in filled(text, dict.fromkeys(CODES, "x")) for text in texts)
        if kind.sms:
            short = written_sms(world, kind, facts | FULL | more, language)
            assert measure(short).parts <= 2, f"{kind.name} in {language}: {short}"


def written_sms(world, kind, facts, language) -> str:
    from visavis.notices.codes import frozen
    from visavis.notices.writing import write

    notice = Notice(
        encounter=world.visits["tomorrow"],
        kind=kind.name,
        channel="sms",
        name="Alice Moreau",
        recipient="+33612345678",
        language=language,
        context=frozen(facts),
    )
    with world.acting():
        return write(notice).text
