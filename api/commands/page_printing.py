"""A page on a terminal, each line in the colour and under the number of its story, doubtful joins below."""

from rich.console import Console
from rich.text import Text

from corpus.bulletins import Bulletin, ParagraphKind, Story
from corpus.layout import read_blocks
from corpus.pages import DOUBTFUL, Doubt, PageReading
from corpus.spans import Span

COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red")
"""Of the stories in turn; six that are told apart on dark and on light terminals."""

SHOWN = 16
"""Characters shown on either side of a doubtful join."""

_BOLD = (ParagraphKind.TITLE, ParagraphKind.SECTION)


def printed_page(console: Console, bulletin: Bulletin, reading: PageReading) -> None:
    """Print the list of stories, the page as it was read, and the joins an editor should look at."""
    stories = reading.page.stories
    for story in stories:
        console.print(_listed(bulletin, story))
    console.print()
    styles = {
        span: (story.number, paragraph.kind in _BOLD)
        for story in stories
        for paragraph in story.paragraphs
        for span in paragraph.spans
    }
    lines: list[tuple[Span, Text]] = [
        (span, _line(f"{number + 1}", span.of(bulletin.text), style=_style(number, bold=bold)))
        for span, (number, bold) in styles.items()
    ]
    for span in reading.page.furniture:
        for block in read_blocks(span.of(bulletin.text)):
            lines.append((block.span.shifted(span.start), _line("·", block.text, style="dim")))
    for _, line in sorted(lines, key=lambda pair: pair[0]):
        console.print(line)
    console.print()
    if not reading.doubts:
        console.print(Text("没有拿不准的衔接。"))
        return
    console.print(Text(f"请核对 {len(reading.doubts)} 处衔接："))
    for doubt in reading.doubts:
        console.print(_doubtful(bulletin, doubt))


def _style(number: int, *, bold: bool) -> str:
    return f"{'bold ' if bold else ''}{COLOURS[number % len(COLOURS)]}"


def _listed(bulletin: Bulletin, story: Story) -> Text:
    text = bulletin.text
    signed = f"（{story.byline.of(text)}）" if story.byline else ""
    unsure = f"  把握 {story.confidence:.0%}" if story.confidence < DOUBTFUL else ""
    title = story.headline(bulletin) or "（无标题）"
    return Text.assemble(
        (f"{story.number + 1:>3}  {title}{signed}", _style(story.number, bold=True)), (unsure, "bold red")
    )


def _line(mark: str, text: str, *, style: str) -> Text:
    return Text.assemble((f"{mark:>3}│ ", "dim"), (text, style))


def _doubtful(bulletin: Bulletin, doubt: Doubt) -> Text:
    end, start = doubt.end.of(bulletin.text), doubt.start.of(bulletin.text)
    before = ("…" if len(end) > SHOWN else "") + end[-SHOWN:]
    after = start[:SHOWN] + ("…" if len(start) > SHOWN else "")
    return Text.assemble(
        f"  {before}", (" ┃ ", "bold red"), f"{after}\n    把握 {doubt.probability:.0%}：{doubt.reason}"
    )
