"""An answer on a terminal: the answer first and large as a terminal can, then its sentence and its source."""

from rich.console import Console
from rich.text import Text

from api.wording import place_line
from qa.answers import Answer, Answered, Quote, Refused, Related, Source

RELATED_SHOWN = 3
"""Nearby passages printed under a refusal; more would push the refusal itself off a terminal of 24 lines."""


def printed(console: Console, answer: Answer) -> None:
    """Print an answer or refusal for a person to read."""
    match answer:
        case Answered():
            _answered(console, answer)
        case Refused():
            _refused(console, answer)


def _answered(console: Console, answer: Answered) -> None:
    for item in answer.items if len(answer.items) > 1 else (answer.text,):
        console.print(Text(item, style="bold"))
    if answer.derivation:
        console.print(Text(f"（计算得出：{answer.derivation.expression}）"))
        for quote, source in answer.derivation.quotes:
            _quoted(console, quote, source)
    else:
        _quoted(console, answer.quote, answer.source)


def _refused(console: Console, answer: Refused) -> None:
    console.print(Text(answer.explanation, style="bold"))
    if answer.quote and answer.source:
        _quoted(console, answer.quote, answer.source)
    if answer.related:
        console.print()
        console.print(Text("报上相近的内容（不是答案）："))
    for related in answer.related[:RELATED_SHOWN]:
        _near(console, related)


def _quoted(console: Console, quote: Quote, source: Source) -> None:
    console.print()
    console.print(Text.assemble("  “", quote.before, (quote.text, "bold underline"), quote.after, "”"))
    console.print(Text(f"  ——{place_line(source)}", style="dim"))


def _near(console: Console, related: Related) -> None:
    console.print(Text(f"  · {related.text}"))
    console.print(Text(f"    ——{place_line(related.source)}", style="dim"))
