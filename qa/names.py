"""Which words of a question name one thing: a person, a place, a firm. The page must bear a name; of other words it may print another.

The segmenter's tags are guesses; where they are known to be wrong is said here.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from corpus.places import place_spans
from corpus.words import tag as tag_words
from qa.word_weights import weight

_NAME_TAGS = frozenset("nr nrt nrfg ns nt nz eng".split())
RARE = 7.0
"""Weight (qa.word_weights) from which a word is rare enough to be a person's name though it begins with no surname."""
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁"
)


@cache
def not_names() -> frozenset[str]:
    """Words tagged as names that questions use of pages which do not print them: 东西, 上门, 礼拜 (training/not_names.py)."""
    return frozenset(files("qa").joinpath("data/not_names.txt").read_text(encoding="utf-8").split())


def is_name(word: str, tag: str) -> bool:
    """Whether a tagged word names one thing; the tagger takes many a rare noun for a person (宣言 as nr)."""
    if tag not in _NAME_TAGS or len(word) < 2 or word in not_names() or _SO_MANY.fullmatch(word):
        return False
    if tag != "nr":
        return True
    noun = word[1:]
    if len(word) == 3 and weight(noun) < RARE and tag_words(noun) == [(noun, "n")]:
        return False  # 白名单
    return word[0] in SURNAMES or weight(word) > RARE


_ENDING = tuple("省市县区州镇乡村")
_SO_MANY = re.compile(r"[两二三四五六七八九十几多各数][国省市县区州镇村城]")
"""八国 names none of them."""
_UNSEEN = 8.5
"""Weight (qa.word_weights) of a word that hardly any article holds: mostly a part of a name that the segmenter does not know."""


def whole_names(words: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tagged words, each name in one piece: 临河|县, 非|居民, and one that no article holds, cut in two (奥索|尤斯镇)."""
    out: list[tuple[str, str]] = []
    for word, tag in words:
        if (
            out
            and tag in _NAME_TAGS
            and out[-1][1] in _NAME_TAGS
            and not (word + out[-1][0]).isascii()
            and min(weight(word), weight(out[-1][0])) > _UNSEEN
        ):
            out[-1] = (out[-1][0] + word, tag)
        elif out and out[-1] == ("非", "h") and tag[:1] == "n":
            out[-1] = ("非" + word, tag)  # 非制造业 is not borne by 制造业
        elif out and word in _ENDING and out[-1][1] == "ns" and not out[-1][0].endswith(_ENDING):
            out[-1] = (out[-1][0] + word, "ns")
        else:
            out.append((word, tag))
    return out


_SAID = frozenset("说称讲问答叫喊让查获夸谈")
"""What the segmenter takes into an unknown name behind it: 胡学智查, 张颂文喊. No given name ends so."""
_BEFORE = frozenset("局照称告叫让帮给跟")
"""The same before it: 局何泽华, 称孟婕."""


def _is_word_of(word: str, text: str) -> bool:
    """Whether the segmenter finds `word` whole in `text`: 胡学智 in 胡学智在路面巡查, not 陈春 in 陈春花."""
    return word in text and any(found == word for found, _ in tag_words(text))


def stands_in_parts(name: str, text: str) -> bool:
    """Whether what the segmenter took for one unknown name are several words, which `text` bears (照麦迪, 卡努来, 雷波坠江, 胡学智查,
    杨青称丁二烯), or a word is short for one that it bears: 智驾 for 智能驾驶.

    A place or a person by one character apart is another one.
    """
    if len(name) == 2 and name[0] not in SURNAMES and not place_spans(name):
        return bool(re.search(f"{name[0]}[\u4e00-\u9fff]{name[1]}", text))
    if len(name) < 3 or weight(name) <= _UNSEEN or name.endswith(_ENDING) or name.isascii():
        return False
    if len(name) == 3 and name[0] not in SURNAMES and (name[1:] in text or name[:-1] in text):
        return True
    if name[-1] in _SAID and _is_word_of(name[:-1], text):
        return True
    if len(name) > 3 and name[0] in _BEFORE and _is_word_of(name[1:], text):
        return True
    return any(
        name[:at] in text and (name[at:] in text or (name[at] in _SAID and _are_words_of(name, at, text)))
        for at in range(2, len(name) - 1)
    )


def _are_words_of(name: str, at: int, text: str) -> bool:
    """Whether what stands before and behind a verb in `name` are two words of `text`: 杨青|称|丁二烯."""
    return len(name) - at > 2 and _is_word_of(name[:at], text) and _is_word_of(name[at + 1 :], text)
