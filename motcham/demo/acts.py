"""What people do in the demo's stories: each act with its moment, through the service that a page or the chat calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from grievances.alerts.emergencies import Cry
from grievances.evidence.pictures import redrawn
from grievances.media import keep_clean
from grievances.model import CaseKind, Category, Rating, Severity, Status
from grievances.worker import OpenRequest
from motcham.demo.pictures import Picture, drawn
from motcham.demo.stage import Stage

Do = Callable[[Stage, "Story"], Awaitable[None]]


@dataclass(frozen=True)
class Act:
    """`when`: "12 9:30" is half past nine in Vietnam, twelve working days before today; "25m" is 25 minutes ago."""

    when: str
    do: Do = field(repr=False)


@dataclass(frozen=True)
class Story:
    """One case. `name` is for other stories; `worker` the chat, the story's own unless another is named. A collective
    case has no worker: it comes up in the story of one of its members."""

    name: str
    unit: str
    category: Category
    channel: str
    acts: Sequence[Act]
    kind: CaseKind = CaseKind.GRIEVANCE
    chat_of: str = ""

    @property
    def worker(self) -> str:
        return self.chat_of or self.name


def opens(when: str, text: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        chat, unit_id = await stage.chat(story.worker, story.channel), stage.units[story.unit]
        if story.kind is CaseKind.EMERGENCY:
            cry = Cry(story.category, chat, story.channel, text, unit_id)
            case_id = (await stage.emergencies.report(stage.tx, cry)).case_id
        else:
            request = OpenRequest(story.kind, story.category, chat, story.channel, text, unit_id)
            case_id = (await stage.cases.open(stage.tx, request)).case_id
        stage.remember(story.name, case_id)

    return Act(when, do)


def tells(when: str, text: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.cases.add_text(stage.tx, stage.proof(story.worker), stage.case(story.name), text)

    return Act(when, do)


def works_at(when: str, workplace: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.cases.set_workplace(stage.tx, stage.proof(story.worker), stage.case(story.name), workplace)

    return Act(when, do)


def leaves_contact(when: str, contact: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.cases.set_contact(stage.tx, stage.proof(story.worker), stage.case(story.name), contact)

    return Act(when, do)


def sends_picture(when: str, picture: Picture) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        proof = stage.proof(story.worker)
        clean = redrawn(drawn(picture))
        media_id = await keep_clean(stage.tx, stage.vault, stage.clock, proof.conversation_id, clean)
        await stage.cases.add_media(stage.tx, proof, stage.case(story.name), media_id)

    return Act(when, do)


def rates(when: str, rating: Rating) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.cases.rate(stage.tx, stage.proof(story.worker), stage.case(story.name), rating)

    return Act(when, do)


def withdraws(when: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.cases.withdraw(stage.tx, stage.proof(story.worker), stage.case(story.name))

    return Act(when, do)


def asks_to_talk(when: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.live_worker.ask(stage.tx, stage.proof(story.worker).conversation_id, stage.case(story.name))

    return Act(when, do)


def takes(who: str, when: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version = await stage.version(who, story.name)
        await stage.assignments.take(stage.tx, stage.people[who], stage.case(story.name), version)

    return Act(when, do)


def gives(who: str, when: str, to: str, note: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version, to_id = await stage.version(who, story.name), stage.people[to].id
        await stage.assignments.assign(stage.tx, stage.people[who], stage.case(story.name), version, to_id, note)

    return Act(when, do)


def moves(who: str, when: str, unit: str, note: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version, unit_id = await stage.version(who, story.name), stage.units[unit]
        await stage.assignments.move(stage.tx, stage.people[who], stage.case(story.name), version, unit_id, note)

    return Act(when, do)


def takes_alarm(who: str, when: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.desk.take_alarm(stage.tx, stage.people[who], stage.case(story.name))

    return Act(when, do)


def replies(who: str, when: str, text: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version = await stage.version(who, story.name)
        await stage.desk.reply(stage.tx, stage.people[who], stage.case(story.name), version, text)

    return Act(when, do)


def notes(who: str, when: str, text: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version = await stage.version(who, story.name)
        await stage.desk.note(stage.tx, stage.people[who], stage.case(story.name), version, text)

    return Act(when, do)


def sets(who: str, when: str, to: Status, said: str = "") -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version = await stage.version(who, story.name)
        await stage.desk.change_status(stage.tx, stage.people[who], stage.case(story.name), version, to, said)

    return Act(when, do)


def weighs(who: str, when: str, to: Severity, reason: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        version = await stage.version(who, story.name)
        await stage.severities.change(stage.tx, stage.people[who], stage.case(story.name), version, to, reason)

    return Act(when, do)


def tags(who: str, when: str, *names: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        for name in names:
            await stage.tags.add(stage.tx, stage.people[who], stage.case(story.name), name)

    return Act(when, do)


def links(who: str, when: str, other: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        number = (await stage.record(other)).number
        await stage.related.link(stage.tx, stage.people[who], stage.case(story.name), number)

    return Act(when, do)


def merges(who: str, when: str, into: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        number = (await stage.record(into)).number
        await stage.related.merge(stage.tx, stage.people[who], stage.case(story.name), number)

    return Act(when, do)


def joins(who: str, when: str, collective: str, *others: str) -> Act:
    """Join this story's case and the others into a collective one, which later stories know by its name."""

    async def do(stage: Stage, story: Story) -> None:
        key = (await stage.record(story.name)).workplace_key or ""
        chosen = {stage.case(name) for name in (story.name, *others)}
        person = stage.people[who]
        case_id = await stage.desk.collectives.create(stage.tx, person, key, story.category, chosen)
        stage.remember(collective, case_id)

    return Act(when, do)


def asks_identity(who: str, when: str, reason: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.identities.ask(stage.tx, stage.people[who], stage.case(story.name), reason)

    return Act(when, do)


def grants_identity(who: str, when: str, answer: str) -> Act:
    """Say yes to the only request that waits."""

    async def do(stage: Stage, _story: Story) -> None:
        custodian = stage.people[who]
        (request,) = (await stage.identities.page(stage.tx, custodian, decided=False, page=1)).requests
        await stage.identities.decide(stage.tx, custodian, request.id, grant=True, reason=answer)

    return Act(when, do)


def sees_contact(who: str, when: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.identities.see(stage.tx, stage.people[who], stage.case(story.name))

    return Act(when, do)


def talks(who: str, when: str) -> Act:
    """Take the conversation over from the bot."""

    async def do(stage: Stage, story: Story) -> None:
        await stage.live_desk.take(stage.tx, stage.people[who], stage.case(story.name))

    return Act(when, do)


def says(who: str, when: str, text: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.live_desk.say(stage.tx, stage.people[who], stage.case(story.name), when, text)

    return Act(when, do)


def hands_back(who: str, when: str, last_words: str) -> Act:
    async def do(stage: Stage, story: Story) -> None:
        await stage.live_desk.end(stage.tx, stage.people[who], stage.case(story.name), last_words)

    return Act(when, do)
