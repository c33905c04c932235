"""The city that a paper calls ours is read from its pages, where they have one."""

from qa.locality import home_places

OURS = "本报讯 我市将新建公园8座,洛阳市文旅局介绍了情况。洛阳市去年接待游客增长。郑州市派人学习。"


def test_the_city_named_most_beside_our_city_is_home_with_and_without_its_ending() -> None:
    assert home_places([OURS]) == ("洛阳市", "洛阳")


def test_pages_that_call_no_city_ours_have_no_home() -> None:
    assert home_places(["洛阳市去年接待游客增长。洛阳市文旅局介绍了情况。"]) == ()
    assert home_places([]) == ()


def test_news_from_everywhere_has_no_home() -> None:
    cities = ["洛阳市", "郑州市", "杭州市", "南京市", "成都市", "长沙市"]
    assert home_places([f"我市与{city}签订协议。" for city in cities]) == ()


def test_pages_that_say_ours_of_no_named_city_have_no_home() -> None:
    assert home_places(["本报讯 我市将新建公园8座。"]) == ()


def test_which_of_two_equals_is_home_does_not_hang_on_the_order_of_pages() -> None:
    pages = ["我市与洛阳市相邻。", "我市与郑州市相邻。"]
    assert home_places(pages) == home_places(pages[::-1])
