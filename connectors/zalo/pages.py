"""The two small pages that are Zalo's affair alone."""

from __future__ import annotations

from html import escape


def verification_meta(code: str) -> str:
    """The tag by which Zalo recognises that the domain is ours; also for the head of the front page."""
    return f'<meta name="zalo-platform-site-verification" content="{escape(code, quote=True)}" />'


def verification_page(code: str) -> str:
    return f"<!DOCTYPE html><html><head>{verification_meta(code)}</head><body></body></html>"


def consent_page(message: str) -> str:
    """What the administrator sees after the consent page."""
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Kết nối Zalo</title></head>'
        f"<body><h1>Kết nối Zalo</h1><p>{escape(message)}</p></body></html>"
    )
