"""What is a name, which the page must bear, and what only looks like one."""

import pytest

from qa.names import is_name, not_names, stands_in_parts


@pytest.mark.parametrize("word", ["东西", "上门", "礼拜", "老二", "外国"])
def test_words_that_questions_use_without_the_page_are_no_names(word: str) -> None:
    assert word in not_names()
    assert not is_name(word, "ns")


@pytest.mark.parametrize(
    ("word", "tag"), [("美国", "ns"), ("洛阳", "ns"), ("华为", "nz"), ("王建国", "nr"), ("联合国", "nt")]
)
def test_places_firms_and_persons_are_names(word: str, tag: str) -> None:
    assert is_name(word, tag)


def test_a_noun_behind_a_surname_is_no_person() -> None:
    assert not is_name("白名单", "nr")


def test_so_many_countries_are_none_of_them() -> None:
    assert not is_name("八国", "ns")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("照麦迪", "麦迪对记者说"),
        ("卡努来", "台风卡努将登陆"),
        ("雷波坠江", "雷波县一辆货车坠江"),
        ("智驾", "发布智能驾驶方案"),
        ("胡学智查", "民警胡学智在路面巡查"),
        ("徐伟称", "司长徐伟表示"),
        ("杨青称丁二烯", "杨青表示，丁二烯橡胶适合"),
        ("局何泽华", "原副局长何泽华退休"),
    ],
)
def test_what_the_segmenter_ran_together_stands_in_its_parts(name: str, text: str) -> None:
    assert stands_in_parts(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王小明", "王小红说"),
        ("李小明", "王小明说"),
        ("陵水县", "沁水县举办了招聘会"),
        ("山东", "山西和广东"),
        ("清河", "汾河的水质"),
        ("王明", "王小明说"),
        ("徐伟明", "司长徐伟说"),
        ("中国银行", "中国银联发布数据"),
        ("锡林郭勒", "乌兰察布完成造林"),
        ("罗德里戈", "罗德里打进12球"),
        ("史蒂文森", "史蒂文斯获奖"),
        ("北爱尔兰", "爱尔兰去年出口2200亿欧元"),
        ("西撒哈拉", "撒哈拉沙漠绵延千里"),
        ("南奥塞梯", "北奥塞梯发生爆炸"),
        ("毛里塔尼亚", "毛里求斯和坦桑尼亚将投资"),
        ("陈春来", "陈春花出版三本书"),
        ("李光前", "李光耀捐书3200册"),
        ("马克里", "马克龙签署7项协议"),
        ("浙商证券", "招商证券发布研报"),
        ("华师大", "华中师范大学录取"),
    ],
)
def test_a_name_by_one_character_apart_is_another(name: str, text: str) -> None:
    assert not stands_in_parts(name, text)
