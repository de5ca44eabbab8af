import pytest

from data.jobs.progress import Status, untold


@pytest.mark.parametrize(
    ("state", "is_at_work"),
    [
        ("none", False),
        ("waiting", True),
        ("running", True),
        ("finished", False),
        ("failed", False),
        ("interrupted", False),
    ],
)
def test_work_whose_end_is_to_come_is_at_work(state: str, is_at_work: bool) -> None:
    assert Status(state).is_at_work == is_at_work


def test_at_first_there_is_no_work() -> None:
    assert Status() == Status("none", 0.0, "", "")


def test_who_listens_to_nothing_hears_nothing() -> None:
    untold(0.5, "half")
