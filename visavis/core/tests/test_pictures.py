"""Pictures that people give: upright, square, small, and nothing else in them."""

import io
import struct
import zlib

import pytest
from PIL import Image

from visavis.core.public import NotAPicture, fitted_picture, square_picture

RED, BLUE = (220, 30, 30), (30, 30, 220)


def written(picture, kind="PNG", **facts):
    out = io.BytesIO()
    picture.save(out, kind, **facts)
    return out.getvalue()


def two_halves(size):
    """Red at the left, blue at the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    return picture


def near(one, other):
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=False))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_middle_becomes_a_square(kind):
    out = Image.open(io.BytesIO(square_picture(written(two_halves((900, 300)), kind))))
    assert (out.format, out.size) == ("WEBP", (512, 512))
    assert near(out.convert("RGB").getpixel((20, 256)), RED)
    assert near(out.convert("RGB").getpixel((490, 256)), BLUE)


def test_it_is_turned_as_it_was_held_and_says_nothing_of_where():
    held = two_halves((600, 600))
    facts = Image.Exif()
    facts[0x0112] = 6  # turn by a quarter
    facts[0x8825] = {1: "N", 2: (48.0, 51.0, 24.0)}
    facts[0x010F] = "Phone of Alice"
    given = written(held, "JPEG", exif=facts, comment=b"secret")
    made = square_picture(given, pixels=128)
    out = Image.open(io.BytesIO(made))
    assert near(out.convert("RGB").getpixel((64, 10)), RED)
    assert near(out.convert("RGB").getpixel((64, 118)), BLUE)
    assert not out.getexif()
    for told in (b"EXIF", b"XMP ", b"ICCP", b"Alice", b"secret"):
        assert told not in made


def test_a_clear_background_stays_clear():
    logo = Image.new("RGBA", (800, 200), (0, 0, 0, 0))
    logo.paste((*RED, 255), (0, 0, 400, 200))
    out = Image.open(io.BytesIO(fitted_picture(written(logo), width=400, height=160)))
    assert out.size == (400, 100)
    assert out.convert("RGBA").getpixel((390, 50))[3] == 0
    small = fitted_picture(written(two_halves((40, 20))), width=400, height=160)
    assert Image.open(io.BytesIO(small)).size == (40, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_any_way_of_colours_is_read(mode):
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    picture = Image.new(mode, (30, 20))
    assert Image.open(io.BytesIO(square_picture(written(picture, kind)))).size == (512, 512)


def a_bomb(side):
    """A PNG of a few hundred kilobytes that says it is *side* by *side* points."""

    def part(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        written(two_halves((200, 200)), "JPEG")[:400],
        written(two_halves((200, 200)))[:200],
        written(two_halves((20, 20)), "BMP"),
        a_bomb(8_000),
        a_bomb(10_000),
        a_bomb(60_000),
        bytes(21 * 1024 * 1024),
    ],
    ids=[
        "empty",
        "text",
        "svg",
        "pdf",
        "head",
        "cut",
        "cut-png",
        "bmp",
        "64",
        "100",
        "3600",
        "big",
    ],
)
def test_what_is_no_picture_is_refused(given):
    with pytest.raises(NotAPicture):
        square_picture(given)


def test_a_large_photograph_is_made_smaller_while_it_is_read():
    given = written(Image.new("L", (8_000, 8_000), 90), "JPEG")
    assert Image.open(io.BytesIO(square_picture(io.BytesIO(given)))).size == (512, 512)
