"""From a reply to parts that a channel can send. Pure: the reply, the channel's capabilities and the tokens decide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from connectors.messages import Button, Capabilities, Part, PartButton, Reply, SharedFile
from connectors.phrases import no_such_file
from connectors.sealing import mend_text
from connectors.split import measure_for, shorten, split, trim

NUMBERS_HEADING = "Trả lời số để chọn:"
BUTTONS_HEADING = "Bạn chọn nhé:"


def command_buttons(reply: Reply) -> tuple[Button, ...]:
    """The buttons that carry a command, in the order of the numbers a worker may type. Links have no number."""
    return tuple(button for button in reply.buttons if button.payload)


def shows_numbers(reply: Reply, capabilities: Capabilities) -> bool:
    """Whether the buttons become a numbered list: on a channel without buttons, or when there are too many."""
    too_many = len(reply.buttons) > capabilities.max_buttons
    return bool(reply.buttons) and (capabilities.buttons != "native" or too_many)


def render(reply: Reply, capabilities: Capabilities, tokens: Sequence[str]) -> list[Part]:
    """Parts within the channel's limits; buttons stand on the last one. `tokens` belong to `command_buttons`."""
    if reply.file is not None:
        return [_file_part(reply.file, capabilities)]
    numbered = shows_numbers(reply, capabilities)
    blocks = [_clean(reply.text)]
    if numbered:
        blocks.append(_numbered_list(reply.buttons))
    if reply.image_url and not capabilities.images:
        blocks.insert(1, reply.image_url)
    text = "\n\n".join(block for block in blocks if block)
    buttons = () if numbered else _native_buttons(reply.buttons, capabilities, tokens)
    if buttons and not text:
        text = BUTTONS_HEADING
    image = reply.image_url if capabilities.images else ""
    return _parts(text, image, buttons, capabilities)


def _file_part(file: SharedFile, capabilities: Capabilities) -> Part:
    words = no_such_file(file.mime)
    if capabilities.files is None or not capabilities.files.takes(file.mime, file.size):
        return Part(words, stands_in=True)
    return Part(words, file=file)


def _parts(text: str, image: str, buttons: tuple[PartButton, ...], capabilities: Capabilities) -> list[Part]:
    measure = measure_for(capabilities.text_unit)
    # A part holds an image or buttons: Zalo takes one attachment in a message.
    if image and not buttons and measure(text) <= capabilities.max_caption:
        return [Part(text, image_url=image)]
    parts = [Part(piece) for piece in split(text, capabilities.max_text, measure)]
    if buttons and parts:
        parts[-1] = Part(parts[-1].text, buttons)
    return [Part("", image_url=image), *parts] if image else parts


def _numbered_list(buttons: Sequence[Button]) -> str:
    links = [f"{_clean(button.title)}: {button.url}" for button in buttons if not button.payload]
    titles = [_clean(button.title) for button in buttons if button.payload]
    lines = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    return "\n".join([*links, *([NUMBERS_HEADING] if lines else []), *lines])


def _native_buttons(
    buttons: Sequence[Button], capabilities: Capabilities, tokens: Sequence[str]
) -> tuple[PartButton, ...]:
    measure = measure_for(capabilities.text_unit)
    left = iter(tokens)
    made = []
    for button in buttons:
        title = shorten(_clean(button.title), capabilities.max_button_title, measure)
        made.append(PartButton(title, token=next(left)) if button.payload else PartButton(title, url=button.url))
    return tuple(made)


def _clean(text: str) -> str:
    return trim(unicodedata.normalize("NFC", mend_text(text)))
