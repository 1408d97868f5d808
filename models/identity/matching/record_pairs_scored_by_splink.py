"""Pairs of records that are likely one person, scored by Splink 5 in a DuckDB of its own.

Nothing is drawn at random and one thread adds up, so the same records give the same scores.
"""

from itertools import combinations
from math import exp, log

SAMPLED_PAIRS = 1_000_000
# Of pairs that are one person, the share that agrees in two keys which have no attribute in common.
# Twice or half of it moves every score by one power of two.
CERTAIN_SHARE = 0.7
# Of learning from the pairs of a key.
ROUNDS = 25
# A score that moves in its fifth digit, because other records came, is no news for an edge.
SCORE_DIGITS = 4
NULL, ELSE = "missing", "differs"


def model(dbt, session):
    """One row per pair that scores at least review_min_score."""
    splink = _imported_splink()
    attributes = dbt.config.meta_get("compared_attributes")
    keys = dbt.config.meta_get("comparison_keys")
    teachers = dbt.config.meta_get("learning_keys")
    most = dbt.config.meta_get("max_records_per_key")
    least_score = dbt.config.meta_get("review_min_score")
    records = dbt.ref("int_records_compared").order("source_name, record_id").to_arrow_table()
    return _scored(splink, records, attributes, keys, teachers, most, least_score)


def _scored(splink, records, attributes, keys, teachers, most, least_score):
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.register("records_given", records)
    connection.execute(_records_sql(attributes, [*keys, *teachers], most))
    every = [_rule(number, key) for number, key in enumerate([*keys, *teachers])]
    rules = every[: len(keys)]
    taught_by = dict(zip(map(tuple, teachers), every[len(keys) :], strict=True))
    count, pairs = len(records), _count_certain(connection, taught_by)
    if pairs == 0:
        # Nothing to learn from: no two records agree in enough to be taken for one person.
        connection.execute("create table predictions as " + _NOTHING)
    else:
        probability = min(pairs / CERTAIN_SHARE / (count * (count - 1) / 2), 0.5)
        linker = _trained(splink, connection, attributes, rules, taught_by, probability)
        predicted = linker.inference.predict(threshold_match_probability=least_score)
        connection.execute(_predictions_sql(predicted.physical_name, attributes))
    return connection.sql(_result_sql(splink.__version__, least_score)).to_arrow_table()


def _imported_splink():
    try:
        import splink
    except ImportError as error:
        raise RuntimeError(
            "The var scored_pairs_model names record_pairs_scored_by_splink, and Splink is not "
            "installed. To mend it: pip install 'warehouse-cdp[fuzzy]', or empty the var."
        ) from error
    return splink


def _records_sql(attributes, keys, most):
    """The records by one id, and for each key whether few enough records share its value."""
    opened = [
        f"count(*) over (partition by {', '.join(key)}) <= {most} as is_open_{number}"
        for number, key in enumerate(keys)
    ]
    columns = ["source_name || ':' || record_id as unique_id", *attributes, *opened]
    return (
        f"create table records as select source_name, record_id, {', '.join(columns)} "
        "from records_given order by source_name, record_id"
    )


def _rule(number, key):
    equal = [f"l.{name} = r.{name}" for name in key]
    return " and ".join([*equal, f"l.is_open_{number}", f"r.is_open_{number}"])


def _count_certain(connection, taught_by):
    """Pairs that agree in two keys which have no attribute in common: hardly ever two people."""
    selects = [
        "select l.unique_id as id_l, r.unique_id as id_r from records as l inner join records as r "
        f"on {taught_by[one]} and {taught_by[other]} and l.unique_id < r.unique_id"
        for one, other in combinations(taught_by, 2)
        if not set(one) & set(other)
    ]
    if not selects:
        return 0
    counted = f"select count(*) from ({' union '.join(selects)})"
    return connection.execute(counted).fetchall()[0][0]


def _linker(splink, connection, settings):
    import logging

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = splink.DuckDBAPI(connection)
    return splink.Linker(api.register("records"), settings, log_level=None)


def _trained(splink, connection, attributes, rules, taught_by, probability):
    """Learns without labels: by chance from pairs drawn by hash, the rest from learning keys."""
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(name, rule) for name, rule in attributes.items()],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=probability,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker = _linker(splink, connection, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=1)
    model = linker.misc.save_model_to_json()
    levels = {
        comparison["output_column_name"]: comparison["comparison_levels"][1:]
        for comparison in model["comparisons"]
    }
    for of_attribute in levels.values():
        for level in of_attribute:
            # What chance never gave in the sample is rarer than one in it.
            level["u_probability"] = max(level.get("u_probability") or 0.0, 1 / SAMPLED_PAIRS)
    for name, shares in _learned(connection, attributes, taught_by, levels).items():
        for level, share in zip(levels[name], shares, strict=True):
            level["m_probability"] = share
    return _linker(splink, connection, model)


def _learned(connection, attributes, taught_by, levels):
    """How often people agree with themselves, by attribute and level, from learning keys.

    Splink's own training fails where a level ends up with no match at all, as Splink 5.0 does on
    clean data. So each level starts with a share of one pair that was never seen.
    """
    counts = {name: [1 / len(given)] * len(given) for name, given in levels.items()}
    for key, rule in taught_by.items():
        taught = [
            name
            for name, told in attributes.items()
            if name not in key and told.get("swapped_with") not in key
        ]
        patterns = connection.execute(_patterns_sql(rule, taught, attributes)).fetchall()
        chance = [[level["u_probability"] for level in levels[name]] for name in taught]
        for name, found in zip(taught, _matches(patterns, chance), strict=True):
            counts[name] = [sum(both) for both in zip(counts[name], found, strict=True)]
    return {name: [one / sum(found) for one in found] for name, found in counts.items()}


def _patterns_sql(rule, names, attributes):
    """How many pairs of a key agree in which way: a level for each attribute, 0 for missing."""
    sides = [f"l.{name} as {name}_l, r.{name} as {name}_r" for name in attributes]
    levels = [
        "case "
        + " ".join(
            f"when {sql} then {place}"
            for place, (_, sql) in enumerate(_levels(name, attributes[name]))
        )
        + f" else {len(list(_levels(name, attributes[name])))} end"
        for name in names
    ]
    return (
        f"select {', '.join([*levels, 'count(*)'])} from (select {', '.join(sides)} "
        f"from records as l inner join records as r on {rule} and l.unique_id < r.unique_id) "
        "group by all order by all"
    )


def _matches(patterns, chance):
    """Expected matches by attribute and level, by expectation maximisation (Fellegi-Sunter)."""
    matched = 0.5
    shares = [_first_guess(len(levels)) for levels in chance]
    found = [[0.0] * len(levels) for levels in chance]
    for _ in range(ROUNDS if patterns else 0):
        found = [[0.0] * len(levels) for levels in chance]
        expected = total = 0.0
        for *pattern, count in patterns:
            weight = log(matched / (1 - matched))
            for place, level in enumerate(pattern):
                if level:
                    weight += log(shares[place][level - 1] / chance[place][level - 1])
            pairs = count / (1 + exp(-max(min(weight, 500.0), -500.0)))
            expected, total = expected + pairs, total + count
            for place, level in enumerate(pattern):
                if level:
                    found[place][level - 1] += pairs
        matched = (expected + 0.5) / (total + 1)
        shares = [
            [(one + 1 / len(levels)) / (sum(levels) + 1) for one in levels] for levels in found
        ]
    return found


def _first_guess(count):
    """Most values of one person are equal; the other levels share the rest."""
    return [0.9] + [0.1 / (count - 1)] * (count - 1)


def _comparison(name, rule):
    levels = [
        {"sql_condition": sql, "label_for_charts": label} for label, sql in _levels(name, rule)
    ]
    levels[0]["is_null_level"] = True
    if rule["kind"] != "date":
        # A rare name says more than a common one.
        levels[1] |= {"tf_adjustment_column": name, "tf_adjustment_weight": 1.0}
    return {
        "output_column_name": name,
        "comparison_levels": [*levels, {"sql_condition": "ELSE", "label_for_charts": ELSE}],
    }


def _levels(name, rule):
    """How alike two values may be, from missing and equal on, each with its SQL."""
    left, right = f"{name}_l", f"{name}_r"
    edits = f"damerau_levenshtein({left}, {right})"
    likeness = f"jaro_winkler_similarity({left}, {right})"
    yield NULL, f"{left} is null or {right} is null"
    yield "equal", f"{left} = {right}"
    other = rule.get("swapped_with")
    if other:
        yield "swapped", f"{left} = {other}_r or {other}_l = {right}"
    if rule["kind"] in ("date", "code"):
        yield "one slip", f"{edits} <= 1"
        yield "two slips", f"{edits} <= 2"
    else:
        yield "one slip", f"length({left}) > 3 and {edits} <= 1"
        yield "similar", f"{likeness} >= 0.9 or (length({left}) > 4 and {edits} <= 2)"
        yield "barely similar", f"{likeness} >= 0.8"


def _predictions_sql(predicted, attributes):
    weights = {name: _weight(name, rule) for name, rule in attributes.items()}
    told = []
    for name, rule in attributes.items():
        cases = " ".join(f"when {sql} then '{label}'" for label, sql in _levels(name, rule))
        likeness = f"case {cases} else '{ELSE}' end"
        told.append(f"'{name} ' || {likeness} || printf(' %+.1f', {weights[name]})")
    repeated = [_repeated(weights, attributes, group) for group in _groups(attributes)]
    odds = " - ".join(["match_weight", *repeated])
    return (
        f"create table predictions as select unique_id_l, unique_id_r, {odds} as odds, "
        f"concat_ws(', ', {', '.join(told)}) as reason from {predicted}"
    )


def _weight(name, rule):
    """By how many powers of two an attribute makes one person likelier."""
    return f"mw_{name}" if rule["kind"] == "date" else f"(mw_{name} + mw_tf_adj_{name})"


def _groups(attributes):
    return sorted({rule["group"] for rule in attributes.values() if rule.get("group")})


def _repeated(weights, attributes, group):
    """Half of what a group says for a pair beyond its strongest attribute.

    Who lives in one street lives in one city: added up in full, an address alone would make
    one person of a family.
    """
    members = [
        f"greatest({weights[name]}, 0)"
        for name, rule in attributes.items()
        if rule.get("group") == group
    ]
    return f"0.5 * ({' + '.join(members)} - greatest({', '.join(members)}))"


_NOTHING = (
    "select unique_id as unique_id_l, unique_id as unique_id_r, 0.0 as odds, "
    "'' as reason from records where 1 = 0"
)


def _result_sql(version, least_score):
    return f"""
        select
            side_a.source_name as source_a_name,
            side_a.record_id as record_a_id,
            side_b.source_name as source_b_name,
            side_b.record_id as record_b_id,
            round(1 / (1 + pow(2.0, -predictions.odds)), {SCORE_DIGITS}) as score,
            'splink {version}' as matcher_version,
            predictions.reason
        from predictions
        inner join records as side_a on predictions.unique_id_l = side_a.unique_id
        inner join records as side_b on predictions.unique_id_r = side_b.unique_id
        where 1 / (1 + pow(2.0, -predictions.odds)) >= {least_score}
        order by side_a.source_name, side_a.record_id, side_b.source_name, side_b.record_id
    """
