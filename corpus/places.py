"""Where a text names places: provinces, cities, districts, streets, countries, and 我市 or 全国.

The segmenter's dictionary decides, with a second look: its tag for places is also on 台风 and 深度, so a name
without 省, 市 or 县 counts only where the dictionary knows a longer form too (印度 by 印度人).
"""

import re
from functools import lru_cache

from corpus import words as segmenter
from corpus.spans import Span

_OURS = re.compile(
    r"(?:我|全|本)(?:市|省|国|区|县)(?![场民长委政际家内外人营级])|全球|世界各地|城[四五六七]区"
)
_ENDS = frozenset("省市区县镇乡村州旗盟")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COMMON = _listed(
    "市区 城区 小区 社区 地区 园区 山区 灾区 景区 校区 辖区 全区 片区 库区 湖区 林区 牧区 厂区 街区 "
    "新区 郊区 老区 专区 示范区 开发区 保护区 高新区 功能区 实验区 试验区 自贸区 商务区 居住区 住宅区 "
    "生活区 工业区 各区 超市 股市 门市 城市 都市 县市 各市 上市 楼市 车市 各县 全村 农村 乡村 新村 各省 "
    "城镇 乡镇 村镇 误区 禁区 特区 战区 军区 省市 县区 市县 市区县 区县 牛市 熊市 夜市 集市 早市 收市 "
    "开市 后市 沪市 深市 两市 地市 全镇 全州 新建 长达 中过 入园 大关 吉利 古城 新城 东南 西北 西南 东北 "
    "中山 南山 海西 城南 城西 商城 太平 中水 滨江 江北"
)
"""Words that look like a place's name and are mostly something else."""

_UNMARKED = _listed(
    "香港 澳门 西藏 内蒙古 浦东 埃及 以色列 阿联酋 巴基斯坦 白俄罗斯 沙特阿拉伯 乌兹别克斯坦 "
    "欧盟 东盟 京津冀 长三角"
)
"""Places that the dictionary knows in no longer form."""

_TAIL = _listed("市区 城区 街道 城乡 全境 境内 地区 开发区 新区 高新区")
"""What belongs to a place's name when it follows one (太原市 市区)."""


_NAME_TAGS = frozenset(("ns", "nr", "nt", "nz", "n"))


@lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    """Whether the dictionary knows `word` as a place, by itself or with what places take."""
    return word in _UNMARKED or any(
        segmenter.cut(word + end) == [word + end] for end in ("省", "市", "县", "区", "州", "人", "语", "籍")
    )


def _is_place(word: str, tag: str) -> bool:
    if word in _COMMON or (len(word) == 3 and word[1:] in _COMMON):
        return False
    if len(word) > 2 and word[-1] in _ENDS:
        return True
    return tag == "ns" and (word[-1] == "国" or (len(word) > 2 and word[-1] in "街路") or _is_known(word))


@lru_cache(maxsize=256)  # the same paragraph is asked once for its figures and once for its story
def place_spans(text: str) -> tuple[Span, ...]:
    """The places that `text` names, left to right, disjoint; names that follow at once are one (甲市乙区)."""
    found = [Span(match.start(), match.end()) for match in _OURS.finditer(text)]
    at = 0
    start = end = -1
    for word, tag in segmenter.tag(text):
        upto = at + len(word)
        if (
            tag in _NAME_TAGS and len(word) > 1 and _is_place(word, tag)
        ):  # few of a page's words get past the tag
            if end != at:
                start = at
            end = upto
        elif end == at and start >= 0 and word in _TAIL:
            end = upto
        elif start >= 0:
            found.append(Span(start, end))
            start = end = -1
        at = upto
        if start >= 0 and end < at:
            found.append(Span(start, end))
            start = end = -1
    if start >= 0:
        found.append(Span(start, end))
    disjoint: list[Span] = []
    for span in sorted(found):
        if disjoint and span.start < disjoint[-1].end:
            disjoint[-1] = Span(disjoint[-1].start, max(span.end, disjoint[-1].end))
        else:
            disjoint.append(span)
    return tuple(disjoint)
