"""Only what Zalo signed counts: the mac over the bytes as they came."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from connectors.zalo.signature import mac_of, signature_fits

APP_ID = "1234567890123456789"
SECRET = "oa-secret-for-tests"
TIMESTAMP = "1767225600000"
BODY = (
    '{"app_id":"1234567890123456789","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
    '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text","message":{"msg_id":"96d3cdf3af150460909",'
    '"text":"Mức đóng đoàn phí là bao nhiêu?"},"timestamp":"1767225600000"}'
).encode()
MAC = "f9b757bacc22f4156e1031d7d937528cc8c3dba72a78a729ede8ded470be1c71"


def test_the_known_body_has_the_known_mac() -> None:
    assert len(BODY) == 298
    assert mac_of(APP_ID, BODY, TIMESTAMP, SECRET) == MAC


def test_a_body_that_was_parsed_and_dumped_again_does_not_fit() -> None:
    dumped = json.dumps(json.loads(BODY)).encode()
    wrong = mac_of(APP_ID, dumped, TIMESTAMP, SECRET)
    assert wrong.startswith("9e21776f")
    assert not signature_fits(f"mac={wrong}", MAC)


@pytest.mark.parametrize("header", [f"mac={MAC}", MAC, f"MAC={MAC.upper()}", f"  mac={MAC} "])
def test_prefix_and_case_do_not_matter(header: str) -> None:
    assert signature_fits(header, MAC)


@pytest.mark.parametrize(
    "header",
    ["", "mac=", "mac=" + "0" * 64, MAC[:-1], MAC + "0", f"mac=mac={MAC}", "mac=đoàn", "mac=\xff\xfe", "\ud800"],
)
def test_anything_else_does_not_fit_and_does_not_crash(header: str) -> None:
    assert not signature_fits(header.encode("utf-8", "replace").decode("latin-1"), MAC)


def test_an_hmac_as_some_tools_make_it_is_not_accepted() -> None:
    other = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
    assert not signature_fits(f"mac={other}", MAC)
