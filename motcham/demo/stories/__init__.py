"""The cases of the demo, as people would tell them. Names of works and persons are made up."""

from __future__ import annotations

from collections.abc import Sequence

from motcham.demo.acts import Story
from motcham.demo.stories import elsewhere, rights, wages, wishes, workday

STORIES: Sequence[Story] = (
    *wages.STORIES,
    *workday.STORIES,
    *rights.STORIES,
    *wishes.STORIES,
    *elsewhere.STORIES,
)
