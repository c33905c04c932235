"""Whole pages with the stories we agreed on: the first issue, and the development pages' floors."""

import hashlib
import json
import runpy
from pathlib import Path

import pytest

from corpus.bulletins import ParagraphKind
from corpus.pages import read_stories

ROOT = Path(__file__).parents[2]
ISSUE = ROOT / "api/first_issue/2026-02-06.md"
PAGES = ROOT / "../shared/data/pages_dev"

FIRST_ISSUE = [
    ("锚定“双目标” 打好“保卫战”", "美丽太原建设迈出坚实步伐", "陈嘉欣"),
    (None, "全市生态环境保护专项工作提质见效", "陈嘉欣"),
    (None, "春节前后举办五十一场招聘会", "张勇"),
    (None, "创业培训机构评估认定启动", "张勇"),
    (None, "街道搭平台 联通政银企", "王勇"),
    (None, "「水塔」成为中国消费名品", "何宝国"),
    (None, None, "邓寅明"),
    (None, "太重向明皮带机智能集控系统投用", "张秀丽"),
    (None, "暖心帮扶守护梦想", "李杰华"),
]
SECTIONS = [
    [
        "环境空气质量持续改善",
        "地表水环境质量不断向好",
        "土壤污染防治工作扎实推进",
        "生态环境执法效能稳步提升",
    ],
    ["“一泓清水入黄河”生态保护工程全面完工", "“气候投融资试点建设”成效凸显", "“无废城市”建设多点突破"],
]
JOINED = [
    (0, "从源头遏制新增污染"),
    (1, "我市坚决贯彻落实国家“双碳”战略部署,扎实推进试点建设"),
    (1, "钢铁、焦化、水泥等重点碳排放单位节能降耗水平显著提升"),
    (8, "党员志愿服务队迅速组建,建立了"),
    (8, "张璐细细端详着秀秀那些充满想象力的作品,感触良深:“社区工作的价值"),
]
FLOORS = {"pair_f1": 0.985, "story_f1": 0.95, "title": 0.95, "byline": 0.97, "order": 0.95}
CHECKED = range(41, 61)
"""Pages that no weight was counted on."""
FINGERPRINT = "1e4e"


def first_issue() -> str:
    return ISSUE.read_text("utf-8")


def test_the_first_issue_is_nine_stories_rightly_named() -> None:
    page = first_issue()
    read = read_stories(page)
    found = [
        tuple(span.of(page) if span else None for span in (story.kicker, story.title, story.byline))
        for story in read.stories
    ]
    assert found == FIRST_ISSUE
    printed = [span.of(page).strip("#\n ") for span in read.furniture]
    assert [words for words in printed if words] == ["市政府新闻办发布会"]


def test_the_first_issues_two_entangled_stories_have_their_own_sections_and_text() -> None:
    page = first_issue()
    stories = read_stories(page).stories
    for story, sections in zip(stories, SECTIONS, strict=False):
        kinds = [part.of(page) for part in story.paragraphs if part.kind is ParagraphKind.SECTION]
        assert kinds == sections
    bodies = [
        [part.of(page) for part in story.paragraphs if part.kind is ParagraphKind.BODY]
        for story in stories[:2]
    ]
    assert [len(body) for body in bodies] == [13, 10]
    assert bodies[0][4].startswith("三个开发区二级以上优良天数")
    assert bodies[0][-1].endswith("群众满意度。(陈嘉欣)")
    assert bodies[1][0].startswith("本报讯 2月5日,记者从市政府新闻办")


@pytest.mark.parametrize(("story", "words"), JOINED)
def test_the_first_issues_cut_words_are_whole_again(story: int, words: str) -> None:
    page = first_issue()
    paragraphs = read_stories(page).stories[story].paragraphs
    assert any(words in paragraph.of(page) for paragraph in paragraphs)


def test_development_pages_are_read_no_worse_than_agreed(tmp_path: Path) -> None:
    if not PAGES.exists():
        pytest.skip("the development pages are not beside the repository (../shared/data/pages_dev)")
    score = runpy.run_path(str(PAGES.parent / "score_pages.py"))["score"]
    digest = hashlib.sha256()
    rows = []
    for number in CHECKED:
        page, gold = PAGES / f"page_{number:03d}.md", PAGES / f"page_{number:03d}.gold.json"
        digest.update(page.read_bytes() + gold.read_bytes())
        text = page.read_text("utf-8")
        stories = [
            {
                "title": story.title.of(text) if story.title else None,
                "byline": story.byline.of(text) if story.byline else None,
                "spans": [[span.start, span.end] for part in story.paragraphs for span in part.spans],
            }
            for story in read_stories(text).stories
        ]
        predicted = tmp_path / f"{number}.json"
        predicted.write_text(json.dumps({"stories": stories}), "utf-8")
        rows.append(score(str(gold), str(predicted)))
    assert digest.hexdigest()[:4] == FINGERPRINT, "the pages are not the ones these floors were set on"
    means = {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
    assert {name: mean for name, mean in means.items() if name in FLOORS and mean < FLOORS[name]} == {}
    assert means["lost"] == means["doubled"] == 0
