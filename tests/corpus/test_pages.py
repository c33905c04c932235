"""Small pages whose stories anyone can see."""

from corpus.bulletins import PageStories, ParagraphKind, Story
from corpus.pages import read_page, read_stories

FLOOD = "本报讯 7月3日,青河县普降暴雨,青河水位超过警戒线1.2米,县防汛指挥部转移群众320人,三个乡镇停课。"
FLOOD_ON = (
    "截至昨晚,青河水位已回落到警戒线以下,转移群众陆续返家,县防汛指挥部表示三个乡镇的学校今日复课。(王小明)"
)
CHESS = (
    "本报讯 全市少年围棋赛昨日落幕,来自12所小学的96名小棋手参赛,南关小学李想夺得冠军,育才小学获得团体第一。"
)
CHESS_ON = "围棋赛裁判长介绍,今年参赛的小棋手比去年多了一倍,南关小学和育才小学都开设了围棋课。(赵刚)"


def texts(page: str, story: Story) -> list[tuple[ParagraphKind, str]]:
    return [(paragraph.kind, paragraph.of(page)) for paragraph in story.paragraphs]


def titles(page: str, read: PageStories) -> list[str | None]:
    return [story.title.of(page) if story.title else None for story in read.stories]


def test_two_headed_stories_are_read_apart_with_their_bylines() -> None:
    page = f"## 青河水位超过警戒线\n\n{FLOOD}\n\n{FLOOD_ON}\n\n## 少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON}\n"
    read = read_stories(page)
    assert titles(page, read) == ["青河水位超过警戒线", "少年围棋赛落幕"]
    assert [story.byline.of(page) for story in read.stories if story.byline] == ["王小明", "赵刚"]
    assert texts(page, read.stories[0]) == [
        (ParagraphKind.TITLE, "青河水位超过警戒线"),
        (ParagraphKind.BODY, FLOOD),
        (ParagraphKind.BODY, FLOOD_ON),
    ]


def test_a_word_cut_by_a_column_end_is_one_paragraph_of_two_spans() -> None:
    page = f"## 青河水位超过警戒线\n\n{FLOOD[:36]}\n\n{FLOOD[36:]}\n\n{FLOOD_ON}\n"
    body = read_stories(page).stories[0].paragraphs[1]
    assert FLOOD[:36].endswith("县防汛指挥")
    assert len(body.spans) == 2
    assert body.of(page) == FLOOD


def test_a_caption_between_two_halves_does_not_part_them() -> None:
    page = (
        f"## 青河水位超过警戒线\n\n{FLOOD[:36]}\n\n\n\n武警官兵在青河大堤上巡查。\n\n王强 摄\n\n"
        f"\n\n{FLOOD[36:]}\n\n{FLOOD_ON}\n"
    )
    story = read_stories(page).stories[0]
    assert texts(page, story)[1:] == [
        (ParagraphKind.BODY, FLOOD),
        (ParagraphKind.CAPTION, "武警官兵在青河大堤上巡查。"),
        (ParagraphKind.CREDIT, "王强 摄"),
        (ParagraphKind.BODY, FLOOD_ON),
    ]
    assert story.byline is not None
    assert story.byline.of(page) == "王小明"


def test_a_story_inside_another_is_taken_out_and_its_late_headline_found() -> None:
    cut = CHESS[:29]
    assert cut.endswith("96名小棋")
    page = (
        f"## 青河水位超过警戒线\n\n{FLOOD}\n\n{cut}\n\n{FLOOD_ON}\n\n"
        f"## 少年围棋赛落幕\n\n{CHESS[29:]}\n\n{CHESS_ON}\n"
    )
    read = read_stories(page)
    assert titles(page, read) == ["青河水位超过警戒线", "少年围棋赛落幕"]
    assert [kind.of(page) for kind in read.stories[0].paragraphs[1:]] == [FLOOD, FLOOD_ON]
    assert [kind.of(page) for kind in read.stories[1].paragraphs[1:]] == [CHESS, CHESS_ON]


def test_a_picture_of_its_own_is_a_story_signed_by_its_photographer() -> None:
    page = f"## 少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON}\n\n\n\n昨晚,滨河路两侧的海棠花开了。\n\n孙立 摄\n"
    alone = read_stories(page).stories[1]
    assert alone.title is None
    assert texts(page, alone) == [
        (ParagraphKind.CAPTION, "昨晚,滨河路两侧的海棠花开了。"),
        (ParagraphKind.CREDIT, "孙立 摄"),
    ]
    assert alone.byline is not None
    assert alone.byline.of(page) == "孙立"


def test_a_shoulder_line_is_the_kicker_and_a_banner_is_furniture() -> None:
    page = f"## 要闻\n\n暴雨突袭 干群同心\n\n## 青河水位超过警戒线\n\n{FLOOD}\n\n{FLOOD_ON}\n"
    read = read_stories(page)
    story = read.stories[0]
    assert story.kicker is not None
    assert story.kicker.of(page) == "暴雨突袭 干群同心"
    assert titles(page, read) == ["青河水位超过警戒线"]
    assert any("要闻" in span.of(page) for span in read.furniture)


def test_a_reporters_line_under_the_headline_signs_the_story() -> None:
    page = f"## 少年围棋赛落幕\n\n本报记者 赵刚\n\n{CHESS.removeprefix('本报讯 ')}\n"
    story = read_stories(page).stories[0]
    assert story.byline is not None
    assert story.byline.of(page) == "赵刚"
    assert [paragraph.kind for paragraph in story.paragraphs] == [
        ParagraphKind.TITLE,
        ParagraphKind.CREDIT,
        ParagraphKind.BODY,
    ]


def test_a_page_without_heading_marks_takes_short_lines_for_headlines() -> None:
    page = f"青河水位超过警戒线\n\n{FLOOD}\n\n{FLOOD_ON}\n\n少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON}\n"
    assert titles(page, read_stories(page)) == ["青河水位超过警戒线", "少年围棋赛落幕"]


def test_line_ends_blank_lines_and_a_byte_order_mark_change_nothing() -> None:
    lines = ["## 青河水位超过警戒线", FLOOD[:36], FLOOD[36:], FLOOD_ON, "## 少年围棋赛落幕", CHESS, CHESS_ON]
    read = [
        [[part.of(page) for part in story.paragraphs] for story in read_stories(page).stories]
        for page in (
            "\n\n".join(lines),
            "\ufeff" + "\r\n\r\n".join(lines),
            "\n".join(lines),
            "\r\n".join(lines),
        )
    ]
    assert read[0] == [
        ["青河水位超过警戒线", FLOOD, FLOOD_ON],
        ["少年围棋赛落幕", CHESS, CHESS_ON],
    ]
    assert read[1:] == [read[0]] * 3


def test_a_page_that_prints_nothing_is_all_furniture() -> None:
    assert read_stories("").stories == ()
    read = read_stories(" \n##\n---\n")
    assert read.stories == ()
    assert [(span.start, span.end) for span in read.furniture] == [(0, 9)]


def test_a_heading_with_nothing_under_it_is_furniture() -> None:
    page = f"## 少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON}\n\n## 今日导读\n"
    read = read_stories(page)
    assert titles(page, read) == ["少年围棋赛落幕"]
    assert "今日导读" in read.furniture[-1].of(page)


def test_a_certain_page_leaves_no_doubts_and_an_unclear_join_is_listed_in_chinese() -> None:
    sure = f"## 少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON}\n"
    assert read_page(sure).doubts == ()
    assert read_page(sure).page.stories[0].confidence > 0.95
    unsure = f"## 少年围棋赛落幕\n\n{CHESS}\n\n{CHESS_ON.removesuffix('(赵刚)')}\n\n## 天气\n\n明天多云。\n"
    reading = read_page(unsure)
    assert reading.doubts
    doubt = reading.doubts[0]
    assert doubt.end.end <= doubt.start.start
    assert 0.0 <= doubt.probability < 0.9
    assert doubt.reason.endswith("请核对。")
    assert min(story.confidence for story in reading.page.stories) < 0.9
