"""What an editor rules on a page that was read wrongly, and the small file beside the page that says so.

`2026-02-06.md.fix.json` stands beside `2026-02-06.md`:

    {"fixes": [
      {"start": "本报讯 春节前后"},
      {"together": ["推进 试点", "实推进试点建设"]},
      {"title": "创业培训机构评估认定启动", "of": "本报讯 2月5日"}
    ]}

Lines of the page are named by their first characters; white space and the width of marks do not matter.
Where several lines begin alike, `背景@2` is the second of them. The rulings are carried out in their order,
by `corpus.corrections`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.encodings import decoded
from corpus.errors import BadPage

SUFFIX = ".fix.json"


@dataclass(frozen=True, slots=True)
class Together:
    """Each of these lines follows the one before it in the story of the first.

    A story's headline or first line brings the whole story; a line within a story comes alone. After a
    headline means at the end of its story.
    """

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """`title` is the headline of the story in which `of` stands."""

    title: str
    of: str


@dataclass(frozen=True, slots=True)
class Start:
    """A new story begins at this line and takes what follows it in its present one."""

    line: str


Ruling = Together | Headline | Start


def rulings_json(rulings: Sequence[Ruling]) -> str:
    """The rulings as their file holds them."""
    lines = ",\n".join(f"  {json.dumps(_record(ruling), ensure_ascii=False)}" for ruling in rulings)
    return f'{{"fixes": [\n{lines}\n]}}\n' if lines else '{"fixes": []}\n'


def read_rulings(text: str, name: str) -> tuple[Ruling, ...]:
    """The rulings that `rulings_json` or an editor wrote. Raises BadPage, naming `name`, for other text."""
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadPage(
            f"{name}: not JSON: {error}",
            detail=f"“{name}”不是一份完整的 JSON（{error}）；请改正，或用 bulletin fix 重写。",
        ) from error
    fixes = record.get("fixes") if isinstance(record, dict) and set(record) == {"fixes"} else None
    if not isinstance(fixes, list):
        raise BadPage(f'{name}: not {{"fixes": [...]}}', detail=f'“{name}”应写成 {{"fixes": [ … ]}} 的形式。')
    return tuple(_ruling(one, name, number) for number, one in enumerate(fixes, start=1))


def sidecar(page: Path) -> Path:
    """Where the rulings on the page of that file are kept."""
    return page.with_name(page.name + SUFFIX)


def read_sidecar(page: Path) -> tuple[Ruling, ...] | None:
    """The rulings beside a page; None where no such file is. Raises BadPage where it cannot be understood."""
    file = sidecar(page)
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadPage(
            f"{file}: cannot be opened: {error.strerror}",
            detail=f"打不开“{file}”（{error.strerror}），请检查它的权限。",
        ) from error
    return read_rulings(decoded(raw, file.name)[0], file.name)


def write_sidecar(page: Path, rulings: Sequence[Ruling]) -> Path:
    """Put the rulings beside the page, whole or not at all, and say where. OSError where that cannot be."""
    file = sidecar(page)
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_text(rulings_json(rulings), encoding="utf-8", newline="\n")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return file


def _record(ruling: Ruling) -> dict[str, str | list[str]]:
    match ruling:
        case Together():
            return {"together": list(ruling.lines)}
        case Headline():
            return {"title": ruling.title, "of": ruling.of}
        case Start():
            return {"start": ruling.line}


def _ruling(record: object, name: str, number: int) -> Ruling:
    match record:
        case {"together": [str(), str(), *_] as lines, **rest} if not rest and all(map(_named, lines)):
            return Together(tuple(lines))
        case {"title": str(title), "of": str(of), **rest} if not rest and _named(title) and _named(of):
            return Headline(title, of)
        case {"start": str(line), **rest} if not rest and _named(line):
            return Start(line)
    raise BadPage(
        f"{name}: fix {number} is none of together, title with of, start: {record!r}",
        detail=f"“{name}”第 {number} 条看不懂：{json.dumps(record, ensure_ascii=False)}。"
        '应是 {"together": ["段首", "段首"]}、{"title": "标题", "of": "段首"} 或 {"start": "段首"}。',
    )


def _named(line: object) -> bool:
    return isinstance(line, str) and bool(line.strip())
