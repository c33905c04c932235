"""Who wrote it, who took the picture: answered from the printed byline of the story that the question describes."""

import re

_ASKS_BYLINE = re.compile(
    r"(?:谁|哪位|哪个|哪名)(?:记者|人|作者|摄影师)?(?:采?写|报道|撰写|撰稿|采访|摄影|拍|摄)|"
    r"(?:记者|作者|撰稿人|摄影师?|摄影记者|拍摄者|摄影者)(?:名字)?(?:是|叫|为)?(?:谁|哪位|什么名字|什么)|"
    r"(?:采?写|报道|撰写|拍摄?)[^,是]{1,24}(?:的人|的)(?:是|叫)(?:谁|哪位|哪个|哪名|什么人|啥人)|哪[位个]?(?:记者|摄影师)|"
    r"(?:是|由)谁(?:采?写|报道|撰写|撰稿|采访|摄影|拍|摄)|谁(?:是)?(?:这|该)?(?:篇|条|则|张)?[^,]{0,14}的?(?:记者|作者|摄影师?)$"
)
BYLINE_WORDS = re.compile(
    r"采?写的?|稿子|报道|撰写|撰稿|采访|摄影师?|拍摄?者?|摄影?者?|记者|作者|新闻|稿件?|文章|消息|照片|图片|这篇|这条|这张|那篇|那条|那张"
)
"""What a question about a byline says of the story itself; no story has to hold these words."""


_OF_THE_STORY = re.compile(
    r"采写|撰写|撰稿|稿子?|报道|新闻|消息|文章|[这那该][篇条张幅]|(?:^|[的里])(?:照片|图片|配图|图)|摄的影|摄影报道"
)

_TITLE = re.compile(r"《([^《》]+)》")


def asks_byline(question: str) -> bool:
    """Whether the folded question asks who wrote or photographed a story."""
    return bool(_ASKS_BYLINE.search(question))


def speaks_of_the_story(question: str, headline: str) -> bool:
    """Whether such a question speaks of the report under `headline` or its picture (这篇报道, 照片), rather than perhaps of a work
    that is told of (拍《归途》的摄影师).
    """
    titles = _TITLE.findall(question)
    named = any(title in headline for title in titles)
    return named or bool(_OF_THE_STORY.search(question)) or ("写" in question and not titles)
