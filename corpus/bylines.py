"""Who wrote a story or took a photo, where the page signs for it.

Read here: a name in brackets that closes a paragraph (陈嘉欣), a reporter's line at its end
(记者 李杰华 文/摄), a line of its own (邓寅明 摄, 本报记者 张勇). Not read: names inside a sentence, the
credit of a picture within the text (新华社发(李莱摄)), and brackets that hold no name: (新华社), (完).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段"
    "富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索"
    "咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕"
    "连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶"
    "空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖闫覃涂仝"
)
"""The Hundred Family Names and the commonest of today that they lack: a bracketed word that starts otherwise
is no name."""

_NAME = rf"(?!通讯员|实习生)[{_SURNAMES}][\u3400-\u9fff]{{1,3}}?(?<!摄)"
_NAMES = rf"{_NAME}(?:[ \u3000、,，]{_NAME}){{0,3}}"
_GAP = r"[ \u3000]*"
_DESK = r"(?:新华社|中新社|本报|本刊|见习|实习|特约|全媒体|首席)*"
_ROLE = rf"[□■●○◆◎]?{_GAP}{_DESK}(?:记者|通讯员|实习生|作者)[ \u3000:：]*"
_FELLOWS = rf"(?:[ \u3000、,，/]*{_ROLE}{_NAMES})*"
"""Those who signed after the first: 记者 张勇 通讯员 李丽. Only the first are the byline."""

_BRACKETED = re.compile(
    rf"[(（](?:{_ROLE})?(?P<name>{_NAMES}){_FELLOWS}(?:{_GAP}(?:报道|整理|综合|编译)|[ \u3000/]+文)?[)）]$"
)
"""(李莱摄) is not taken: it credits a picture, not the story."""
_CLOSING_LINE = re.compile(
    rf"(?:^|(?<=[。！？!?”)）…])){_GAP}(?:{_ROLE}(?P<name>{_NAMES}){_FELLOWS}"
    rf"(?:{_GAP}(?:文/摄|文/图|图/文|摄/文|文图|图文|摄影报道|报道|整理|文|摄))?"
    rf"|(?P<other>{_NAMES})[ \u3000]+(?:文/摄|文/图|图/文|摄/文|摄影报道))$"
)
_PHOTO_LINE = re.compile(
    rf"(?:(?:{_ROLE})?(?P<name>{_NAMES})[ \u3000/]+(?:摄|摄影|供图|图)"
    rf"|{_ROLE}(?P<other>{_NAMES}){_GAP}(?:摄|摄影|图))$"
)
_REPORTER_LINE = re.compile(
    rf"{_ROLE}(?P<name>{_NAMES}){_FELLOWS}(?:{_GAP}(?:文/摄|文/图|图/文|报道|摄影报道))?$"
)
_OPENING = re.compile(
    rf"(?:本报|本刊)[^,，。(（]{{0,12}}?[讯电]{_GAP}[(（]{_ROLE}(?P<name>{_NAMES}){_FELLOWS}[)）]"
)

LONGEST = 60
"""Characters at a line's end within which a byline is looked for; three names and their roles fit."""


class Signing(StrEnum):
    """How a line is signed."""

    CLOSING = "closing"
    """At the end of a paragraph: the story is over."""
    PHOTO = "photo"
    """The whole line credits a picture."""
    REPORTER = "reporter"
    """The whole line names who wrote."""


@dataclass(frozen=True, slots=True)
class Byline:
    """A signed name and where it stands in the line."""

    signing: Signing
    name: Span


def read_byline(line: str) -> Byline | None:
    """The byline that `line` ends with or consists of, the name's span in `line`; None if it has none."""
    if len(line) <= LONGEST:
        for pattern, signing in ((_PHOTO_LINE, Signing.PHOTO), (_REPORTER_LINE, Signing.REPORTER)):
            whole = pattern.match(line)
            if whole:
                return Byline(signing, _name(whole))
    offset = max(0, len(line) - LONGEST)
    for pattern in (_BRACKETED, _CLOSING_LINE):
        closing = pattern.search(line, offset)
        if closing:
            return Byline(Signing.CLOSING, _name(closing))
    return None


def read_opening_byline(line: str) -> Span | None:
    """The name in the brackets behind a dateline, 本报讯(记者 张勇); None where the line opens otherwise."""
    opening = _OPENING.match(line)
    return _name(opening) if opening else None


def story_byline(bodies: Sequence[tuple[Span, str]], signed: Sequence[tuple[Span, str]]) -> Span | None:
    """Who signs a story of these lines of text and credit lines, each with its place on the page.

    The name at its end, else on a line of its own, else at the end of an earlier line, else behind 本报讯;
    the photographer if all is picture. The name's span is on the page.
    """
    for lines, accepted in (
        (bodies[-1:], {Signing.CLOSING}),
        (signed, {Signing.REPORTER} if bodies else {Signing.REPORTER, Signing.PHOTO}),
        (bodies[:-1][::-1], {Signing.CLOSING}),
    ):
        for span, line in lines:
            byline = read_byline(line)
            if byline and byline.signing in accepted:
                return byline.name.shifted(span.start)
    for span, line in bodies[:1]:
        opening = read_opening_byline(line)
        if opening:
            return opening.shifted(span.start)
    return None


def _name(found: re.Match[str]) -> Span:
    group = "name" if found["name"] else "other"
    return Span(found.start(group), found.end(group))
