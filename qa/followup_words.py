"""The words by which a follow-up shows itself: ties to the talk before, words that point back, words of no subject.

All are closed classes of the language, for any page and any topic; what is made of them is the affair of qa.followups.
"""

import re

_GREETING = (
    r"(?:嗯+|哦|噢|喔|好的?|行|谢谢(?:你|您)?|明白了?|知道了?|对了|对|请问(?:一下)?|再?问(?:一下|一句|你)?|顺便问(?:一下)?|"
    r"我?还?想(?:再)?(?:问|知道)(?:一下)?|另外|然后|还有(?=[,、那]))[,、。! ]*"
)
TIE = re.compile(
    rf"^(?:{_GREETING})*(?P<mark>那么,?|那(?=\d{{4}}年)|"
    r"那(?![个座场些批条家位时天年次里儿边种件项张篇句只双本部份名段套栋辆所支]|[一二三四五六七八九十两几\d]),?|"
    r"其中的?,?|至于|换成|如果是|要是)?(?:请问,?)?"
)
"""What opens a follow-up. 那 before a counter (那座煤矿) belongs to what is asked about, and is no tie."""
CLOSE = re.compile(r"(?P<mark>又?呢)?[?。!~,\s]*$")
TRAILING = re.compile(r"[呢呀啊嘛啦哦]*[?。!~,\s]*$")
"""Particles and marks that close a question."""

POINTS = re.compile(
    r"^(?P<word>它们?|[他她]们?|那(?:里|儿|边)|当地|(?:这|那|该|此)[个家项位次场座条些件种款张篇部]?)"
    r"(?P<noun>项目|活动|公司|企业|工程|会议|会|单位|机构|部门|地方|地区|城市|人|记者|产品|系统|政策|学校|医院|品牌|比赛|展览|报告|"
    r"名单|事情|事|案子|案件|数字|数|指标|比例|奖|书|电影|节目|报道|稿子|新闻|文章|消息)?的?"
)
"""Words that point back at the head of a follow-up: 它总投资多少, 这个项目在哪里."""
POINTED_ON = re.compile(r"$|[的是在有为由又也还什啥谁哪多几怎总一何被将要会到叫比同占投成共]")
"""What may follow 这个 or 那家 where it has no noun: so 这批招聘会 and 这套系统 name what they mean."""

FACET = (
    r"(?:总|平均|最终|实际|具体|全部|大概)*(?:投资额?|面积|全长|长度|宽度|高度|重量|人数|数量|数目|总数|总量|总额|规模|价格|费用|金额|资金|成本|占比|比例|"
    r"比重|增速|增幅|降幅|涨幅|跌幅|名称|名字|全称|职务|年龄|地址|地点|位置|时间|日期|原因|目的|主题|内容|作者|记者|主办方|主办单位|承办方|票价|电话|工期|"
    r"用途|作用|意义|特点|条件|要求|标准|结果|数据|名单|排名)"
)
"""Nouns that belong to whatever the talk is of; alone they are no subject: 总投资是多少."""
_COUNTED = r"(?:单位|人|钱|天|岁|米|个|家|次|项|位|种|件|场|条|座|年|月|号|日)"
_VERB = (
    r"(?:举行|举办|开始|结束|开幕|闭幕|召开|开展|进行|建成|完成|完工|开工|竣工|启动|启用|开通|投用|投产|运行|公布|发布|成立|发生|出现|实施|实行|推出|上市|"
    r"申请|报名|参加|主办|承办|介绍|透露|表示|宣布|说|讲|写|拍摄?|报道|采写|采访|评价|负责|组织|提供|增加|增长|减少|下降|上升|提高|变化|涨|跌|降|升|排|占|"
    r"达到?|办|开|做|算|来|去|花|用|要|会|能|可以|需要|包括|分布|位于|叫|多|少|差|比|较|跟|和|与|同比|环比|相比)"
)
_FUNCTION = (
    r"(?:请|帮我|告诉|分别|具体|都|一共|总共|共|大概|大约|到底|究竟|最后|最终|现在|目前|主要|又|还|再|就|也|已经?|是|有|为|在|由|被|给|从|到|于|了|的|地|得|"
    r"过|着|吗|么|呢|呀|啊|吧|不|没|前后|期间|以来|首批|前|后|这|那|哪|其他|其它|另外|别的|其余|话|事)"
)
NO_SUBJECT = re.compile(rf"{FACET}|{_COUNTED}|{_VERB}|{_FUNCTION}|[^\w]")
"""What every subject has or does; a question of nothing else leans on the one before it."""

ORDER = re.compile(
    r"(?:排名?|排在|位列|位居)?(?:倒数)?第[一二两三四五六七八九十\d]+(?:[名位])?(?![场届次期季号批轮])|"
    r"最[多少高低大小好差优长短快慢早晚强弱重轻新]|垫底|末位|榜首|居首|首位"
)
COMPARES = re.compile(
    r"^(?P<base>同比|环比|(?:比|较|跟|和|与|同)(?:去年|前年|上年|上一年|上月|上个月|上季度|前一年|往年|同期|以前|\d{4}年)(?:同期)?(?:相比|比)?)(?P<rest>.*)$"
)
MOVES = re.compile(r"增|减|涨|跌|升|降|提高|变化|多|少|高|低|快|慢|差")
MORE = re.compile(
    r"^(?:除此之外|除了这些)?(?:还有|其他|其它|别的|其余)(?:没有)?(?:其他|其它|别的|哪些|什么|谁|哪里|哪儿|更多|的)*(?:吗|没有|么)?$"
)
"""还有呢, 还有哪些, 还有别的吗, 其他的呢."""
LISTS = re.compile(
    r"^(?:具体|分别|都|主要|包括|各)*(?:是|有|叫|包括|在)*(?:哪[几些两二三四五六七八九十\d]*(?:个|家|项|种|条|位|类|所|座|些|地方|区|县|市)*|什么|谁|啥)$"
)
"""具体是哪几个, 都有哪些, 分别是谁."""
CONFIRMS = re.compile(r"^(?:是|真的?|对|确定|是真的|没错|确实)是?(?:吗|么|吧)$")
SPOKEN = re.compile(
    r"(?:谁|哪位(?:领导|同志|专家|记者|人)?|哪个人|什么人)(?:说|讲|介绍|透露|表示|宣布|通报)|(?:话|说法)(?:是|出自)(?:谁|哪位|什么人)"
)
TOLD_ON = re.compile(
    r"(?:哪(?:一)?天|什么时候|什么时间|啥时候|何时|几[号日]|几月几[号日])(?:说|讲|介绍|透露|表示|通报)"
)
"""哪天说的: asks for the day on which the words just quoted were said."""
WORDS_SAID = re.compile(
    r"[这那该此]?(?:一?[句个番些]|篇)?(?:话|说法|数字|数据|数|消息|情况)?(?:又|都|到底|究竟)?(?:是|出自|由)?"
    rf"(?:{SPOKEN.pattern}|{TOLD_ON.pattern})(?:出来|过)?的?(?:[这那]?句?话)?"
)
"""All of a follow-up that means the words just quoted (这话是谁说的, 哪天介绍的); 谁介绍了供水工作 is complete."""
SIGNED = re.compile(
    r"(?:谁|哪位|哪个|哪名)(?:记者|作者|摄影师)?(?:采?写|报道|撰|采访|拍|摄)|(?:记者|作者|摄影)(?:名字)?(?:是|叫)?(?:谁|哪位|什么)|^(?:记者|作者)$"
)
HEADLESS = re.compile(r"的(?:一共|总共|共|都|各)?有(?:多少|几)[个家项位人名种件场条座]?$")
"""获得授信的有几个: what is counted was named before."""
CLEFT = re.compile(r"(?<![目标])的$")
"""什么时候获批的, 谁主持的: said of something known."""
OTHER_YEARS = {
    "上一年": -1, "前一年": -1, "上年": -1, "头一年": -1, "再往前一年": -1, "再前一年": -1,
    "下一年": 1, "后一年": 1, "第二年": 1,
}  # fmt: skip
"""Years that a follow-up counts from the year spoken of; alone they would count from the issue's."""
PLACE_LIKE = re.compile(
    r"^全?[\u4e00-\u9fff]{1,9}(?:省|市|区|县|州|旗|镇|乡|村|街道|社区|新城|断面|水库|大桥|路|街|公园|机场|车站)(?:\([^()]*\))?$"
)
"""A follow-up that is a place's name by its ending, where the dictionary has none: 综改区, 三县一市."""
COPULA = re.compile(
    r"(?:到底|究竟|大概|大约|一共|总共|总计|共计|分别|具体|累计|首批|目前|截至目前|现在|共|都|是|有|为|达到?|占了?|了|约|由|在|被|归|于|给|要|能|,)+$"
)
"""What joins a subject to the question words; no part of the subject."""
HAS_VALUE = re.compile(
    r"(?:率|数|额|量|值|度|价|面积|长度|占比|比例|比重|投资|规模|能力|收入|支出|价格|指数|水平|时间|成绩|得分|产值|幅|速|PM2\.5|GDP)$",
    re.IGNORECASE,
)
"""Endings of what has a value (是多少); other nouns are counted (有多少)."""
