"""The people of a system test: workers on the fake platforms, officers in the console."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.installation import PASSWORD

PATIENCE_SECONDS = 60
RECEIPT = re.compile(r"CD-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass
class PlatformWorker:
    """Somebody on a fake platform. `said` is what the bot has sent so far, newest last."""

    platform: str
    user_field: str
    user: str | int
    seen: int = 0

    def act(self, name: str, **given: Any) -> int:
        """Do something; the status that the webhook answered."""
        answer = httpx.post(f"{self.platform}/_control/{name}", json=given, timeout=30)
        assert answer.status_code == 200, (answer.text, [message["text"] for message in self.messages()[-2:]])
        return int(answer.json()["status"])

    def types(self, text: str) -> list[str]:
        """Send a text and wait for the answer."""
        assert self.act("user_sends_text", **{self.user_field: self.user}, text=text) == 200
        return self.hears()

    def taps(self, title: str) -> list[str]:
        """Tap a button, or type its number where buttons are a numbered list."""
        assert self.act("user_taps", **{self.user_field: self.user}, title=title) == 200
        return self.hears()

    def may_tap(self, title: str) -> bool:
        """Whether the last message offers the choice, as a button or as a number."""
        last = self.messages()[-1]
        return title in last["text"] or any(title == button["title"] for button in last["buttons"])

    def hears(self, containing: str = "") -> list[str]:
        """The new messages, once one of them has come (and one holds `containing`)."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            new = [message["text"] for message in self.messages()[self.seen :]]
            if new and any(containing in text for text in new):
                fresh = self._once_quiet()
                self.seen += len(fresh)
                return [message["text"] for message in fresh]
            time.sleep(0.05)
        raise AssertionError(f"no message with {containing!r}, only {self.messages()[self.seen :]}")

    def _once_quiet(self) -> list[dict[str, Any]]:
        """With the further parts of the same answer."""
        found: list[dict[str, Any]] = []
        while len(fresh := self.messages()[self.seen :]) > len(found):
            found = fresh
            time.sleep(0.4)
        return found

    def messages(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.platform}/_control/sent", params={self.user_field: self.user}, timeout=30)
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
        self._browser = {"base_url": app, "headers": {"Origin": app}, "follow_redirects": True, "timeout": 30}
        self._cookies = httpx.Cookies()
        fields = hidden_fields(self._get("/console/sign-in").text) | {"email": email, "password": PASSWORD}
        assert self._post("/console/sign-in", fields).status_code == 200

    def case_ids(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r"/console/cases/([0-9a-f]{32})", self._get("/console/cases").text)))

    def alarms(self) -> list[str]:
        """The numbers of the emergencies that ring for this officer."""
        return re.findall(r"PA-\d{6}", self._get("/console/alarms").text)

    def takes(self, case_id: str) -> httpx.Response:
        """Tap "Tôi nhận"."""
        return self._post(f"/console/cases/{case_id}/take-alarm", hidden_fields(self.opens(case_id).text))

    def opens(self, case_id: str) -> httpx.Response:
        return self._get(f"/console/cases/{case_id}")

    def replies(self, case_id: str, text: str) -> httpx.Response:
        return self._post(f"/console/cases/{case_id}/reply", hidden_fields(self.opens(case_id).text) | {"text": text})

    def _get(self, path: str) -> httpx.Response:
        with httpx.Client(**self._browser, cookies=self._cookies) as browser:
            return self._kept(browser, browser.get(path))

    def _post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        with httpx.Client(**self._browser, cookies=self._cookies) as browser:
            return self._kept(browser, browser.post(path, data=fields))

    def _kept(self, browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
        self._cookies = browser.cookies
        return answer


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
