"""Finds in an audience's name the topics for which ad platforms block it."""

import re
from collections.abc import Iterable
from itertools import pairwise

# Beginnings of words; a bar ends one that is a word only by itself.
_TOPICS = {
    "health": (
        "addict aids| allerg alzheim anxiety| arthriti asthma autis cancer cardiac| cardio "
        "clinic chronic| condition| dementia depress diabet diagnos disab disease disorder "
        "epilep fertility| health hepatit hiv| hospital illness infect infertil insulin medic "
        "migraine obes oncolog patient pharma pregnan prescription psych rehab sick| sickness "
        "suicid surgery| surgical| symptom therap treatment tumor tumour vaccin weightloss"
    ),
    "finance": (
        "arrears| bankrupt credit| creditscore creditworth debt| debts| debtor delinquent "
        "foreclos insolven income| incomes| loan| loans| lowincome mortgage networth "
        "overdraft overdue payday poverty salary| salaries| unbanked wealth welfare"
    ),
    "minors": (
        "adolescen baby| babies| child| children childs infant| infants| juvenile kid| kids| "
        "kindergarten minor| minors| pupil| pupils| schoolboy schoolchild schoolgirl teen| "
        "teens| teenage toddler underage under13 under14 under15 under16 under17 under18 "
        "youngster youth"
    ),
}
_STEMS = [(stem, topic) for topic, stems in _TOPICS.items() for stem in stems.split()]
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def topics_told(names: Iterable[str]) -> dict[str, str]:
    """The words that tell of health, finance or minors, each with its topic."""
    words = [word for name in names for word in _words(name)]
    return {word: topic for word in words for stem, topic in _STEMS if _begins(word, stem)}


def _words(name: str) -> list[str]:
    """The words of a name and, for those written apart (under 18), each pair of them."""
    words = [word.lower() for word in _WORD.findall(name)]
    return words + [first + second for first, second in pairwise(words)]


def _begins(word: str, stem: str) -> bool:
    return f"{word}|" == stem if stem.endswith("|") else word.startswith(stem)
