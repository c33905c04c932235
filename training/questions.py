"""Questions made from statements, for training what understands questions.

Chinese asks in place: 优良天数282天 becomes 优良天数多少天 with nothing moved. So a sentence of raw news is a
question waiting for one of its figures, dates, names or places to be taken out. What a reader keeps of the
rest is loosened: other clauses, the attribution (据新华社报道), particles and some words are dropped, and
some words are put in everyday terms. What is made is not fluent and need not be; it teaches which words of a
question point at which passage. It does not make questions about reasons, nor yes/no questions.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import rjieba


class Asked(StrEnum):
    """What was taken out of the statement."""

    FIGURE = "figure"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TITLE = "title"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question and the words of the statement that answer it."""

    text: str
    answer: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Word:
    """One rjieba word with its part of speech and place in the sentence."""

    text: str
    tag: str
    start: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the sentence that can be asked for."""

    start: int
    end: int
    asked: Asked


# --- where a question word can stand ------------------------------------------------------------------

_NUMBER = r"\d+(?:[.,]\d+)*"
_DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[上下]午|凌晨|晚)?(?:\d{1,2}[时点](?:\d{1,2}分)?)?|\d{4}年(?:\d{1,2}月)?(?:底|初)?"
    r"|\d{1,2}月(?:份|底|初)?|\d{1,2}日(?:[上下]午|凌晨|晚)?|\d{1,2}[时点]\d{1,2}分?"
)
_FIGURE = re.compile(
    rf"(?:{_NUMBER}|[一二两三四五六七八九十百千]+)[余多]?(?:[十百千万亿]+)?余?"
    r"(?:%|％|个百分点|个基点|[\u4e00-\u9fff]{1,3})?"
)
_ORDINAL = re.compile(rf"第(?:{_NUMBER}|[一二三四五六七八九十]+)(?=[名位届次个季条])?")
_QUOTED = re.compile(r"《[^》]{2,24}》|“[^”]{2,16}”")
_ORGANISATIONS = (
    "公司",
    "集团",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "委员会",
    "银行",
    "协会",
    "医院",
    "法院",
    "组织",
    "机构",
    "中心",
    "总局",
    "俱乐部",
    "部门",
)
"""How the names of organisations end."""

_ASK = {
    Asked.DATE: ("什么时候", "何时", "哪天", "哪一天", "什么时间", "几月几日", "几号"),
    Asked.PERSON: ("谁", "哪位", "什么人", "谁"),
    Asked.PLACE: ("哪里", "哪儿", "什么地方", "哪个地方", "何处", "哪个城市", "哪个国家"),
    Asked.ORGANISATION: ("哪个机构", "哪家公司", "哪个部门", "哪个组织", "谁", "哪家单位"),
    Asked.TITLE: ("什么", "哪个", "哪部作品", "什么名字"),
    Asked.OTHER: ("什么", "哪些", "什么", "哪个"),
}
_UNITS_OF_MONEY = ("元", "美元", "欧元", "日元", "英镑", "人民币", "港元", "卢布")

# --- what a reader leaves out ---------------------------------------------------------------------------

ATTRIBUTION = re.compile(
    r"^(?:[^，。]{0,12}(?:讯|电|消息|报道)[\s:：]*(?:[(（][^)）]{0,30}[)）])?|据[^，。]{1,20}，|[^，。]{0,16}(?:获悉|了解到|报道称?|透露|表示|指出|介绍|强调|认为|显示|称|说)[，：:])"
)
_CLAUSE = re.compile(r"[^，,；;：:。！？!?]*[，,；;：:。！？!?]*")

_KEEP = {
    "x": 0.15,
    "u": 0.45,
    "p": 0.6,
    "c": 0.5,
    "d": 0.55,
    "y": 0.3,
    "e": 0.3,
    "r": 0.6,
    "f": 0.7,
    "t": 0.7,
    "m": 0.8,
}
"""Chance that a word outlives the loosening, by the first letter of its tag; the rest: `_KEEP_CONTENT`."""
_KEEP_CONTENT = 0.92
_LOOSENESS = (0.0, 0.0, 0.1, 0.25, 0.4)
"""Further chance of losing any word, drawn once a question: readers ask in full or in four words."""

_WORDINGS = (
    ("增加", "上升", "增长", "提高", "多了", "上涨", "涨了"),
    ("减少", "下降", "降低", "少了", "下跌", "跌了"),
    ("举行", "召开", "举办", "开"),
    ("公布", "发布", "公开", "披露", "宣布"),
    ("表示", "说", "称", "指出", "认为"),
    ("开展", "进行", "实施", "做"),
    ("建设", "修建", "建造", "建"),
    ("完工", "建成", "竣工", "修好"),
    ("开通", "通车", "启用", "投用", "投入使用"),
    ("启动", "开始", "开工"),
    ("抵达", "到达", "到"),
    ("前往", "去", "赴"),
    ("目前", "现在", "如今"),
    ("截至", "到"),
    ("同比", "比上年", "比去年同期"),
    ("获得", "得到", "拿到", "取得", "获"),
    ("发生", "出现"),
    ("遇难", "死亡", "死了", "丧生"),
    ("受伤", "伤"),
    ("购买", "买", "购置"),
    ("出售", "卖", "销售"),
    ("价格", "售价", "价钱", "多少钱"),
    ("儿童", "孩子", "小孩"),
    ("老年人", "老人"),
    ("学生", "孩子"),
    ("医院", "医疗机构"),
    ("汽车", "车辆", "车"),
    ("飞机", "航班", "客机"),
    ("企业", "公司"),
    ("项目", "工程"),
    ("措施", "办法", "做法", "举措"),
    ("原因", "缘由"),
    ("总量", "总数", "一共", "总共", "共计"),
    ("约", "大约", "大概", "近"),
    ("超过", "超", "逾", "多于"),
    ("负责人", "领导", "主管"),
    ("担任", "任", "当"),
    ("创办", "成立", "设立", "创立"),
    ("位于", "在", "坐落"),
    ("参加", "出席", "参与"),
    ("来自", "从"),
    ("违法", "犯法", "违规"),
    ("罚款", "处罚", "罚"),
    ("逮捕", "抓获", "抓"),
    ("暴雨", "大雨", "强降雨"),
    ("高温", "炎热"),
    ("援助", "支援", "帮助"),
    ("会见", "见面", "会晤"),
    ("比赛", "赛事"),
    ("战胜", "击败", "打败", "赢"),
    ("居民", "市民", "群众", "老百姓"),
    ("住房", "房子", "房屋"),
    ("就业", "工作", "找工作"),
    ("工资", "薪资", "收入", "薪水"),
    ("手机", "智能手机"),
    ("产量", "生产"),
    ("投资", "投入"),
    ("建议", "提议", "倡议"),
    ("要求", "规定"),
    ("计划", "打算", "准备", "拟"),
    ("今年", "本年"),
    ("去年", "上年", "上一年"),
    ("我国", "中国"),
    ("美方", "美国"),
    ("中方", "中国"),
    ("俄方", "俄罗斯"),
    ("日方", "日本"),
)
"""Ways of saying about the same, general newspaper against everyday; none belongs to one place or story."""
OTHERS = {word: tuple(w for w in group if w != word) for group in _WORDINGS for word in group}
_REWORD = 0.3
"""Chance that a word with another wording is said the other way."""

_OPENINGS = ("", "", "", "", "", "请问", "想问一下", "我想知道")
_CLOSINGS = ("？", "？", "？", "", "呢？", "是多少？")


def words_of(sentence: str) -> list[Word]:
    """The words of `sentence`, covering it."""
    out: list[Word] = []
    at = 0
    for text, tag in rjieba.tag(sentence):
        out.append(Word(text, tag, at))
        at += len(text)
    return out


def gaps_of(sentence: str, words: list[Word]) -> Iterator[Gap]:
    """Places of `sentence` that can be asked for; may overlap."""
    for match in _DATE.finditer(sentence):
        yield Gap(match.start(), match.end(), Asked.DATE)
    starts = {word.start for word in words}
    ends = {word.start + len(word.text) for word in words}
    for match in _FIGURE.finditer(sentence):
        end = match.end()
        while end > match.start() and end not in ends:  # 3家企业实 is cut back to 3家企业 or 3家
            end -= 1
        start = match.start()
        plain = sentence[start].isdigit() or end - start > 1  # a lone 一 asks for nothing
        if plain and start < end and start in starts and not _DATE.match(sentence, start):
            yield Gap(start, end, Asked.FIGURE)
    for match in _ORDINAL.finditer(sentence):
        yield Gap(match.start(), match.end(), Asked.FIGURE)
    for match in _QUOTED.finditer(sentence):
        yield Gap(match.start(), match.end(), Asked.TITLE)
    index = 0
    while index < len(words):
        first = words[index]
        kind = _kind_of(first)
        last = index
        if kind is not None:
            while last + 1 < len(words) and (
                _kind_of(words[last + 1]) is kind or (kind is Asked.PERSON and words[last + 1].text == "·")
            ):
                last += 1
            yield Gap(first.start, words[last].start + len(words[last].text), kind)
        index = last + 1


def _kind_of(word: Word) -> Asked | None:
    if word.tag == "nr" and len(word.text) > 1:
        return Asked.PERSON
    if word.tag == "ns":
        return Asked.PLACE
    if word.tag == "nt" or word.text.endswith(_ORGANISATIONS):
        return Asked.ORGANISATION
    if word.tag in ("n", "vn", "nz") and len(word.text) > 1:
        return Asked.OTHER
    return None


_WEIGHT = {Asked.FIGURE: 4.0, Asked.DATE: 1.5, Asked.TITLE: 1.5, Asked.OTHER: 0.4}
"""How often each kind is asked for, against 1 for names: readers of a bulletin ask for figures first."""


def question_word(gap: Gap, sentence: str, rng: random.Random) -> str:
    """One of the words that ask for what stands in `gap`."""
    text = sentence[gap.start : gap.end]
    if gap.asked is Asked.DATE:
        if re.fullmatch(r"\d{4}年", text):
            return rng.choice(("哪一年", "哪年", "什么时候", "何时"))
        return rng.choice(_ASK[Asked.DATE])
    if gap.asked is not Asked.FIGURE:
        return rng.choice(_ASK[gap.asked])
    if text.startswith("第"):
        return "第几"
    if text.endswith(("%", "％")):
        return rng.choice(("多少", "百分之多少", "百分之几", "多大比例", "多少"))
    unit = re.sub(r"^[\d.,一二两三四五六七八九十百千万亿余多]+", "", text)
    if unit in _UNITS_OF_MONEY:
        return rng.choice(("多少" + unit, "多少钱", "多少"))
    return rng.choice(("多少", "多少", "几", "多少个" if not unit else "多少")) + unit


def made_questions(
    sentence: str, rng: random.Random, *, limit: int = 1, context: str = ""
) -> list[MadeQuestion]:
    """At most `limit` questions that `sentence` answers, in the order drawn; none where nothing can be asked.

    `context` is what stands before the sentence in its story (its first sentence, say): now and then a name
    or noun of it is put in front, as a reader does who knows what the story is about. Everything random
    comes from `rng`.
    """
    attribution = ATTRIBUTION.match(sentence)
    if attribution and attribution.end() < len(sentence) - 6 and rng.random() < 0.85:
        sentence = sentence[attribution.end() :]
    words = words_of(sentence)
    gaps = list(gaps_of(sentence, words))
    out: list[MadeQuestion] = []
    while gaps and len(out) < limit:
        gap = rng.choices(gaps, [_WEIGHT.get(g.asked, 1.0) for g in gaps])[0]
        gaps = [g for g in gaps if g.end <= gap.start or g.start >= gap.end]
        text = ask(sentence, words, gap, rng, context=context)
        if text is not None:
            out.append(MadeQuestion(text, sentence[gap.start : gap.end], gap.asked))
    return out


def ask(
    sentence: str, words: list[Word], gap: Gap, rng: random.Random, *, said: str = "", context: str = ""
) -> str | None:
    """The loosened sentence with `said` (else the usual question word) in place of `gap`; None where too little is left."""
    kept_clauses = []
    for match in _CLAUSE.finditer(sentence):
        here = match.start() < gap.end and gap.start < match.end()
        before = match.end() <= gap.start
        if here or rng.random() < (0.4 if before else 0.15):
            kept_clauses.append((match.start(), match.end()))
    loose = rng.choice(_LOOSENESS)
    parts: list[str] = []
    content = 0
    asked = False
    for word in words:
        if gap.start <= word.start < gap.end:
            if not asked:
                parts.append(said or question_word(gap, sentence, rng))
                asked = True
            continue
        if not any(start <= word.start < end for start, end in kept_clauses):
            continue
        chance = _KEEP.get(word.tag[:1], _KEEP_CONTENT) * (1 - loose)
        if rng.random() >= chance:
            continue
        others = OTHERS.get(word.text)
        parts.append(rng.choice(others) if others and rng.random() < _REWORD else word.text)
        content += word.tag[:1] in ("n", "v", "e", "m", "a", "i", "l", "j")
    if not asked or content < 3:
        return None
    if context and rng.random() < 0.35:
        names = [w for w, tag in rjieba.tag(context) if tag[:1] == "n" and len(w) > 1]
        if names:
            at = rng.randrange(len(names))
            parts[:0] = names[at : at + rng.choice((1, 1, 2, 3))]
    return rng.choice(_OPENINGS) + "".join(parts) + rng.choice(_CLOSINGS)
