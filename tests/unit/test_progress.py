import io

import pytest

from reverse_etl.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_rate_and_rest() -> None:
    terminal = Terminal()
    progress = Progress("people", 2000, terminal)
    progress.advance(1000)
    progress.advance(1000)
    assert "people: 2,000 of 2,000 rows" in terminal.getvalue()
    assert "a second" in terminal.getvalue()
    progress.close()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_rest_is_told_by_the_rate_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("reverse_etl.progress.time.monotonic", lambda: now[0])
    terminal = Terminal()
    progress = Progress("people", 10_000, terminal)
    now[0] += 4
    progress.advance(2_000)
    line = terminal.getvalue().rpartition("\x1b[K")[2]
    assert line == "people: 2,000 of 10,000 rows, 500 a second, 16 s left"


def test_a_pipe_sees_nothing() -> None:
    pipe = io.StringIO()
    progress = Progress("people", 2000, pipe)
    progress.advance(2000)
    progress.close()
    assert pipe.getvalue() == ""
