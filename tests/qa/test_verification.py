"""What speaks against a candidate: no data on the page, or another place, time, sort or measure."""

from datetime import date

import pytest

from corpus.text import fold
from qa.answers import Reason
from qa.candidates import candidates
from qa.evidence import story_text
from qa.features import CandidateFeatures, sentence_features, view
from qa.questions import read_question
from qa.ranking import Ranked
from qa.verification import no_data_at, objection
from tests.qa.pages import sentences_of

TODAY = date(2026, 2, 6)


def against(asked: str, body: str, answer: str) -> Reason | None:
    """Why `answer`, a candidate for `asked` on a page of `body`, may not be said; None where it may."""
    question = read_question(asked, today=TODAY)
    seen = view(question)
    for sentence in sentences_of(body):
        story = fold(story_text(sentence.story)).text
        for candidate in candidates(question, sentence):
            if candidate.text == answer:
                values = tuple(sentence_features(seen, sentence, story))
                own = tuple(CandidateFeatures(seen, sentence).of(candidate))
                found = objection(seen, Ranked(candidate, 0.0, values, own), story)
                return found.reason if found else None
    pytest.fail(f"{answer} is no candidate for {asked}")


AIR = "2025年,洛阳市市区优良天数301天,优良率为82.5%,较2024年提高3.1%。"
CASES = "去年全市共查处违法排污案件36起,罚款总额182.6万元。"
SERIES = "2023年至2025年,水质指数分别为4.9、4.8、4.7。"


@pytest.mark.parametrize(
    ("asked", "body", "answer"),
    [
        ("2025年优良天数是多少天", AIR, "301天"),
        ("去年优良天数是多少天", AIR, "301天"),
        ("洛阳优良天数是多少天", AIR, "301天"),
        ("优良率是多少", AIR, "82.5%"),
        ("查处违法排污案件多少起", CASES, "36起"),
        ("查处违法排污案件罚款总额是多少钱", CASES, "182.6万元"),
        ("2024年水质指数是多少", SERIES, "4.8"),
        ("2月3日展出多少幅画", "2月3日,展览开幕,展出62幅画。", "62幅"),
        ("我国去年获得多少生态补偿资金", "2025年,全国获得生态补偿资金1.05亿元。", "1.05亿元"),
        ("展览办了多久时来过5万人", "展览办满两个月,来过5万人次。", "两个月"),
        ("洛阳优良天数增加了多少", "2025年洛阳优良天数增加了一成。", "一成"),
        ("红旗队排名第几", "联赛中,红旗暂列第二名。", "第二名"),
        ("发布会在哪里举行", "发布会在王建国纪念馆举行。", "王建国纪念馆"),
        ("他是哪所大学毕业的", "他毕业于江城大学。", "江城大学"),
        (
            "中国机械工业实现贸易顺差多少",
            "中国机械工业实现出口39亿美元,增长14%;实现贸易顺差24亿美元。",
            "24亿美元",
        ),
        ("亚洲制造业指数是多少", "7月,亚洲制造业指数为50.5%。", "50.5%"),
        ("3月份接待游客多少人次", "据介绍,3月份接待游客12万人次。", "12万人次"),
        ("26号晚上油价涨了多少", "26日24时起,油价上涨240元。", "240元"),
        ("民警上门查了多少家单位", "民警检查单位197家。", "197家"),
        ("收回的土地有多大一块", "收回土地12平方公里。", "12平方公里"),
        ("居民投资占经济的百分之几", "居民投资占经济的85%。", "85%"),
        ("一针用正常量的几分之几", "一针只用正常量的五分之一。", "五分之一"),
        ("查办家具案件多少起", "查办家具案件6600多件。", "6600多件"),
        ("贷款利率到几个点了", "6月份贷款利率为3.60%。", "3.60%"),
        ("北约要对付俄国的部队有多少人", "北约针对俄罗斯的部队增至30万人。", "30万人"),
    ],
)
def test_nothing_speaks_against_what_was_asked(asked: str, body: str, answer: str) -> None:
    assert against(asked, body, answer) is None


@pytest.mark.parametrize(
    ("asked", "body", "answer", "reason"),
    [
        ("发布会在哪栋楼举行", "发布会上,副局长王建国介绍了情况。", "王建国", Reason.NOT_IN_BULLETIN),
        ("他是哪所大学毕业的", "他完成了大学毕业设计。", "毕业设计", Reason.NOT_IN_BULLETIN),
        ("2022年优良天数是多少天", AIR, "301天", Reason.OTHER_PERIOD),
        ("2024年优良率是多少", AIR, "82.5%", Reason.OTHER_PERIOD),
        ("2023年水质指数是多少", SERIES, "4.8", Reason.OTHER_PERIOD),
        ("2021年水质指数是多少", SERIES, "4.8", Reason.OTHER_PERIOD),
        ("2月9日展出多少幅画", "2月3日,展览开幕,展出62幅画。", "62幅", Reason.OTHER_PERIOD),
        ("郑州市优良天数是多少天", AIR, "301天", Reason.OTHER_PLACE),
        ("中国制造业指数是多少", "中国采购联合会说,亚洲制造业指数为50.5%。", "50.5%", Reason.OTHER_PLACE),
        ("查处违法排污案件罚了多少钱", CASES, "36起", Reason.OTHER_MEASURE),
        ("查处违法排污案件面积多少亩", CASES, "36起", Reason.OTHER_MEASURE),
        ("查处的违法排污案件今年多大年纪", CASES, "36起", Reason.OTHER_MEASURE),
        (
            "月船7号探测器哪一年发射",
            "探月七日谈:7日回顾,月船3号探测器2023年发射。",
            "2023年",
            Reason.NOT_IN_BULLETIN,
        ),
        ("神舟15号飞行了多少天", "神舟14号飞行了183天。", "183天", Reason.NOT_IN_BULLETIN),
    ],
)
def test_another_time_place_or_measure_is_named(asked: str, body: str, answer: str, reason: Reason) -> None:
    assert against(asked, body, answer) is reason


@pytest.mark.parametrize(
    ("asked", "body", "answer"),
    [
        ("哪所大学举办了招聘会", "华兴机械举办了招聘会。", "华兴机械"),
        ("招聘会是几月几号", "2025年,招聘会举办。", "2025年"),
        ("招聘会是哪一年举办的", "2月3日,招聘会举办。", "2月3日"),
        ("招聘会是哪一年设立的", "招聘会每月逢12日举办。", "12日"),
        ("哪个机构发布了须知", "须知在印度南部泰米尔纳德邦发布。", "印度南部泰米尔纳德邦"),
    ],
)
def test_another_sort_than_the_one_asked_is_no_answer(asked: str, body: str, answer: str) -> None:
    assert against(asked, body, answer) is Reason.NOT_IN_BULLETIN


NONE_YET = "各区优良天数由多到少依次为:东湖区、北山区(西岭区、港口区因站点搬迁暂无数据)。"


def no_data(asked: str, body: str = NONE_YET) -> str | None:
    """The words that say so."""
    seen = view(read_question(asked, today=TODAY))
    for sentence in sentences_of(body):
        found = no_data_at(seen, sentence)
        if found:
            return found.of(sentence.folded.text)
    return None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("西岭区优良天数是多少天", "西岭区、港口区因站点搬迁暂无数据"),
        ("港口区的优良天数有多少", "西岭区、港口区因站点搬迁暂无数据"),
        ("东湖区优良天数是多少天", None),
        ("优良天数是多少天", None),
        ("西岭区招聘会举办了多少场", None),
        ("西岭区为什么没有数据", None),
        ("西岭区有优良天数的数据吗", None),
    ],
)
def test_only_what_the_page_says_it_has_no_data_on_has_none(asked: str, words: str | None) -> None:
    assert no_data(asked) == words


@pytest.mark.parametrize(
    "body",
    [
        "西岭区优良天数暂无统计数据。",
        "西岭区优良天数尚未公布,请留意。",
        "其中,西岭区优良天数没有公布数据。",
        "西岭区因数据缺失未参加优良天数排序。",
    ],
)
def test_no_data_is_said_in_many_ways(body: str) -> None:
    assert no_data("西岭区优良天数是多少天", body) is not None
