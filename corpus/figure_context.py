"""What the words before a figure say of it: a bound (超过, 近, 约) or a change (同比下降, 增加了).

Each look is at the few characters before one place, guarded by the last of them, because it is made a
million times.
"""

import re

from corpus.figures import Direction, Qualifier

_OVER = (
    "超过 超过了 超出 超 逾 已逾 突破 突破了 至少 至少有 "
    "最少 不少于 不低于 多于 大于 高于 起码 不下 不下于 不止 高出 上 过"
)
_UNDER = (
    "不足 不到 未满 不满 近 将近 接近 低于 少于 小于 "
    "至多 最多 不超过 不高于 不多于 不大于 未超过 不超出 未达 降破 跌破"
)
_ABOUT = "约 大约 约为 约合 约有 约达 约莫 大概 大约有 大约为 大致 差不多"


def _by_last_character() -> dict[str, tuple[tuple[str, Qualifier], ...]]:
    """The words of bound under their last character, the longest first (不超过 before 超过)."""
    words = [
        (word, qualifier)
        for group, qualifier in (
            (_OVER, Qualifier.OVER),
            (_UNDER, Qualifier.UNDER),
            (_ABOUT, Qualifier.ABOUT),
        )
        for word in group.split()
    ]
    words.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    return {end: tuple(w for w in words if w[0][-1] == end) for end in sorted({w[-1] for w, _ in words})}


_BOUNDS = _by_last_character()

_INSIDE_A_WORD = {
    "约": "节签预纽制公合条违履特盟契邀婉简解相失毁守集守续誓和立",  # 签约12个项目, 节约5%, 纽约3个区
    "超": "中英德意法西女男赶反",  # 中超3支球队
    "上": "以之早晚马路海向线网街",  # 以上百分比
    "过": "通经不越路",
    "近": "最附临邻亲远靠走",  # 最近3年
}
_SCALES = ("百", "千", "万", "亿")
"""Only before these are 上 and 过 bounds (上千人, 过百家)."""

_RECENT = "年天日月周星个季"
"""After 近 a stretch of time is mostly recent (近三年来) rather than almost (历时近3年)."""
_LASTING = re.compile(r"(?:了|时|达|隔|已|有|用|耗|长|经|为|过|的|了将|续)$")

_CHANGE = re.compile(
    r"""
    (?: (?P<up>(?<!新)增长?|(?<!新)增加|上升|升高?|上涨|上浮|上调|(?<!高)涨|提高|提升|提速|攀升|回升
              |扩大|加快|飙升|反弹|走高|增幅|涨幅|升幅|增速|放宽)
      | (?P<down>下降|减少|下跌|降低|(?<![下])跌|降|下滑|回落|收窄|缩减|缩小|减|下调|下浮|萎缩|跌幅|降幅|减幅
              |走低|放缓|压减|下挫|下行|缩短|压缩)
      | [比较][^，,。；;：:]{1,24}?
        (?:(?P<more>[多高快])|(?P<less>[少低慢短]))出?
    )
    (?:了|率|速度?|幅度?|额|也|约|为|达到?|高达|又|已|近|超过?|均|分别为?|仅|再|[：:]|[ ])*
    $
    """,
    re.VERBOSE,
)
_CHANGE_ENDS = frozenset(
    "增长加升高涨浮调提速攀回扩大快飙弹幅宽降少跌低滑落窄减小萎缩缓挫行短多慢了率度额"
    "也约为达到又已近超过均再仅：: 出"
)
_CHANGE_REACH = 36
"""Characters before a figure that can hold 比上年同期…多; the clause is seldom longer."""


def bound_before(text: str, start: int, unit: str) -> tuple[int, Qualifier] | None:
    """Where the word of bound that ends at `start` begins and what it says; None where none stands there."""
    for word, qualifier in _BOUNDS.get(text[start - 1 : start], ()):
        if not text.startswith(word, start - len(word)) or len(word) > start:
            continue
        at = start - len(word)
        if len(word) == 1 and at and text[at - 1] in _INSIDE_A_WORD.get(word, ""):
            return None
        if word in ("上", "过") and text[start : start + 1] not in _SCALES:
            return None
        if word == "近" and unit and unit[0] in _RECENT and not unit.startswith("个百"):
            if unit == "个" or _LASTING.search(text, max(0, at - 2), at):
                return at, qualifier
            return None
        return at, qualifier
    return None


def direction_before(text: str, start: int) -> Direction:
    """Whether the words that end at `start` make the figure a change, and which way.

    `增至`, `下降到` lead to a level, not a change; so does `新增` (a count of new things).
    """
    if start == 0 or text[start - 1] not in _CHANGE_ENDS:
        return Direction.LEVEL
    match = _CHANGE.search(text[max(0, start - _CHANGE_REACH) : start])
    if match is None:
        return Direction.LEVEL
    return Direction.UP if match["up"] or match["more"] else Direction.DOWN


def names_change(word: str) -> bool:
    """Whether a word by itself tells a figure's direction: 增加, 下降, 降幅."""
    found = _CHANGE.match(word)
    return found is not None and (found["up"] or found["down"]) is not None
