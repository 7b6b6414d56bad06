"""The classifier: with or without diacritics, honest about its doubts, and the same after it was stored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu.augment import copies
from bot.nlu.decision import ANSWER, EMERGENCY, OFFER, SELF_HARM, UNKNOWN, Thresholds, as_dict, decide
from bot.nlu.learning import Example, learn
from bot.nlu.model import IntentModel, UnknownFormat, blend, class_numbers
from bot.nlu.normalise import words
from bot.nlu.segmentation import segment
from bot.nlu.thresholds import choose
from bot.tests.conftest import PROJECT, ROOT

SURE = Thresholds(lead=0.7, offer=0.5, danger=0.3, hint=0.03, complaint=0.05, foreign=0.07)
FAREWELLS = ("em không muốn sống nữa", "chết cho xong", "em chết đi cho rồi", "sống làm gì nữa", "em muốn tự tử")
INJURIES = (
    "bạn em bị máy cuốn tay",
    "có người té từ trên cao",
    "máy dập trúng tay",
    "máu chảy nhiều",
    "xưởng cháy rồi",
)


def examples() -> list[Example]:
    from rasa.shared.importers.utils import training_data_from_paths

    data = training_data_from_paths([str(PROJECT / "nlu" / "nlu.yml")], "vi")
    return [Example(words(message.get("text")), message.get_full_intent()) for message in data.intent_examples]


@pytest.fixture(scope="module")
def learnt() -> IntentModel:
    return learn(examples())


def best(model: IntentModel, text: str) -> str:
    return model.understand(words(text), 1).ranking[0][0]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Đoàn phí đóng bao nhiêu?", "faq/dues"),
        ("doan phi dong bao nhieu", "faq/dues"),
        ("DOAN PHI dong bn z ad", "faq/dues"),
        ("lam them gio ngay le tinh sao", "faq/overtime"),
        ("tc ngày lễ dc trả sao", "faq/overtime"),
        ("sinh con dc nghi may thang", "faq/maternity"),
    ],
)
def test_it_understands_without_diacritics_and_in_shorthand(learnt: IntentModel, text: str, intent: str) -> None:
    assert best(learnt, text) == intent


def test_what_it_stores_it_reads_back_the_same(learnt: IntentModel, tmp_path: Path) -> None:
    learnt.save(tmp_path)
    again = IntentModel.load(tmp_path)
    assert again.thresholds == learnt.thresholds
    for text in ("đoàn phí", "nghi thai san", "xin chào", "bóng đá"):
        before, after = learnt.understand(words(text), 5).ranking, again.understand(words(text), 5).ranking
        assert [name for name, _ in before] == [name for name, _ in after]
        assert np.allclose([chance for _, chance in before], [chance for _, chance in after], atol=0.01)


def test_files_of_another_version_are_refused(learnt: IntentModel, tmp_path: Path) -> None:
    learnt.save(tmp_path)
    described = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps({**described, "format": 0}), encoding="utf-8")
    with pytest.raises(UnknownFormat):
        IntentModel.load(tmp_path)


def test_no_file_holds_code(learnt: IntentModel, tmp_path: Path) -> None:
    learnt.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "model.npz"]
    with np.load(tmp_path / "model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "fu" for name in arrays.files)


def test_the_same_examples_give_the_same_model(learnt: IntentModel) -> None:
    again = learn(examples())
    for one, other in zip(again.heads, learnt.heads, strict=True):
        assert np.array_equal(one.weights, other.weights)
    assert again.thresholds == learnt.thresholds


def test_chances_are_chances(learnt: IntentModel) -> None:
    ranking = learnt.understand(words("đoàn phí"), len(learnt.labels)).ranking
    assert sum(chance for _, chance in ranking) == pytest.approx(1.0)
    assert [chance for _, chance in ranking] == sorted((chance for _, chance in ranking), reverse=True)


def test_two_intents_are_enough_to_learn() -> None:
    pair = [example for example in examples() if example.label in ("faq/dues", "greet")]
    model = learn(pair)
    assert best(model, "doan phi") == "faq/dues"
    assert best(model, "xin chao") == "greet"


def test_a_text_of_nothing_known_is_not_understood(learnt: IntentModel) -> None:
    for text in ("", "…", "???", "٣٤٥"):
        assert decide(learnt.understand(words(text), 10).ranking, learnt.thresholds).kind == UNKNOWN


def test_an_example_is_also_learnt_without_diacritics_or_in_shorthand() -> None:
    sentences = [["công ty", "không", "đóng", "bảo hiểm xã hội"], ["làm", "không", "được", "nghỉ"], ["lương", "tháng"]]
    for sentence in sentences:
        whole, other = copies(sentence)
        assert whole == sentence
        assert other != " ".join(sentence).split()
    assert copies(["da", "bo", "dau"]) == [["da", "bo", "dau"]]


def test_text_without_diacritics_is_not_segmented() -> None:
    assert segment(["bao hiem xa hoi cua cong ty"]) == [["bao", "hiem", "xa", "hoi", "cua", "cong", "ty"]]
    assert "bảo hiểm" in " / ".join(segment(["bảo hiểm xã hội của công ty"])[0])
    assert segment([""]) == [[]]


def test_it_answers_when_sure_offers_when_torn_and_else_says_so() -> None:
    assert decide([("faq/a", 0.9), ("faq/b", 0.05)], SURE).kind == ANSWER
    torn = decide([("faq/a", 0.45), ("faq/b", 0.4), ("faq/c", 0.1), ("faq/d", 0.05)], SURE)
    assert torn.kind == OFFER
    assert [name for name, _ in torn.candidates] == ["faq/a", "faq/b", "faq/c"]
    torn = decide([("faq/a", 0.52), ("faq/b", 0.475), ("faq/c", 0.005)], SURE)
    assert [name for name, _ in torn.candidates] == ["faq/a", "faq/b"], "a wild guess is no button"
    assert decide([("faq/a", 0.2), ("faq/b", 0.15)], SURE).kind == UNKNOWN
    assert decide([], SURE).kind == UNKNOWN


def test_nobody_is_offered_a_button_for_small_talk_or_abuse() -> None:
    torn = decide([("abuse", 0.4), ("faq/a", 0.3), ("greet", 0.1), ("faq/b", 0.1), ("report_grievance", 0.1)], SURE)
    assert [name for name, _ in torn.candidates] == ["faq/a", "faq/b", "report_grievance"]


def test_somebody_in_danger_comes_first() -> None:
    likely = decide([("faq/a", 0.6), ("report_emergency", 0.35), ("faq/b", 0.05)], SURE)
    assert (likely.kind, likely.intent) == (ANSWER, "report_emergency")
    possible = decide([("faq/a", 0.9), ("faq/b", 0.04), ("faq/c", 0.03), ("report_emergency", 0.03)], SURE)
    assert possible.kind == OFFER
    assert "report_emergency" in [name for name, _ in possible.candidates]
    assert len(possible.candidates) == 3


def test_what_may_be_danger_is_offered_even_when_nothing_else_is() -> None:
    vague = decide([("out_of_scope", 0.8), ("report_emergency", 0.1), ("faq/a", 0.05)], SURE)
    assert vague.kind == OFFER
    assert vague.candidates[0][0] == "report_emergency"


def test_who_may_not_want_to_live_is_told_apart_within_an_emergency() -> None:
    cries = [Example(words(text), SELF_HARM) for text in FAREWELLS]
    cries += [Example(words(text), EMERGENCY) for text in INJURIES]
    model = learn([*examples(), *cries])
    farewell = model.understand(words("chac em chet cho xong"), 5)
    injury = model.understand(words("co nguoi bi may cuon tay"), 5)
    assert {farewell.ranking[0][0], injury.ranking[0][0]} == {"report_emergency"}, "one intent to all others"
    assert farewell.self_harm > 0.5 > injury.self_harm


def test_only_where_it_may_be_an_emergency_is_it_said_what_it_may_be_about() -> None:
    question, cry = [("faq/dues", 0.98), ("greet", 0.01)], [("report_emergency", 0.9), ("faq/dues", 0.05)]
    assert "self_harm" not in as_dict(decide(question, SURE), question, 0.9)
    assert as_dict(decide(cry, SURE), cry, 0.9)["self_harm"] == 0.9


def test_a_complaint_is_not_lost_among_questions() -> None:
    torn = decide([("faq/a", 0.4), ("faq/b", 0.3), ("faq/c", 0.2), ("report_grievance", 0.1)], SURE)
    assert [name for name, _ in torn.candidates] == ["faq/a", "faq/b", "report_grievance"]
    assert decide([("faq/a", 0.8), ("report_grievance", 0.2)], SURE).kind == ANSWER


def test_what_may_not_be_for_us_at_all_is_asked_first() -> None:
    assert decide([("faq/a", 0.85), ("out_of_scope", 0.1)], SURE).kind == OFFER
    assert decide([("faq/a", 0.95), ("out_of_scope", 0.04)], SURE).kind == ANSWER
    assert decide([("out_of_scope", 0.9), ("faq/a", 0.08)], SURE).kind == ANSWER
    assert decide([("report_emergency", 0.4), ("out_of_scope", 0.4)], SURE).kind == ANSWER


def test_chances_of_kinds_and_topics_make_those_of_intents() -> None:
    labels = ["faq/a", "faq/b", "greet"]
    kinds, topics = np.array([[0.8, 0.2]]), np.array([[0.75, 0.25]])
    assert np.allclose(blend(class_numbers(labels), [kinds, topics]), [[0.6, 0.2, 0.2]])
    assert np.allclose(blend(class_numbers(["faq/a", "faq/b"]), [topics]), topics)
    assert np.allclose(blend(class_numbers(["deny", "greet"]), [kinds]), kinds)


def test_thresholds_keep_away_from_wrong_answers() -> None:
    chances = np.array([[0.9, 0.1]] * 6 + [[0.55, 0.45]] * 4)
    targets = np.array([0] * 6 + [1, 1, 1, 0])
    chosen = choose(chances, targets, ["faq/a", "faq/b"])
    assert decide([("faq/a", 0.9), ("faq/b", 0.1)], chosen).kind == ANSWER
    assert decide([("faq/a", 0.55), ("faq/b", 0.45)], chosen).kind == OFFER


def test_of_thresholds_that_are_worth_the_same_the_most_careful_is_chosen() -> None:
    chances = np.array([[0.9, 0.1]] * 10)
    chosen = choose(chances, np.array([0] * 10), ["faq/a", "faq/b"])
    assert decide([("faq/a", 0.9), ("faq/b", 0.1)], chosen).kind == ANSWER
    assert decide([("faq/a", 0.85), ("faq/b", 0.15)], chosen).kind == OFFER


def parse(model: Path, *texts: str) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    command = [sys.executable, "-m", "bot.parse", "--model", str(model)]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, cwd=ROOT, input=lines, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_parse_answers_each_line_with_a_line(model: Path) -> None:
    dues, command, nothing = parse(model, "doan phi bao nhieu 1 thang", "/menu", "…")
    assert dues["motcham"]["intent"] == "faq/dues"
    assert dues["intent"]["name"] in ("faq", "nlu_offer")
    assert command["intent"]["name"] == "menu"
    assert nothing["intent"]["name"] == "nlu_unknown"
    assert nothing["motcham"] == {
        "decision": "unknown",
        "intent": "",
        "confidence": 0.0,
        "candidates": [],
        "ranking": [],
    }
