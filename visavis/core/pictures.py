"""Pictures that people give: looked at, turned upright, cut to size, written anew as WebP.

What comes out was drawn by us: no place where it was taken, no script, no second file within.
"""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000  # when drawn; a photo of a telephone is made smaller while it is read
WEBP = "image/webp"


class NotAPicture(Exception):
    """The upload is no picture that can be used; the reason is for logs and tests."""


def square_picture(upload: bytes | IO[bytes], *, pixels: int = 512) -> bytes:
    """The middle of a picture as a square of *pixels*, in WebP: a face.

    Raises:
        NotAPicture: it cannot be read, or is too large to be drawn.
    """
    picture = _upright(upload, pixels)
    return _written(ImageOps.fit(picture, (pixels, pixels), Image.Resampling.LANCZOS))


def fitted_picture(upload: bytes | IO[bytes], *, width: int, height: int) -> bytes:
    """The whole picture, at most *width* by *height*, in WebP: a logo. Never made larger.

    Raises:
        NotAPicture: it cannot be read, or is too large to be drawn.
    """
    picture = _upright(upload, max(width, height))
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    return _written(picture)


def _upright(upload: bytes | IO[bytes], pixels: int) -> Image.Image:
    """The picture, drawn the way it was held, in colours with or without transparency."""
    source = io.BytesIO(upload) if isinstance(upload, bytes) else upload
    if _size(source) > MOST_BYTES:
        raise NotAPicture("more bytes than a picture needs")
    try:
        with Image.open(source, formats=FORMATS) as found:
            found.draft("RGB", (2 * pixels, 2 * pixels))
            if found.width * found.height > MOST_PIXELS:
                raise NotAPicture(f"{found.width} × {found.height} points")
            picture = ImageOps.exif_transpose(found)
            clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
            return picture.convert("RGBA" if clear else "RGB")
    except NotAPicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as fault:
        raise NotAPicture(str(fault)) from fault
    except Exception as fault:  # a broken picture breaks its reader in many ways
        raise NotAPicture(f"{type(fault).__name__}: {fault}") from fault


def _size(source: IO[bytes]) -> int:
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    return size


def _written(picture: Image.Image) -> bytes:
    drawn = Image.new(picture.mode, picture.size)
    drawn.paste(picture)  # the points alone: what else the file said stays behind
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()
