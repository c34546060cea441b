import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.notices.segments import is_gsm, measure, plain


@pytest.mark.proves("C1.5")
@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm-7", 0, 1),
        ("a" * 160, "gsm-7", 160, 1),
        ("a" * 161, "gsm-7", 161, 2),
        ("a" * 306, "gsm-7", 306, 2),
        ("a" * 307, "gsm-7", 307, 3),
        ("é" * 160, "gsm-7", 160, 1),
        ("€" * 80, "gsm-7", 160, 1),
        ("€" * 81, "gsm-7", 162, 2),
        ("a" * 152 + "€" + "a" * 152, "gsm-7", 306, 3),
        ("ê" * 70, "ucs-2", 70, 1),
        ("ê" * 71, "ucs-2", 71, 2),
        ("ж" * 134, "ucs-2", 134, 2),
        ("👍" * 35, "ucs-2", 70, 1),
        ("👍" * 36, "ucs-2", 72, 2),
        ("ж" * 66 + "👍" + "ж" * 66, "ucs-2", 134, 3),
    ],
)
def test_a_message_is_as_long_as_carriers_count_it(text, encoding, units, parts):
    found = measure(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_typographic_signs_do_not_double_the_price():
    assert plain("L’équipe vous attend à 14\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30…") == (
        "L'équipe vous attend à 14 h 30..."
    )
    assert is_gsm(plain("« Être à l’heure », s’il vous plaît".replace("Ê", "E").replace("î", "i")))


def test_letters_keep_their_marks_while_there_is_room():
    assert plain("Bientôt") == "Bientôt"
    assert plain("Bientôt " + "a" * 140) == "Bientot " + "a" * 140
    assert plain("ж" * 200) == "ж" * 200


@given(st.text(max_size=400))
def test_counting_never_fails_and_plainer_is_never_more_parts(text):
    found = measure(text)
    assert found.parts >= 1
    assert measure(plain(text)).parts <= max(found.parts, 3) or not is_gsm(plain(text))
