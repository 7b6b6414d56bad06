"""Sending to and fetching from Telegram, one bot.

Every text goes out plain, without a parse mode: a worker's or an officer's `<` or `*` can then never break a message,
and there is no formatted variant that would need a plain one to fall back on.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from connectors.errors import FetchFailed
from connectors.filetypes import MAX_MEDIA_BYTES, kind_of, mime_of
from connectors.messages import (
    Attachment,
    Capabilities,
    ChannelKind,
    Media,
    Part,
    PartButton,
    SendReceipt,
    SharedFile,
)
from connectors.telegram.errors import is_refusal, telegram_errors, translate
from connectors.telegram.pace import Pace
from connectors.telegram.parsing import BUTTON_PREFIX
from grievances.evidence.carriage import TELEGRAM
from grievances.evidence.kinds import JPEG

logger = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    max_text=4000,
    text_unit="utf16",
    buttons="native",
    max_buttons=8,
    max_button_title=60,
    images=True,
    max_caption=1024,
    files=TELEGRAM,
    uploads=True,
)
_SHORT_TITLE = 14
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def open_bot(token: str, api_base: str, file_base: str) -> Bot:
    """A bot that talks only when told to; close it with `close_bot`. Nothing is asked of Telegram here."""
    # httpx logs every URL, and Telegram's URLs hold the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return Bot(token, base_url=api_base, base_file_url=file_base, request=_requests(), get_updates_request=_requests())


async def close_bot(bot: Bot) -> None:
    """`Bot.shutdown` alone would skip a bot whose first call never came."""
    await bot.request.shutdown()
    await bot.shutdown()


def bot_id(token: str) -> str:
    """The bot's own id is the public half of its token."""
    return token.partition(":")[0]


def _requests() -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=32, connect_timeout=5.0, read_timeout=15.0, write_timeout=10.0, pool_timeout=5.0
    )


class TelegramChannel:
    """Implements connectors.base.Channel. Telegram has no idempotency key, so a lost answer is SendUnknown."""

    def __init__(self, account_id: str, bot: Bot, pace: Pace) -> None:
        self._account_id = account_id
        self._bot = bot
        self._pace = pace

    @property
    def kind(self) -> ChannelKind:
        return ChannelKind.TELEGRAM

    @property
    def account_id(self) -> str:
        return self._account_id

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        """`in_reply_to` is not shown: in a private chat a quote above each answer is only noise."""
        await self._pace.wait(user_id)
        with telegram_errors():
            if part.file is not None:
                return await self._send_file(user_id, part, part.file)
            return _receipt(await self._send(user_id, part))

    async def _send_file(self, user_id: str, part: Part, file: SharedFile) -> SendReceipt:
        """A picture as a picture; one that Telegram does not like so (too narrow, say) as a file; and where it takes
        none of both, the words instead."""
        if file.mime == JPEG:
            try:
                return _receipt(await self._bot.send_photo(user_id, file.body, filename=file.name))
            except NetworkError as error:
                if not is_refusal(error):
                    raise
                logger.warning("telegram.photo_refused")
        try:
            return _receipt(await self._bot.send_document(user_id, file.body, filename=file.name))
        except NetworkError as error:
            if not is_refusal(error):
                raise
            logger.warning("telegram.file_refused")
        return replace(_receipt(await self._send_text(user_id, part, part.text)), stood_in=True)

    async def _send(self, user_id: str, part: Part) -> Message:
        if not part.image_url:
            return await self._send_text(user_id, part, part.text)
        try:
            return await self._bot.send_photo(
                user_id, part.image_url, caption=part.text or None, reply_markup=keyboard(part.buttons)
            )
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                raise
            # Telegram could not take the picture (host down, wrong type): the words must arrive all the same.
            logger.warning("telegram.photo_refused")
            return await self._send_text(user_id, part, f"{part.text}\n{part.image_url}".strip())

    async def _send_text(self, user_id: str, part: Part, text: str) -> Message:
        return await self._bot.send_message(
            user_id, text, reply_markup=keyboard(part.buttons), link_preview_options=_NO_PREVIEW
        )

    async def acknowledge(self, callback_id: str) -> None:
        """Stop the spinner on the tapped button. Only a comfort: a tap that is too old is nobody's fault."""
        with telegram_errors():
            try:
                await self._bot.answer_callback_query(callback_id)
            except BadRequest:
                logger.info("telegram.stale_tap")

    async def typing(self, user_id: str, conversation_id: str) -> None:
        """Telegram shows it for five seconds."""
        with telegram_errors():
            await self._bot.send_chat_action(user_id, ChatAction.TYPING)

    async def fetch(self, attachment: Attachment) -> Media:
        if (attachment.size or 0) > MAX_MEDIA_BYTES:
            raise FetchFailed("telegram_file_too_big")
        try:
            file = await self._bot.get_file(attachment.source)
            if (file.file_size or 0) > MAX_MEDIA_BYTES:
                raise FetchFailed("telegram_file_too_big")
            body = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise FetchFailed(translate(error).code) from None
        if len(body) > MAX_MEDIA_BYTES:
            raise FetchFailed("telegram_file_too_big")
        mime = mime_of(body)
        return Media(kind_of(mime), mime, body)


def _receipt(message: Message) -> SendReceipt:
    return SendReceipt((str(message.message_id),))


def keyboard(buttons: tuple[PartButton, ...]) -> InlineKeyboardMarkup | None:
    """Two short titles share a row (👍 👎), a long one has its own."""
    rows: list[list[PartButton]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup([[_inline(button) for button in row] for row in rows]) if rows else None


def _is_short(button: PartButton) -> bool:
    return len(button.title) <= _SHORT_TITLE


def _inline(button: PartButton) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.title, url=button.url)
    return InlineKeyboardButton(button.title, callback_data=BUTTON_PREFIX + button.token)
