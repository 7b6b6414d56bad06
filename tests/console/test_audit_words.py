"""Whatever the audit log is given has a name in Vietnamese."""

from __future__ import annotations

from console.audit.words import ACTION_NAMES, GROUPS
from motcham.place import ROOT
from tests.support.audit_actions import passed_actions

ROOMS = ("console", "grievances", "knowledge", "connectors", "actions", "motcham")


def test_every_action_in_the_code_has_a_name_that_auditors_can_read() -> None:
    files = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    passed = list(passed_actions(files))
    assert len({found.action for found in passed}) > 15, "the search finds nothing any more"
    unread = [found for found in passed if found.unknown and not _begins_a_name(found.action)]
    assert not unread, f"Give record() its action as a text, so that this test can read it: {unread}"
    written = [found for found in passed if not found.unknown]
    unnamed = sorted({(found.action, found.place) for found in written if found.action not in ACTION_NAMES})
    assert not unnamed, f"Add these to ACTION_NAMES in console/audit/words.py, with a Vietnamese name: {unnamed}"


def test_every_group_holds_named_actions_and_no_action_stands_in_two() -> None:
    grouped = [action for _, actions in GROUPS.values() for action in actions]
    assert set(grouped) <= set(ACTION_NAMES)
    assert len(grouped) == len(set(grouped))
    assert not set(GROUPS) & set(ACTION_NAMES)


def _begins_a_name(beginning: str) -> bool:
    return bool(beginning) and any(action.startswith(beginning) for action in ACTION_NAMES)
