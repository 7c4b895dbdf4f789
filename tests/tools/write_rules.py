#!/usr/bin/env python3
"""Writes docs/rules.md: every rule of Kafka that a test names, with that test's sentence.

usage: tests/tools/write_rules.py

The tests are the source: a rule is listed because a TEST_CASE has its id in front of its sentence.
tests/house/rules_test.cpp fails when the list is not what the tests say.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

FAMILIES = {
    "AD": "administration",
    "AS": "assignors of consumer groups",
    "CO": "the consumer",
    "CT": "the controller",
    "DET": "orders that Java's collections decide",
    "GR": "the group coordinator",
    "GS": "worked examples of consumer groups",
    "KR": "the metadata quorum",
    "MD": "clients' metadata",
    "NET": "the network",
    "PR": "the producer",
    "RE": "replication",
    "ST": "storage",
    "TX": "transactions",
}

TEST_CASE = re.compile(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
RULE = re.compile(r"\b([A-Z]+)-([0-9]+)\b")

INTRODUCTION = """# The rules that tests check

Comments and tests name rules of Kafka by short ids, such as RE-17: a family and a number. This is
every rule that a test names, with what Brokerscope does as that test says it. A range ("CT-11 to
CT-14") is listed by its ends. What is left out of Kafka is in [not-modelled.md](not-modelled.md).

The list is written by `tests/tools/write_rules.py` from the names of the tests, and a test compares.
"""


def tests():
    """(name, path) of every test that names a rule."""
    for path in sorted((ROOT / "tests").rglob("*_test.cpp")):
        if path.parent.name == "house":
            continue  # these test the rules of the code base, with made-up names
        for match in TEST_CASE.finditer(path.read_text()):
            name = "".join(LITERAL.findall(match[1])).replace('\\"', '"')
            yield name, path.relative_to(ROOT).as_posix()


def rows():
    """(family, number, sentence, path), ordered."""
    found = []
    for name, path in tests():
        head, colon, sentence = name.partition(": ")
        if not colon:
            continue
        for family, number in dict.fromkeys(RULE.findall(head)):
            if family in FAMILIES:
                found.append((family, int(number), sentence.replace("|", "\\|"), path))
    return sorted(set(found))


def main():
    text, family = INTRODUCTION, None
    for row in rows():
        if row[0] != family:
            family = row[0]
            text += f"\n## {family}: {FAMILIES[family]}\n\n| rule | what Brokerscope does | test |\n"
            text += "|---|---|---|\n"
        text += f"| {row[0]}-{row[1]} | {row[2]} | {row[3]} |\n"
    (ROOT / "docs" / "rules.md").write_text(text)


if __name__ == "__main__":
    main()
