"""What somebody typed into the fields of a sub-strand's page: all of it is sent with every button
of the page, so that whatever one button does not send can be shown again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from django.http import QueryDict

from reporting.views.carry import storable
from reporting.views.request import number

NOT_ADDED = "You typed a comment that is not added yet: add it, or clear it."
NOT_REPLIED = "You typed a reply that is not sent yet: send it, or clear it."
NOT_SENT_BACK = "You typed what must change: send the return back with it, or clear it."
_COMMENT, _CHANGE = "new-comment", "comment"


@dataclass(frozen=True)
class Talk:
    """What the fields hold, and what is wrong with it by the id of the field.

    `number` is the KPI that a new comment is to be about, `reply_to` the comment whose form is
    open: both as the address asks for them.
    """

    number: str = ""
    about: str = ""  # a placement's id
    text: str = ""  # of a new comment
    replies: Mapping[int, str] = field(default_factory=dict)  # by the comment that they answer
    change: str = ""  # what must change, for sending back
    reply_to: int | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, data: QueryDict) -> Self:
        """What a form sent, as the database can keep it."""
        sent = storable(data)
        replies = {_answered(name): _text(sent, name) for name in sent}
        return cls(
            about=sent.get("about", ""),
            text=_text(sent, _COMMENT),
            replies={key: text for key, text in replies.items() if key >= 0 and text.strip()},
            change=_text(sent, _CHANGE),
        )

    @property
    def errors(self) -> list[dict]:
        """For the summary at the top of the page."""
        return [
            {"text": text, "href": f"#{name}" if name else ""} for name, text in self.faults.items()
        ]

    @property
    def words(self) -> list[str]:
        """All that is typed."""
        return [text for text in (*self.replies.values(), self.text, self.change) if text.strip()]

    def unsent(self, *, sends_change: bool = False) -> dict[str, str]:
        """What a decision would leave behind, by the id of its field."""
        found = {reply_id(key): NOT_REPLIED for key in self.replies}
        if self.text.strip():
            found["id_new_comment"] = NOT_ADDED
        if self.change.strip() and not sends_change:
            found["id_comment"] = NOT_SENT_BACK
        return found

    def with_faults(self, faults: Mapping[str, str]) -> Self:
        """The same, with what is wrong with it."""
        return replace(self, faults=faults)

    def without_comment(self) -> Self:
        """What is left when the new comment is added."""
        return replace(self, about="", text="")

    def without_reply(self, key: int) -> Self:
        """What is left when that reply is sent."""
        return replace(self, replies={at: text for at, text in self.replies.items() if at != key})


NOTHING_TYPED = Talk()


def reply_id(key: int) -> str:
    """The id of the field that answers a comment."""
    return f"id_reply_{key}"


def reply_name(key: int) -> str:
    """The name of the field that answers a comment."""
    return f"reply-{key}-comment"


def _answered(name: str) -> int:
    """Which comment a field answers; -1 where it answers none."""
    key = number(name.removeprefix("reply-").removesuffix("-comment"))
    return key if name == reply_name(key) else -1


def _text(sent: QueryDict, name: str) -> str:
    """What a field holds: lines end as the database counts them; PostgreSQL keeps no NUL."""
    return sent.get(name, "").replace("\0", "").replace("\r\n", "\n")
