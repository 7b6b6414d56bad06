from __future__ import annotations

import unicodedata

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.messages import Button, Capabilities, Part, PartButton, Reply
from connectors.render import BUTTONS_HEADING, command_buttons, render, shows_numbers
from connectors.split import measure_for, shorten, split

ZALO = Capabilities(max_text=1900, buttons="numbers", images=True, max_caption=1900)
TELEGRAM = Capabilities(max_text=4000, text_unit="utf16", images=True, max_caption=1024)

TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("aàăâbcđeêgiôơuưy ABC.,!?…\n\n \t/")),
        st.sampled_from(["👩‍👩‍👧‍👦", "🇻🇳", "é", "ệ", "👍🏽", "\r\n", "​", " ̣"]).map(str),
        st.characters(codec="utf-8"),
    ).filter(lambda c: len(c) == 1)
    | st.characters(codec="utf-8"),
    max_size=400,
)
CLUSTERS = st.lists(
    st.sampled_from(
        ["👩‍👩‍👧‍👦", "🇻🇳", "e\u0323\u0302", "👍🏽", "\r\n", " \u0323", " ", "\n\n", ". ", "a", "Đ", "lương", "\u200b"]
    ),
    max_size=120,
).map("".join)
ALL_TEXTS = TEXTS | CLUSTERS
LIMITS = st.integers(12, 60)
UNITS = st.sampled_from(["chars", "utf16"])


def visible(text: str) -> str:
    """Without white space; a space that carries a mark counts as visible."""
    return "".join(g for g in regex.findall(r"\X", text) if not g.isspace())


@given(ALL_TEXTS, LIMITS, UNITS)
def test_splitting_keeps_all_text_in_order_within_the_limit(text: str, limit: int, unit: str) -> None:
    measure = measure_for(unit)
    pieces = split(text, limit, measure)
    assert visible("".join(pieces)).replace("\n", "") == visible(text).replace("\n", "")
    assert all(0 < measure(piece) <= limit for piece in pieces)
    assert all(piece == piece.rstrip() for piece in pieces)


@given(ALL_TEXTS, LIMITS, UNITS)
def test_splitting_never_cuts_a_letter_in_two(text: str, limit: int, unit: str) -> None:
    measure = measure_for(unit)
    graphemes = regex.findall(r"\X", text)
    if any(measure(g) > limit for g in graphemes):
        return
    ends, position = {0}, 0
    for grapheme in graphemes:
        position += len(grapheme)
        ends.add(position)
    at = 0
    for piece in split(text, limit, measure):
        at = text.index(piece, at)
        assert at in ends
        at += len(piece)
        assert at in ends


def test_a_letter_bigger_than_a_message_is_cut_all_the_same() -> None:
    monster = "a" + "\u0301" * 100
    pieces = split(monster, 30, len)
    assert "".join(pieces) == monster
    assert all(len(piece) <= 30 for piece in pieces)
    assert [len(p) for p in split("👍" + "🏽" * 9, 3, measure_for("utf16"))] == [1] * 10


def test_cuts_fall_between_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert split("Đoạn một.\n\nĐoạn hai dài hơn.", 20, len) == ["Đoạn một.", "Đoạn hai dài hơn."]
    assert split("Dòng một nè\nDòng hai nè", 15, len) == ["Dòng một nè", "Dòng hai nè"]
    assert split("Một câu. Hai câu nữa đây", 15, len) == ["Một câu.", "Hai câu nữa đây"]
    assert split("Hai ba bốn năm sáu", 9, len) == ["Hai ba", "bốn năm", "sáu"]
    assert split("khôngcócáchnàokhác", 6, len) == ["khôngc", "ócáchn", "àokhác"]


def test_shortening_leaves_whole_letters_and_an_ellipsis() -> None:
    assert shorten("Tiền lương", 20, len) == "Tiền lương"
    assert shorten("Tiền lương và thưởng", 10, len) == "Tiền lươn…"
    assert shorten("🇻🇳🇻🇳🇻🇳🇻🇳", 7, measure_for("utf16")) == "🇻🇳…"


TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda t: t.strip() != "")
BUTTONS = st.builds(Button, title=TITLES, payload=st.just("/menu")) | st.builds(
    Button, title=TITLES, url=st.just("https://congdoan.vn")
)
REPLIES = st.builds(
    Reply,
    text=ALL_TEXTS,
    buttons=st.lists(BUTTONS, max_size=12).map(tuple),
    image_url=st.sampled_from(["", "https://x.vn/a.jpg"]),
)
CAPABILITIES = st.builds(
    Capabilities,
    max_text=st.integers(100, 300),
    text_unit=UNITS,
    buttons=st.sampled_from(["native", "numbers"]),
    max_buttons=st.integers(1, 8),
    max_button_title=st.integers(8, 40),
    images=st.booleans(),
    max_caption=st.integers(0, 100),
)


@settings(max_examples=300)
@given(REPLIES, CAPABILITIES)
def test_every_part_is_within_the_channels_limits_and_every_button_reachable(
    reply: Reply, capabilities: Capabilities
) -> None:
    measure = measure_for(capabilities.text_unit)
    tokens = [f"token-{n}" for n in range(len(command_buttons(reply)))]
    parts = render(reply, capabilities, tokens)
    whole = "\n".join(part.text for part in parts)
    for part in parts:
        assert part.text or part.image_url
        assert measure(part.text) <= (capabilities.max_caption if part.image_url else capabilities.max_text)
        assert part.text == unicodedata.normalize("NFC", part.text)
        assert len(part.buttons) <= capabilities.max_buttons
        assert all(measure(b.title) <= capabilities.max_button_title for b in part.buttons)
        assert not (part.buttons and part.image_url)
    assert all(part.buttons == () for part in parts[:-1])
    if shows_numbers(reply, capabilities):
        assert all(f"{n}." in whole for n in range(1, len(tokens) + 1))
    else:
        assert [b.token for part in parts for b in part.buttons if b.token] == tokens
        assert len(reply.buttons) == sum(len(part.buttons) for part in parts)
    assert [p.image_url for p in parts if p.image_url] == (
        [reply.image_url] if capabilities.images and reply.image_url else []
    )


@given(ALL_TEXTS, CAPABILITIES)
def test_all_text_arrives_in_order(text: str, capabilities: Capabilities) -> None:
    parts = render(Reply(text), capabilities, [])
    assert visible("".join(p.text for p in parts)) == visible(unicodedata.normalize("NFC", text.replace("\0", "")))


MENU = Reply("Bạn cần gì?", (Button("Lương", "/a"), Button("Trang web", url="https://x.vn"), Button("Việc khác", "/b")))


def test_buttons_are_native_where_the_channel_has_them() -> None:
    buttons = (PartButton("Lương", "t1"), PartButton("Trang web", url="https://x.vn"), PartButton("Việc khác", "t2"))
    assert render(MENU, TELEGRAM, ["t1", "t2"]) == [Part("Bạn cần gì?", buttons)]


def test_buttons_become_numbers_where_it_has_none_and_links_stay_text() -> None:
    text = "Bạn cần gì?\n\nTrang web: https://x.vn\nTrả lời số để chọn:\n1. Lương\n2. Việc khác"
    assert render(MENU, ZALO, ["t1", "t2"]) == [Part(text)]


def test_too_many_buttons_become_numbers_all_of_them() -> None:
    reply = Reply("Chọn", tuple(Button(f"Mục {n}", "/a") for n in range(1, 10)))
    (part,) = render(reply, TELEGRAM, ["t"] * 9)
    assert part.text.endswith("8. Mục 8\n9. Mục 9")
    assert part.buttons == ()


def test_a_picture_takes_a_short_text_as_caption_but_not_the_buttons() -> None:
    assert render(Reply("Thẻ", image_url="https://x/a"), TELEGRAM, []) == [Part("Thẻ", image_url="https://x/a")]
    long = "dài " * 300
    assert [p.image_url for p in render(Reply(long, image_url="https://x/a"), TELEGRAM, [])] == ["https://x/a", ""]
    picture, rest = render(Reply("", (Button("Lương", "/a"),), "https://x/a"), TELEGRAM, ["t"])
    assert (picture, rest) == (Part("", image_url="https://x/a"), Part(BUTTONS_HEADING, (PartButton("Lương", "t"),)))


def test_a_picture_becomes_a_link_where_there_are_none() -> None:
    no_images = Capabilities(max_text=100)
    assert render(Reply("Thẻ", image_url="https://x/a"), no_images, []) == [Part("Thẻ\n\nhttps://x/a")]


def test_decomposed_vietnamese_is_composed_and_an_empty_reply_makes_no_part() -> None:
    assert render(Reply(unicodedata.normalize("NFD", "Lương tối thiểu")), ZALO, []) == [Part("Lương tối thiểu")]
    assert render(Reply(" \n"), ZALO, []) == []
