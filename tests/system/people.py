"""The people of a system test: workers on the fake platforms, officers in the console."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.installation import PASSWORD

PATIENCE_SECONDS = 30
RECEIPT = re.compile(r"CD-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass
class PlatformWorker:
    """Somebody on a fake platform. `said` is what the bot has sent so far, newest last."""

    platform: str
    user_field: str
    user: str | int
    seen: int = 0
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))

    def act(self, name: str, **given: Any) -> int:
        """Do something; the status that the webhook answered."""
        answer = self.http.post(f"{self.platform}/_control/{name}", json=given)
        answer.raise_for_status()
        return int(answer.json()["status"])

    def types(self, text: str) -> list[str]:
        """Send a text and wait for the answer."""
        assert self.act("user_sends_text", **{self.user_field: self.user}, text=text) == 200
        return self.hears()

    def taps(self, title: str) -> list[str]:
        """Tap a button, or type its number where buttons are a numbered list."""
        assert self.act("user_taps", **{self.user_field: self.user}, title=title) == 200
        return self.hears()

    def hears(self, containing: str = "") -> list[str]:
        """The new messages, once one of them has come (and one holds `containing`)."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            new = [message["text"] for message in self.messages()[self.seen :]]
            if new and any(containing in text for text in new):
                time.sleep(0.3)  # further parts of the same answer
                fresh = self.messages()[self.seen :]
                self.seen += len(fresh)
                return [message["text"] for message in fresh]
            time.sleep(0.05)
        raise AssertionError(f"no message with {containing!r}, only {self.messages()[self.seen :]}")

    def messages(self) -> list[dict[str, Any]]:
        answer = self.http.get(f"{self.platform}/_control/sent", params={self.user_field: self.user})
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def zalo_worker(platform: str, user: str) -> PlatformWorker:
    return PlatformWorker(platform, "user_id", user)


def telegram_worker(platform: str, user: int) -> PlatformWorker:
    return PlatformWorker(platform, "chat_id", user)


class Officer:
    """Somebody with a browser that keeps cookies and follows links."""

    def __init__(self, app: str, email: str) -> None:
        self.http = httpx.Client(base_url=app, follow_redirects=True, timeout=30)
        self.http.headers["Origin"] = app
        page = self.http.get("/console/sign-in")
        fields = hidden_fields(page.text) | {"email": email, "password": PASSWORD}
        signed_in = self.http.post("/console/sign-in", data=fields)
        assert signed_in.status_code == 200, signed_in.text

    def case_ids(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r"/console/cases/([0-9a-f]{32})", self.http.get("/console/cases").text)))

    def opens(self, case_id: str) -> httpx.Response:
        return self.http.get(f"/console/cases/{case_id}")

    def replies(self, case_id: str, text: str) -> httpx.Response:
        fields = hidden_fields(self.opens(case_id).text) | {"text": text}
        return self.http.post(f"/console/cases/{case_id}/reply", data=fields)


def hidden_fields(page: str) -> dict[str, str]:
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = value.group(1) if value else ""
    return fields


def receipt_in(texts: list[str]) -> str:
    found = RECEIPT.search("\n".join(texts))
    assert found, texts
    return found.group()
