import io

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


def test_a_pipe_sees_nothing() -> None:
    pipe = io.StringIO()
    progress = Progress("people", 2000, pipe)
    progress.advance(2000)
    progress.close()
    assert pipe.getvalue() == ""
