"""Questions that no newspaper answers: greetings, chores for a chat robot, opinions, arithmetic.

Only wording that cannot be a news question is listed; everything else is looked for, and refused, if it is, because
the bulletin does not say.
"""

import re

from qa.questions import Question

_SMALL_TALK = re.compile(
    r"^(?:你好|您好|嗨|hello|hi|早上好|晚上好|下午好|谢谢|多谢|再见|拜拜|哈哈|在吗|在不在)|"
    r"^(?:请问)?你(?:是谁|叫什么|多大|几岁|会什么|能做什么|能干什么|是什么|是机器人|喜欢|觉得|认为|怎么看|有没有感情|吃了吗)|"
    r"(?:讲|说|来)(?:一)?个(?:笑话|故事|段子)|(?:写|作|编|画)(?:一)?(?:首|篇|段|个|封|幅|张)|翻译(?:成|一下|为)|"
    r"^(?:帮我|给我|替我)(?:订|买|写|算|查快递|叫车|打电话|翻译|设|定|推荐)|陪我聊|我爱你|无聊",
    re.IGNORECASE,
)
_SUM = re.compile(r"^[\d\s.+\-*/×÷=()加减乘除以等于多少几是?]+$")


def out_of_scope(question: Question) -> bool:
    """Whether the question is small talk, a chore or a sum, or holds no content word at all."""
    text = question.text
    return bool(_SMALL_TALK.search(text) or _SUM.match(text)) or not (question.terms or question.periods)
