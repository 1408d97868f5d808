"""What partners lend serves the purpose of its contract: whoever reads it asks for one."""

from pathlib import Path

MODELS = Path(__file__).resolve().parents[2] / "models"
READERS = ("segments", "insights", "activation", "metrics")


def test_every_reader_of_audiences_asks_what_they_may_serve() -> None:
    readers = {
        path.name: path.read_text(encoding="utf-8")
        for folder in READERS
        for path in (MODELS / folder).rglob("*.sql")
        if "ref('profile_audiences')" in path.read_text(encoding="utf-8")
    }
    assert "seg_dmp_auto_intenders.sql" in readers
    silent = [name for name, text in readers.items() if "may_serve(" not in text]
    assert not silent, f"{silent}: add {{{{ may_serve('<purpose>') }}}} to the condition"
