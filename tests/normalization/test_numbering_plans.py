"""The seed and the macro of numbering plans are what the command makes."""

import csv

from seeds.reference.make_numbering_plans import (
    MACRO,
    SEED,
    macro_text,
    seed_rows,
    seed_text,
    written_out,
)

REMEDY = "run `make numbering-plans` and look at what changed"


def test_the_seed_is_what_the_command_makes_of_the_library() -> None:
    assert SEED.read_text(encoding="utf-8") == seed_text(seed_rows()), REMEDY


def test_the_macro_is_what_the_command_makes_of_the_seed() -> None:
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert MACRO.read_text(encoding="utf-8") == macro_text(rows), REMEDY


def test_facts_that_anyone_can_look_up() -> None:
    with SEED.open(encoding="utf-8", newline="") as file:
        plans = {row["region"]: row for row in csv.DictReader(file)}
    assert len(plans) > 240
    france, italy, united_states = plans["FR"], plans["IT"], plans["US"]
    assert (france["dialling_code"], france["trunk_prefixes"]) == ("33", "0")
    assert france["national_lengths"] == "9"
    assert (italy["dialling_code"], italy["trunk_prefixes"]) == ("39", "")
    assert "0" in italy["first_digits"]
    assert (united_states["dialling_code"], united_states["trunk_prefixes"]) == ("1", "1")
    assert united_states["international_prefixes"] == "011"
    assert plans["RU"]["international_prefixes"] == "810"
    assert plans["HU"]["trunk_prefixes"] == "06"
    assert plans["CA"]["is_main_region"] == "false"


def test_a_pattern_is_written_out_without_groups() -> None:
    assert written_out("00(?:[125]|3(?:4|91))?") == {"00", "00[125]", "0034", "00391"}
