"""Pictures are drawn anew: only the pixels survive. No place, no time, no camera, nothing hidden behind the picture."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from grievances.evidence.kinds import JPEG, Clean, Kind, Refusal, Refused

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_INSIDE = ("GIF", "BMP", "TIFF")
# A JPEG can be read at a fraction of its size; everything else is unfolded whole.
_MAX_PIXELS = 120_000_000
_MAX_PIXELS_WHOLE = 30_000_000
_MAX_PIXELS_HEIC = 50_000_000  # what an iPhone takes at most: 8,064 by 6,048
_MAX_SIDE = 3000
_QUALITY = 88
_PREVIEW_SIDE = 480
_PREVIEW_QUALITY = 72


def redrawn(body: bytes) -> Clean:
    """Upright, on a white ground, the first frame of a moving picture. Raise Refused."""
    return _redrawn(body, _FORMATS)


def heic_redrawn(body: bytes) -> Clean:
    """A photo of an iPhone, as JPEG; of several the one that the phone shows. Raise Refused."""
    # Loaded only here: the library puts itself under Pillow, which must not know it for anything else. The small
    # picture within the file could show something else than the large one, so it is never taken.
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return _redrawn(body, ("HEIF",))


def _redrawn(body: bytes, formats: tuple[str, ...]) -> Clean:
    try:
        with Image.open(io.BytesIO(body), formats=formats) as picture:
            if picture.width * picture.height > _most_pixels(picture.format):
                raise Refused(Refusal.BOMB)
            picture.draft("RGB", (_MAX_SIDE, _MAX_SIDE))
            clean = _on_white(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError:
        raise Refused(Refusal.BOMB) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, EOFError):
        raise Refused(Refusal.BROKEN) from None
    clean.thumbnail((_MAX_SIDE, _MAX_SIDE))
    shown = _as_jpeg(clean, _QUALITY)
    clean.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    return Clean(Kind.IMAGE, JPEG, shown, preview=_as_jpeg(clean, _PREVIEW_QUALITY))


def fitted(body: bytes, max_bytes: int) -> bytes:
    """A picture that we drew ourselves, drawn smaller until it fits; for a platform that takes no larger one."""
    side, quality = _MAX_SIDE, _QUALITY
    while len(body) > max_bytes:
        with Image.open(io.BytesIO(body), formats=("JPEG",)) as picture:
            side, quality = min(side, max(picture.size)) * 3 // 4, min(quality, 80)
            smaller = picture.convert("RGB")
        smaller.thumbnail((side, side))
        body = _as_jpeg(smaller, quality)
    return body


def drawn_as_it_was(body: bytes) -> bytes:
    """A GIF, BMP or TIFF inside of a document, in its own format. Raise Refused."""
    try:
        with Image.open(io.BytesIO(body), formats=_INSIDE) as picture:
            if picture.width * picture.height > _MAX_PIXELS_WHOLE:
                raise Refused(Refusal.BOMB)
            out = io.BytesIO()
            _bare(picture.copy()).save(out, picture.format)
            return out.getvalue()
    except Image.DecompressionBombError:
        raise Refused(Refusal.BOMB) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(Refusal.BROKEN) from None


def _most_pixels(format: str | None) -> int:
    if format in ("JPEG", "MPO"):
        return _MAX_PIXELS
    return _MAX_PIXELS_HEIC if format == "HEIF" else _MAX_PIXELS_WHOLE


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey: Pillow would cut them off instead of making them fewer
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    if not see_through:
        return _bare(picture.convert("RGB"))
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer)
    return ground


def _bare(picture: Image.Image) -> Image.Image:
    """The same pixels without what Pillow would carry along into the new file."""
    picture.info = {}
    return picture


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None, comment=b"")
    return out.getvalue()
