"""An answer made ready to be shown: what was asked, what was understood, the proofs, its own address."""

from dataclasses import dataclass

from api.places import answer_url
from api.schemas import answer_id
from api.site.proofs import Proof, pairs_of, places_of, proofs_of
from qa.answers import Answer, Answered, Refused


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or a refusal, with all that its page shows beside it."""

    id: str
    asked: str
    """As typed."""
    understood: str
    """The full question."""
    answer: Answer
    proofs: tuple[Proof, ...]
    address: str | None
    """Where it goes on being shown; None for a refusal."""

    @property
    def answered(self) -> Answered | None:
        """The answer, where it is one."""
        return self.answer if isinstance(self.answer, Answered) else None

    @property
    def refused(self) -> Refused | None:
        """The refusal, where it is one."""
        return self.answer if isinstance(self.answer, Refused) else None


def reply_to(asked: str, answer: Answer) -> Reply:
    """What is shown for `answer` to the question typed."""
    understood = answer.understood or asked
    return Reply(
        id=answer_id(answer),
        asked=asked,
        understood=understood,
        answer=answer,
        proofs=proofs_of(pairs_of(answer)),
        address=answer_url(understood, places_of(answer)) if isinstance(answer, Answered) else None,
    )
