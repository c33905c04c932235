"""What may follow a number: measure words, physical units, money, and what they are counted per.

A closed list on purpose. A noun after a number is what is counted, not its unit (`15个项目`: 个), and a
number followed by none of these is printed bare (`综合指数为4.13`). Some measure words begin other words;
those are told apart by what follows (`3成`, but not `5成立`).
"""

import re


def _listed(words: str) -> list[str]:
    return words.split()


MONEY = _listed(
    "元人民币 人民币元 人民币 元港币 元新台币 新台币元 新台币 港元 港币 美元 美金 欧元 英镑 日元 韩元 "
    "韩币 卢布 卢比 泰铢 澳元 澳门元 加元 加拿大元 新加坡元 新西兰元 新元 瑞士法郎 瑞郎 法郎 "
    "瑞典克朗 挪威克朗 丹麦克朗 克朗 "
    "比索 雷亚尔 里拉 里亚尔 迪拉姆 第纳尔 兰特 越南盾 印尼盾 盾 林吉特 令吉 比特币 美分 欧分 便士 "
    "块钱 块 元钱 元 角钱 角 毛钱 分钱 圆 "
)
"""Currencies as news prints them; `元` last among those it ends."""

SHARES = ["%", "‰"]

POINTS = ["个百分点", "百分点", "个基点", "基点", "个BP", "BP", "bp"]
"""Differences between shares."""

MULTIPLES = ["倍"]

AGES = ["周岁", "岁", "月龄", "虚岁"]

TIMES = _listed(
    "个工作日 个交易日 个自然日 个月 个星期 个礼拜 个小时 个钟头 个半小时 个季度 个学期 个学年 个世纪 "
    "个年头 个昼夜 个财年 个赛季 个周末 个课时 个学时 工作日 交易日 自然日 周年 年度 年期 年级 年 "
    "季度 月份 月 星期 礼拜 周 天 昼夜 日 晚 夜 小时 钟头 分钟 分秒 刻钟 秒钟 毫秒 微秒 纳秒 秒 世纪 "
    "年代 学年 财年 学期 课时 学时 学分 光年 时 点钟 "
)

MEASURES = _listed(
    "平方公里 平方千米 平方英里 平方米 平方厘米 平方毫米 平方英尺 平方分米 平米 平方 公顷 亩 顷 英亩 "
    "立方千米 立方公里 立方米 立方厘米 立方分米 立方 公里 千米 厘米 毫米 微米 纳米 分米 英里 海里 "
    "英尺 英寸 华里 公分 米 里 寸 丈 尺 公吨 修正总吨 载重吨 总吨 吨级 吨 千克 公斤 毫克 微克 纳克 "
    "克拉 克 斤 两 磅 盎司 毫升 微升 公升 升 加仑 蒲式耳 桶 标准箱 标箱 千瓦时 太瓦时 兆瓦时 吉瓦时 瓦时 "
    "度电 千瓦 兆瓦 吉瓦 瓦 千伏安 千伏 伏特 伏 毫安时 毫安 安时 安培 赫兹 千赫兹 兆赫兹 兆赫 吉赫兹 "
    "百帕 千帕 兆帕 帕 牛·米 牛米 千牛 牛顿 马力 匹马力 摄氏度 华氏度 度 分贝 千卡 大卡 卡路里 千焦 "
    "焦耳 勒克斯 流明 尼特 万像素 像素 比特 字节 转 当量 标准煤 吨标准煤 吨标煤 节 弧秒 毫西弗 "
)

LATIN_MEASURES = _listed(
    "km/h m/s mg/L mg/m³ μg/m³ kWh MWh GWh TWh Wh kW MW GW TW W kV V mAh Ah kHz MHz GHz Hz km cm mm "
    "nm μm um m km² m² ㎡ m³ kg mg μg g t L mL ml TEU GB TB MB KB PB Gbps Mbps Kbps bps fps ppm dB px "
    "kwh KWh KWH Kwh KW Kw Km KM Kg KG CM MM ML Mah mah gb mb Gb "
    "lx nits Nm N·m rpm Pa hPa kPa MPa ha cc min h s Mpps TOPS TFLOPS ℃ °C ℉ ° ㎞ ㎝ ㎜ ㎏ ㎎ ㎥ "
)
"""Units in Latin letters; only where no further letter follows (`5G网络` and `12GB` differ there)."""

COUNTERS = _listed(
    "人次 台次 台套 台(套) 辆次 架次 艘次 艘(次) 班次 车次 批次 场次 件次 户次 例次 家次 家(次) "
    "个(次) 件(次) 人(次) 处(次) 次(项) 项(次) 台(次) 辆(次) 场(次) 条(次) 剂次 列次 航次 篇次 列(次) "
    "班(次) 户(次) 人 名 位 户 家 口 对 双 组 队 支 批 帮 群 桌 席 班 届 期 笔 单 票 宗 例 起 件 项 "
    "桩 案 封 张 枚 颗 粒 片 根 条 道 股 束 朵 棵 株 丛 本 册 部 集 卷 篇 章 段 句 字 页 版 幅 帧 首 "
    "曲 出 台 场 轮 局 盘 回 遍 趟 番 次 顿 餐 杯 瓶 罐 盒 箱 袋 包 盆 碗 碟 份 套 副 只 头 匹 峰 尾 "
    "发 提 载 具 基 "
    "羽 辆 架 艘 列 座 栋 幢 间 所 处 门 扇 面 眼 孔 把 柄 顶 层 楼 室 级 档 类 种 样 款 个 代 强 环 "
    "圈 步 关 网 线 国 省 市 州 县 区 镇 乡 村 街道 号 型 折 车道 站 手 针 剂 胎 拍 球 记 杆 胜 负 "
    "平 金 银 铜 战 连 路 成 分 点 字节 单元 单位 标段 课 页码 克拉 航班 车厢 泊位 标方 铺 床 张床 "
    "床位 席位 公里/小时 "
)

_ENDLESS = {  # a measure word that begins another word, and what then follows it
    "提": "升高出供醒前交到及示取案议名拔倡速请",
    "载": "体",
    "具": "有备体",
    "基": "本地金于点础建因层督准",
    "发": "现布生展出送放起表挥文行射动改明烧病票电车源言稿给",
    "元": "旦宵首帅素老勋",
    "成": "立为功员果本都交长品就绩效熟型因批",
    "分": "别为布支公之类行配级享析离队批红担成辨割化流外享工解",
    "点": "击评燃赞亮位明名缀球将",
    "度": "过假量",
    "级": "别",
    "名": "为叫列誉单称",
    "位": "于列居置",
    "处": "理于罚置在以",
    "起": "来到自草诉初飞步",
    "支": "持付出撑援",
    "股": "份权票市东指",
    "强": "劲化度调烈制降对震力者大国省市",
    "期": "间待望盼中末",
    "手": "机术指动续册工段",
    "后": "来者续",
    "路": "径上面由线",
    "战": "略机斗争场士役绩队后",
    "平": "均台方安原米衡等",
    "金": "融额属沙华",
    "银": "行河",
    "铜": "陵矿价",
    "连": "续接",
    "步": "伐入行",
    "关": "于注键联闭系",
    "面": "对临积向",
    "线": "上下路索",
    "网": "络友站上",
    "国": "家内际务有民产道",
    "省": "份级内",
    "市": "场民值级内",
    "县": "级",
    "区": "域间",
    "村": "民",
    "口": "岸",
    "球": "迷员",
    "记": "者录",
    "胜": "利任",
    "负": "责担",
    "单": "位",
    "回": "升落到应复归",
    "包": "括",
    "对": "于0123456789一",
    "组": "织",
    "道": "路",
    "号": "召称",
    "代": "表替",
    "出": "现台生口去来发资",
    "首": "次批个先席要都款家",
    "环": "境保比",
    "章": "程",
    "里": "约程面",
    "米": "兰饭其",
    "两": "个年次名位人天地国市会岸项家条大种",
    "节": "约能省目日假",
    "转": "发移让为入",
    "日": "元均常益",
    "月": "饼球",
    "时": "间代候期速常隔任",
    "年": "轻均龄纪",
    "周": "边期岁年围",
    "天": "然气津",
    "人": "民均工才类社员",
    "家": "庭",
    "场": "馆",
    "部": "门分队署长",
    "台": "湾风",
    "条": "例",
    "角": "度色",
    "丈": "夫",
    "型": "号",
    "铺": "设",
    "针": "对",
    "拍": "摄卖",
    "户": "外",
    "番": "茄",
    "版": "本权",
    "列": "为入",
    "集": "团中合",
    "本": "月周年市省报届次轮赛季着",
    "只": "有是能要",
    "盘": "中后前",
}

_PER = (
    r"(?:[/／](?:10{1,4}万?|[百千万]|十万)?(?:平方公里|公里|平方米|立方米|千克|公斤|毫升|分钟|小时|千瓦时|标准箱|标箱|盎司|人次|平米|工作日|学年|学期|"
    r"m³|m3|m²|m2|kg|km|[A-Za-z]{1,3}(?![A-Za-z])|[人户家吨升斤克亩天日月年周时秒分次度辆台套件个只头间米桶股瓦张份瓶盒箱袋期场课])"
    r"(?:[·/](?:[月年天日]|平方米))?"
    r"|每(?:立方米|平方米|平方公里|千瓦时|分钟|小时|公里|公斤|千克|加仑|盎司|升|吨|克|斤|秒|桶|股|亩|度)(?![的约]?\d))"
)
"""What a unit is counted per: `立方米/日`, `元/平方米·月`, `元每升`, `毫克/100毫升`. `每吨684元` stands before the number."""


def _word(unit: str) -> str:
    """One unit as a pattern, refused where it begins another word."""
    pattern = re.escape(unit).replace(r"\(", "[(（]").replace(r"\)", "[)）]")
    follows = _ENDLESS.get(unit, "")
    return f"{pattern}(?![{follows}])" if follows else pattern


def _alternatives(units: list[str]) -> str:
    """A pattern of `units`, the longest first."""
    return "|".join(_word(u) for u in sorted(set(units), key=lambda u: (-len(u), u)))


_HAN_UNITS = MONEY + SHARES + POINTS + MULTIPLES + AGES + TIMES + MEASURES + COUNTERS

UNIT = (
    rf"(?:(?:{_alternatives(_HAN_UNITS)}|(?:{_alternatives(LATIN_MEASURES)})(?![A-Za-z])){_PER}?"
    rf"(?:[(（]次[)）])?)"
)
"""A unit with what it is counted per, as a pattern without groups."""

ONE_COUNTERS = _listed(
    "人次 个工作日 个交易日 个月 个星期 个小时 个半小时 个半月 个多月 个多小时 个多星期 个季度 个学期 个世纪 个百分点 个基点 周年 "
    "周岁 年 天 小时 分钟 秒钟 秒 世纪 岁 平方公里 平方米 立方米 公里 厘米 毫米 海里 米 吨 千克 公斤 "
    "斤 克 升 公顷 亩 元 块钱 美元 欧元 英镑 倍 成 人 名 位 户 家 项 件 场 座 辆 架 艘 台 所 栋 幢 支 "
    "张 枚 次 篇 幅 例 宗 笔 颗 株 头 周 夜 晚 "
)
"""Before these a lone 一 counts (一家酒店); before others it is an article or half a word (一种, 一起)."""

FEW_COUNTERS = ONE_COUNTERS + _listed(
    "个 起 处 条 只 间 层 块 份 本 册 部 首 棵 轮 届 期 批 款 种 类 代 级 组 队 对 口 门 片 顿 餐 趟 "
    "班 列 集 章 节 段 页 局 盘 回 遍 套 双 面 根 道 杯 瓶 箱 袋 盒 匹 把 点 月 分 角 度 样 "
)
"""Measure words before which any other single Chinese digit counts (两起, 三点)."""

ONE_UNIT = re.compile(_alternatives(ONE_COUNTERS))
FEW_UNIT = re.compile(_alternatives(FEW_COUNTERS))
