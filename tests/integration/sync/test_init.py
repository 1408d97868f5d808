"""What `init` writes, and what it leaves alone."""

import pytest
import yaml

from .company import Company


@pytest.fixture
def project(duckdb_company: Company) -> Company:
    segments = duckdb_company.directory / "models" / "segments"
    segments.mkdir()
    (segments / "seg_regulars.sql").write_text("select 1 as profile_id\n")
    return duckdb_company


def test_an_account_of_the_type_is_used(project: Company) -> None:
    before = (project.directory / "destinations.yml").read_text()
    ran = project.run("init", "vips", "--segment", "regulars", "--type", "webhook")
    assert ran.code == 0, ran.err
    assert "reverse-etl plan vips_webhook" in ran.out
    assert (project.directory / "destinations.yml").read_text() == before
    folder = project.directory / "models" / "activation" / "webhook"
    written = yaml.safe_load((folder / "_sync_webhook__vips.yml").read_text())
    sync = written["exposures"][0]["config"]["meta"]["sync"]
    assert (sync["destination"], sync["mode"], sync["object"]) == ("crm", "mirror", "vips")
    model = (folder / "sync_webhook__vips.sql").read_text()
    assert "{{ ref('profiles') }}" in model
    assert "segment_name = 'regulars'" in model


def test_a_missing_account_is_added_with_its_variables(project: Company) -> None:
    file = project.directory / "destinations.yml"
    file.write_text("audience_files: {type: file, directory: x}\n")
    ran = project.run("init", "vips", "--segment", "regulars", "--type", "webhook")
    assert "set CDP_MY_WEBHOOK_SECRET" in ran.out
    entries = yaml.safe_load(file.read_text())
    assert set(entries) == {"audience_files", "my_webhook"}
    assert entries["my_webhook"]["secret"] == "{{ env_var('CDP_MY_WEBHOOK_SECRET') }}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Vips", "--segment", "regulars"], ["'Vips' cannot be the name"]),
        (["../vips", "--segment", "regulars"], ["cannot be the name"]),
        (["vips", "--segment", "nobody"], ["no segment nobody"]),
        (["vips", "--segment", "regulars", "--type", "fax"], ["unknown type fax", "webhook"]),
    ],
)
def test_wrong_words_write_nothing(
    project: Company, arguments: list[str], words: list[str]
) -> None:
    ran = project.run("init", *arguments)
    assert ran.code == 2
    for word in words:
        assert word in ran.err
    assert not (project.directory / "models" / "activation").exists()


def test_nothing_is_written_over(project: Company) -> None:
    command = ["init", "vips", "--segment", "regulars"]
    project.run(*command)
    file = project.directory / "models" / "activation" / "file" / "sync_file__vips.sql"
    file.write_text("mine")
    ran = project.run(*command)
    assert ran.code == 2
    assert "is there already" in ran.err
    assert file.read_text() == "mine"
