"""How grave a case is, when it opens: a table that officers may overrule, with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from grievances.model import CaseKind, Category, Severity

_BY_CATEGORY: Mapping[Category, Severity] = {
    Category.SAFETY: Severity.SERIOUS,
    Category.HARASSMENT: Severity.SERIOUS,
    Category.DISMISSAL: Severity.SERIOUS,
}


def severity_of(kind: CaseKind, category: Category) -> Severity:
    if kind is CaseKind.EMERGENCY:
        return Severity.URGENT
    if kind is CaseKind.GRIEVANCE:
        return _BY_CATEGORY.get(category, Severity.NORMAL)
    return Severity.NORMAL
