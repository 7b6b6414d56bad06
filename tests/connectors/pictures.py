"""Pictures as telephones make them."""

from __future__ import annotations

import io

from PIL import Image

_ORIENTATION, _GPS, _GPS_LATITUDE_REF = 0x0112, 0x8825, 1


def jpeg_with_place(width: int = 40, height: int = 20, orientation: int = 1) -> bytes:
    """A JPEG whose EXIF holds a place."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS)[_GPS_LATITUDE_REF] = "GPS-N"
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()
