"""No secret and no personal value in anything that a noisy run says or leaves."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .company import Company
from .receiver import SECRET, Fault
from .test_notifications import Chat

_TABLES = ("sync_state", "sync_log", "sync_runs", "sync_leases", "sync_schema_version")
_PERSONAL = [
    re.compile(r"@example\.com"),
    re.compile(r"\+?33 ?6 ?12 ?34 ?56 ?78"),
    re.compile(r"\+?491701234567"),
    re.compile(r"\b(ada|grace|joan)\b", re.I),
    re.compile(SECRET),
    re.compile("query-secret"),
    re.compile("other-secret-99"),
    re.compile("bearer-value-1"),
    re.compile("chat-secret-77"),
]


@pytest.fixture
def chat() -> Iterator[Chat]:
    opened = Chat()
    yield opened
    opened.close()


def plan_file(company: Company) -> Path:
    return company.directory / "plan.json"


def make_noise(company: Company, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that goes wrong with people's values and our secrets in its text."""
    talk = (
        'ada@example.com "+33 6 12 34 56 78" +491701234567 '
        f"Authorization: Bearer bearer-value-1 secret={SECRET} "
        "https://user:other-secret-99@host/x?email=grace@example.com"
    )
    receiver = company.receiver
    receiver.rejected = {"x1": talk, "x2": talk}
    receiver.faults = [Fault(429, {"Retry-After": "1"}, talk), Fault(500, {}, talk)]
    monkeypatch.setenv("CDP_NOTIFY_URL", chat.url)
    for form in ("--verbose", "--markdown", "--json"):
        company.run("plan", form, "--out", str(plan_file(company)))
    company.run("sync", "--verbose")
    company.run("status")
    company.run("status", "--json")
    receiver.faults = [Fault(422, {}, talk)] * 3
    company.run("retry", "--verbose", "--json")
    receiver.faults = [Fault(503, {}, talk)] * 12
    company.run("retry", "--verbose")
    receiver.faults = [Fault(404, {}, talk)]
    company.run("retry", "--verbose")
    company.run("doctor")
    company.run("sync", "--override", "mass_removal", "--reason", talk)
    company.run("drift")
    company.run("plan", "--out", str(plan_file(company)))
    monkeypatch.setenv("CDP_WEBHOOK_SECRET", "other-secret-99")
    company.run("sync", "--verbose")
    company.run("doctor", "--json")
    receiver.close()
    company.run("retry", "--verbose")


def test_a_noisy_run_says_nothing_personal(
    company: Company, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_noise(company, chat, monkeypatch)
    said = "\n".join(company.said)
    tables = "\n".join(
        repr(row) for table in _TABLES for row in company.rows(f"select * from reverse_etl.{table}")
    )
    files = "\n".join(
        file.read_text(errors="replace")
        for file in company.directory.parent.rglob(".reverse_etl/**/*")
        if file.is_file()
    )
    assert "[e-mail]" in said
    assert "[phone]" in said
    assert '"failures"' in said
    assert chat.posts
    places = {
        "output": said,
        "tables": tables,
        "files": files,
        "plan": plan_file(company).read_text(),
        "notifications": json.dumps(chat.posts),
    }
    for pattern in _PERSONAL:
        for name, text in places.items():
            assert not pattern.search(text), (name, pattern.pattern)


def test_progress_is_for_terminals(duckdb_company: Company) -> None:
    duckdb_company.fill(2000)
    ran = duckdb_company.sync()
    assert "\r" not in ran.err + ran.out
    assert "a second" not in ran.err


def test_on_a_terminal_a_sync_shows_how_far_it_is(duckdb_company: Company) -> None:
    duckdb_company.fill(2000)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "reverse_etl", "sync", "people_webhook"]
    process = subprocess.Popen(
        [*command, "--project-dir", str(duckdb_company.directory)],
        env={**os.environ, **duckdb_company.variables},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    out, _ = process.communicate()
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert process.returncode == 0, shown
    assert re.search(r"people_webhook: 2,000 of 2,000 rows, [\d,]+ a second, 0 s left", shown)
    assert b"a second" not in out


def test_machines_read_stdout_and_people_stderr(duckdb_company: Company) -> None:
    duckdb_company.receiver.faults = [Fault(503)]
    ran = duckdb_company.sync("--verbose")
    assert ran.document["exit_code"] == 0
    assert len(ran.out.splitlines()) == 1
    assert "trying again" in ran.err
