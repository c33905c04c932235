"""Places on a drawing, worked out by hand: 360 wide, 220 high, the plot from x 44 to 348 and y 186 up to 12."""

from api.runs.plots import Column, Dot, RowBar, calibration_dots, risk_curve, share_rows, time_columns
from qa.evaluating.bootstrap import Interval
from qa.evaluating.calibration import Bin, RiskPoint


def test_a_row_is_as_long_as_its_share_and_bears_its_bounds() -> None:
    chart = share_rows([("数字（4）", 0.5, Interval(0.25, 1.0))])
    # bars lie between x 96 and 348: 252 units for 100 %
    assert chart.bars == (RowBar("数字（4）", "50", 15.0, 126.0, 159.0, 348.0),)
    assert [(tick.at, tick.text) for tick in chart.ticks] == [
        (96.0, "0"), (159.0, "25"), (222.0, "50"), (285.0, "75"), (348.0, "100"),
    ]  # fmt: skip


def test_the_curve_of_risk_moves_in_steps_under_an_axis_that_fits() -> None:
    chart = risk_curve([RiskPoint(0.9, 0.25, 0.0), RiskPoint(0.5, 0.5, 0.1)])
    assert [tick.text for tick in chart.y_ticks] == ["0", "5", "10"]
    assert chart.line == "44.0,186.0 120.0,186.0 120.0,12.0 196.0,12.0"


def test_a_bin_is_a_dot_whose_size_tells_how_many_it_holds() -> None:
    small, large = calibration_dots([Bin(0.0, 0.1, 1, 0.0, 0.0), Bin(0.9, 1.0, 4, 1.0, 0.5)]).dots
    assert small == Dot(44.0, 186.0, 6.0, "把握 0.0–0.1：1 题，答对 0%")
    assert large == Dot(348.0, 99.0, 9.0, "把握 0.9–1.0：4 题，答对 50%")


def test_times_fall_into_round_columns_and_the_longest_into_the_last() -> None:
    chart = time_columns([1.0, 12.0, 13.0, 500.0], longest=24.0)
    assert len(chart.columns) == 12
    assert [each.text for each in chart.columns if each.height] == [
        "0 毫秒起：1 题", "12 毫秒起：2 题", "22 毫秒起：1 题",
    ]  # fmt: skip
    assert chart.columns[6] == Column(197.0, 12.0, 23.3, 174.0, "12 毫秒起：2 题")
