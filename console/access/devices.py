"""What a browser calls itself, in words that an officer knows."""

from __future__ import annotations

# In this order: Edge and Cốc Cốc also call themselves Chrome, Chrome also calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("coc_coc", "Cốc Cốc"),
    ("Zalo", "Zalo"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows", "máy Windows"),
    ("Mac OS X", "máy Mac"),
    ("CrOS", "máy Chromebook"),
    ("Linux", "máy Linux"),
)


def device(agent: str) -> str:
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system[:1].upper() + system[1:] or "Thiết bị chưa rõ"
