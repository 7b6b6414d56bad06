"""The Bot API's side of the fake: the methods that a bot calls, with Telegram's limits and refusals."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, UnidentifiedImageError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from connectors.fakes.telegram_state import (
    MAX_CALLBACK_BYTES,
    MAX_CAPTION,
    MAX_DOCUMENT_BYTES,
    MAX_PHOTO_BYTES,
    MAX_PHOTO_RATIO,
    MAX_PHOTO_SIDES,
    MAX_TEXT,
    ApiError,
    FakeButton,
    FakeMessage,
    TelegramState,
    Upload,
    utf16_length,
)

Params = dict[str, Any]
_STALE_TAP = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class BotApi:
    def __init__(self, state: TelegramState) -> None:
        self._state = state
        self._methods: dict[str, Callable[[Params], Any]] = {
            "getMe": lambda _: {"id": 1, "is_bot": True, "first_name": "Một Chạm", "username": "motcham_bot"},
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendChatAction": lambda params: bool(self._reachable(params)),
            "editMessageReplyMarkup": self._edit_markup,
            "answerCallbackQuery": self._answer_tap,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "setMyCommands": self._set_commands,
            "setMyDescription": lambda p: self._describe("long", p.get("description", "")),
            "setMyShortDescription": lambda p: self._describe("short", p.get("short_description", "")),
            "getFile": self._get_file,
        }

    def routes(self) -> list[Route]:
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        self._state.calls.append(method)
        if request.path_params["token"] != self._state.token:
            return _refusal(ApiError(401, "Unauthorized"))
        params = await _params(request)
        trouble = self._state.take_trouble(method)
        try:
            if trouble is not None and (trouble.code or trouble.retry_after):
                raise trouble.error()
            result = self._run(method, params)
        except ApiError as error:
            return _refusal(error)
        if trouble is not None and trouble.delay:
            await asyncio.sleep(trouble.delay)
        if trouble is not None and trouble.drop:
            return _broken_answer()
        return JSONResponse({"ok": True, "result": result})

    def _run(self, method: str, params: Params) -> Any:
        if method not in self._methods:
            raise ApiError(404, "Not Found")
        return self._methods[method](params)

    async def _download(self, request: Request) -> Response:
        body = self._state.files.get(request.path_params["path"].removeprefix("files/"))
        if request.path_params["token"] != self._state.token or body is None:
            return _refusal(ApiError(404, "Not Found"))
        return Response(body, media_type="application/octet-stream")

    def _send_message(self, params: Params) -> Params:
        text = str(params.get("text", ""))
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        if utf16_length(text) > MAX_TEXT:
            raise ApiError(400, "Bad Request: message is too long")
        return self._record(params, text)

    def _send_photo(self, params: Params) -> Params:
        caption = str(params.get("caption", ""))
        if utf16_length(caption) > MAX_CAPTION:
            raise ApiError(400, "Bad Request: message caption is too long")
        photo = params.get("photo", "")
        if isinstance(photo, Upload):
            _check_photo(photo.body)
            return self._record_upload(params, caption, photo, "photo")
        return self._record(params, caption, photo=str(photo))

    def _send_document(self, params: Params) -> Params:
        document = params.get("document")
        if not isinstance(document, Upload) or not document.body:
            raise ApiError(400, "Bad Request: file must be non-empty")
        if len(document.body) > MAX_DOCUMENT_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        return self._record_upload(params, str(params.get("caption", "")), document, "document")

    def _record_upload(self, params: Params, caption: str, upload: Upload, kind: str) -> Params:
        made = self._record(params, caption, **{kind: upload.name}, size=len(upload.body))
        self._state.uploads[made["message_id"]] = upload.body
        return made

    def _record(self, params: Params, text: str, **sent: Any) -> Params:
        chat_id = self._reachable(params)
        buttons = tuple(_buttons(params.get("reply_markup")))
        message = FakeMessage(chat_id, self._state.new_message_id(), text, buttons, **sent)
        self._state.sent.append(message)
        said = {"caption" if sent else "text": text}
        return {"message_id": message.message_id, "date": 1, "chat": {"id": chat_id, "type": "private"}, **said}

    def _reachable(self, params: Params) -> int:
        chat_id = int(params.get("chat_id", 0))
        if chat_id in self._state.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat_id not in self._state.known_chats:
            raise ApiError(400, "Bad Request: chat not found")
        return chat_id

    def _edit_markup(self, params: Params) -> bool:
        message_id = int(params.get("message_id", 0))
        if message_id in self._state.edited:
            raise ApiError(400, "Bad Request: message is not modified")
        self._state.edited.append(message_id)
        return True

    def _answer_tap(self, params: Params) -> bool:
        tap = str(params.get("callback_query_id", ""))
        if tap not in self._state.live_taps:
            raise ApiError(400, _STALE_TAP)
        self._state.live_taps.remove(tap)
        self._state.answered.append(tap)
        return True

    def _set_webhook(self, params: Params) -> bool:
        self._state.webhook = {
            "url": params.get("url", ""),
            "secret_token": params.get("secret_token", ""),
            "allowed_updates": params.get("allowed_updates", []),
        }
        return True

    def _delete_webhook(self, _: Params) -> bool:
        self._state.webhook = {}
        return True

    def _webhook_info(self, _: Params) -> Params:
        return {
            "url": self._state.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": 0,
            "allowed_updates": self._state.webhook.get("allowed_updates", []),
        }

    def _set_commands(self, params: Params) -> bool:
        self._state.commands = params.get("commands", [])
        return True

    def _describe(self, which: str, text: str) -> bool:
        self._state.descriptions[which] = text
        return True

    def _get_file(self, params: Params) -> Params:
        file_id = str(params.get("file_id", ""))
        body = self._state.files.get(file_id)
        if body is None:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": len(body),
            "file_path": f"files/{file_id}",
        }


async def _params(request: Request) -> Params:
    """Form fields; objects inside are JSON texts. `text` and `caption` are taken literally."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return dict(await request.json())
    if not kind:
        return dict(request.query_params)
    async with request.form() as form:
        return {name: await _decoded(name, value) for name, value in form.items()}


async def _decoded(name: str, value: UploadFile | str) -> Any:
    if isinstance(value, UploadFile):
        return Upload(value.filename or "upload", await value.read())
    return json.loads(value) if name in {"reply_markup", "allowed_updates", "commands"} else value


def _check_photo(body: bytes) -> None:
    """10 MB, sides of 10,000 together, at most 20 times as long as wide (core.telegram.org/bots/api#sendphoto)."""
    if len(body) > MAX_PHOTO_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    try:
        with Image.open(io.BytesIO(body)) as picture:
            short, long = sorted(picture.size)
    except (UnidentifiedImageError, OSError):
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED") from None
    if short + long > MAX_PHOTO_SIDES or long > MAX_PHOTO_RATIO * short:
        raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def _buttons(markup: Any) -> Iterator[FakeButton]:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data", "")
            if not data and not button.get("url"):
                raise ApiError(400, "Bad Request: can't parse inline keyboard button")
            if len(data.encode()) > MAX_CALLBACK_BYTES:
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
            yield FakeButton(button["text"], data, button.get("url", ""))


def _refusal(error: ApiError) -> JSONResponse:
    body: Params = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.code)


def _broken_answer() -> Response:
    """The connection ends in the middle of the answer."""

    async def half() -> Any:
        yield b'{"ok":'

    return StreamingResponse(half(), headers={"content-length": "1000"}, media_type="application/json")
