"""Pairs of records that are likely one person, scored by Splink 5 in a DuckDB of its own.

Nothing is drawn at random and one thread adds up, so the same records give the same scores.
"""

from itertools import combinations

SAMPLED_PAIRS = 1_000_000
# Of pairs that are one person, the share that agrees in two keys which have no attribute in common.
# Twice or half of it moves every score by one power of two.
CERTAIN_SHARE = 0.7
# A score that moves in its fifth digit, because other records came, is no news for an edge.
SCORE_DIGITS = 4
NULL, ELSE = "missing", "differs"


def model(dbt, session):
    """One row per pair that scores at least review_min_score."""
    splink = _imported_splink()
    attributes = dbt.config.meta_get("compared_attributes")
    keys = dbt.config.meta_get("comparison_keys")
    most = dbt.config.meta_get("max_records_per_key")
    least_score = dbt.config.meta_get("review_min_score")
    records = dbt.ref("int_records_compared").order("source_name, record_id").to_arrow_table()
    return _scored(splink, records, attributes, keys, most, least_score)


def _scored(splink, records, attributes, keys, most, least_score):
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.register("records_given", records)
    connection.execute(_records_sql(attributes, keys, most))
    rules = [_rule(number, key) for number, key in enumerate(keys)]
    count, pairs = len(records), _count_certain(connection, keys, rules)
    if pairs == 0:
        # Nothing to learn from: no two records agree in enough to be taken for one person.
        connection.execute("create table predictions as " + _NOTHING)
    else:
        probability = min(pairs / CERTAIN_SHARE / (count * (count - 1) / 2), 0.5)
        linker = _trained(splink, connection, attributes, keys, rules, probability)
        predicted = linker.inference.predict(threshold_match_probability=least_score)
        connection.execute(_predictions_sql(predicted.physical_name, attributes))
    return connection.sql(_result_sql(splink.__version__)).to_arrow_table()


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


def _count_certain(connection, keys, rules):
    """Pairs that agree in two keys which have no attribute in common: hardly ever two people."""
    selects = [
        "select l.unique_id as id_l, r.unique_id as id_r from records as l inner join records as r "
        f"on {rules[one]} and {rules[other]} and l.unique_id < r.unique_id"
        for one, other in combinations(range(len(keys)), 2)
        if not set(keys[one]) & set(keys[other])
    ]
    if not selects:
        return 0
    counted = f"select count(*) from ({' union '.join(selects)})"
    return connection.execute(counted).fetchall()[0][0]


def _trained(splink, connection, attributes, keys, rules, probability):
    """Learns without labels: by chance from pairs drawn by hash, among matches from each key."""
    import logging

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(name, rule) for name, rule in attributes.items()],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=probability,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    api = splink.DuckDBAPI(connection)
    linker = splink.Linker(api.register("records"), settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=1)
    for key, rule in zip(keys, rules, strict=True):
        if _may_teach(connection, attributes, key, rule):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def _may_teach(connection, attributes, key, rule):
    """Whether a key has pairs, and leaves an attribute to learn of; Splink stumbles if not."""
    left = [
        name
        for name, told in attributes.items()
        if name not in key and told.get("swapped_with") not in key
    ]
    pair = (
        "select 1 from records as l inner join records as r "
        f"on {rule} and l.unique_id < r.unique_id limit 1"
    )
    return bool(left) and bool(connection.execute(pair).fetchall())


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
    told = []
    for name, rule in attributes.items():
        cases = " ".join(f"when {sql} then '{label}'" for label, sql in _levels(name, rule))
        weight = f"mw_{name}" + ("" if rule["kind"] == "date" else f" + mw_tf_adj_{name}")
        told.append(f"'{name} ' || case {cases} else '{ELSE}' end || printf(' %+.1f', {weight})")
    return (
        "create table predictions as select unique_id_l, unique_id_r, match_probability, "
        f"concat_ws(', ', {', '.join(told)}) as reason from {predicted}"
    )


_NOTHING = (
    "select unique_id as unique_id_l, unique_id as unique_id_r, 0.0 as match_probability, "
    "'' as reason from records where 1 = 0"
)


def _result_sql(version):
    return f"""
        select
            side_a.source_name as source_a_name,
            side_a.record_id as record_a_id,
            side_b.source_name as source_b_name,
            side_b.record_id as record_b_id,
            round(predictions.match_probability, {SCORE_DIGITS}) as score,
            'splink {version}' as matcher_version,
            predictions.reason
        from predictions
        inner join records as side_a on predictions.unique_id_l = side_a.unique_id
        inner join records as side_b on predictions.unique_id_r = side_b.unique_id
        order by side_a.source_name, side_a.record_id, side_b.source_name, side_b.record_id
    """
