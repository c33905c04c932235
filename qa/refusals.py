"""Refusals as a resident reads them: one plain Chinese sentence that names what is missing."""

from qa.answers import Answered, Quote, Reason, Refused, Related, Source

_SENTENCES = {
    Reason.NOT_IN_BULLETIN: "这里的报纸没有登过这个问题的答案。",
    Reason.NO_DATA_STATED: "报上写明了：这一项没有数据。",
    Reason.OTHER_PLACE: "报上登了这一项，但说的是别的地方。",
    Reason.OTHER_PERIOD: "报上登了这一项，但说的是别的时间。",
    Reason.OTHER_MEASURE: "报上登了相近的内容，但不是您问的这一项。",
    Reason.STORIES_DISAGREE: "报上有两处说法不一致，请您对照原文。",
    Reason.OUT_OF_SCOPE: "这里只回答报纸上登过的内容，请换一个关于新闻的问题。",
    Reason.NO_ISSUES: "这里还没有收入任何一期报纸，请先添加（bulletin add 文件）。",
}


def explain(reason: Reason, *, about: str = "", printed: str = "") -> str:
    """The sentence for a reader; `about` is the question's word that is missing, `printed` what stands in its place."""
    match reason:
        case Reason.NOT_IN_BULLETIN if about:
            return f"报上没有登过与“{about}”有关的这项内容。"
        case Reason.OTHER_PLACE if about and printed:
            return f"报上登的是“{printed}”的情况，没有登“{about}”的。"
        case Reason.OTHER_PERIOD if about and printed:
            return f"报上登的是“{printed}”的情况，没有登“{about}”的。"
        case Reason.OTHER_PERIOD if about:
            return f"报上没有登“{about}”的这项情况。"
        case Reason.STORIES_DISAGREE if about and printed:
            return f"报上有两处说法不一致：一处登的是“{about}”，另一处登的是“{printed}”。请您对照原文。"
        case _:
            return _SENTENCES[reason]


def refuse(
    question: str,
    reason: Reason,
    *,
    about: str = "",
    printed: str = "",
    quote: Quote | None = None,
    source: Source | None = None,
    related: tuple[Related, ...] = (),
    score: float = 0.0,
) -> Refused:
    """A refusal with its explanation."""
    return Refused(
        question=question,
        reason=reason,
        explanation=explain(reason, about=about, printed=printed),
        quote=quote,
        source=source,
        related=related,
        score=score,
    )


def refuse_more(said: Answered) -> Refused:
    """The refusal of 还有呢 where the page says no more than `said`, which was said already."""
    return Refused(
        question=said.question,
        reason=Reason.NOT_IN_BULLETIN,
        explanation="报上这一项只登了刚才说的这些。",
        quote=said.quote,
        source=said.source,
        related=said.related,
        score=said.score,
    )


def refuse_unsaid(question: str, *, missing: str, related: tuple[Related, ...]) -> Refused:
    """The refusal of 是谁说的 where the page prints the words alone; `missing`: 是谁说的, or 是哪天说的."""
    return Refused(
        question=question,
        reason=Reason.NOT_IN_BULLETIN,
        explanation=f"报上登了这句话，但没有写{missing}。",
        quote=None,
        source=None,
        related=related,
        score=0.0,
    )
