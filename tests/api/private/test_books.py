"""Feedback and kept questions: a day, no address, and an end."""

from datetime import date, timedelta

import pytest

from api.private import feedback
from api.private.database import Database
from api.private.feedback import KEPT_DAYS, FeedbackBook
from api.private.questions import KeptQuestion, KeptQuestions

TODAY = date(2026, 2, 6)


def test_opinions_come_back_newest_first_page_by_page() -> None:
    book = FeedbackBook(Database.in_memory())
    for number in range(5):
        book.add(
            answer=f"{number:016x}", useful=number % 2 == 0, word=f"词{number}", question="问", today=TODAY
        )
    assert [one.word for one in book.page(limit=2)] == ["词4", "词3"]
    assert [(one.word, one.useful) for one in book.page(limit=2, offset=3)] == [("词1", False), ("词0", True)]
    assert book.count() == 5


def test_feedback_is_forgotten_after_a_year() -> None:
    book = FeedbackBook(Database.in_memory())
    book.add(answer="a", useful=True, word="旧", question="", today=TODAY)
    book.add(answer="a", useful=True, word="满", question="", today=TODAY + timedelta(days=KEPT_DAYS))
    assert [one.word for one in book.page(limit=9)] == ["满", "旧"]
    book.add(answer="a", useful=True, word="新", question="", today=TODAY + timedelta(days=KEPT_DAYS + 1))
    assert [one.word for one in book.page(limit=9)] == ["新", "满"]


def test_of_too_many_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "KEPT_ROWS", 2)
    book = FeedbackBook(Database.in_memory())
    for number in range(4):
        book.add(answer="a", useful=True, word=str(number), question="", today=TODAY)
    assert [one.word for one in book.page(limit=9)] == ["3", "2"]


def test_questions_are_kept_for_the_operators_days_and_no_longer() -> None:
    kept = KeptQuestions(Database.in_memory())
    kept.keep("先问的", outcome="answered", days=7, today=TODAY)
    kept.keep("后问的", outcome="not_in_bulletin", days=7, today=TODAY + timedelta(days=7))
    assert kept.all() == [
        KeptQuestion(TODAY, "先问的", "answered"),
        KeptQuestion(TODAY + timedelta(days=7), "后问的", "not_in_bulletin"),
    ]
    kept.keep("再问的", outcome="answered", days=7, today=TODAY + timedelta(days=8))
    assert [one.question for one in kept.all()] == ["后问的", "再问的"]


def test_turning_it_off_deletes_all() -> None:
    kept = KeptQuestions(Database.in_memory())
    kept.keep("问", outcome="answered", days=7, today=TODAY)
    assert kept.purge(days=7, today=TODAY) == 0
    assert kept.purge(days=0, today=TODAY) == 1
    assert kept.all() == []
