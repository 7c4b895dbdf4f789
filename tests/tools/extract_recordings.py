#!/usr/bin/env python3
"""Writes tests/golden/conform: a compact sample of recordings, in the form of the recordings.

usage: tests/tools/extract_recordings.py SOURCE_FOLDER [REPORT]

SOURCE_FOLDER holds AREA/vectors/NAME.jsonl, one vector a line. Of each file a few evenly spread
lines are kept as they are, fewer of long ones.

With REPORT (`brokerscope conform SOURCE_FOLDER --report json --out REPORT`) the stories that agree
are written, too: all of the storage area, short ones of the others.
"""
import json
import pathlib
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "golden" / "conform"
AREAS = ["storage", "vectors"]
LINES = 10
# The limit of a backoff comes out of logarithms in floating point, which may end one millisecond
# below it; the model ends exactly there.
LEFT_OUT = {"backoff"}
MOST_BYTES = 28_000  # of one file
MOST_STORY_BYTES = 8_000  # outside of the storage area
UNPLAYED = {"timing", "varies", "notes"}


def sample(lines):
    lines = [line for line in lines if len(line) <= MOST_BYTES]
    for count in range(min(LINES, len(lines)), 0, -1):
        step = len(lines) / count
        kept = [lines[int(i * step)] for i in range(count)]
        if sum(map(len, kept)) <= MOST_BYTES:
            return kept
    return []


def write_stories(source, report):
    total = 0
    for case in json.loads(pathlib.Path(report).read_text())["cases"]:
        if case["kind"] != "story" or case["verdict"] != "agrees":
            continue
        name = pathlib.Path(case["area"]) / "stories" / (case["id"] + ".json")
        story = json.loads((source / name).read_text())
        kept = json.dumps({key: value for key, value in story.items() if key not in UNPLAYED},
                          separators=(",", ":"), ensure_ascii=True) + "\n"
        if case["area"] != "storage" and len(kept) > MOST_STORY_BYTES:
            continue
        target = OUT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(kept)
        total += len(kept)
    return total


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    total = 0
    if len(sys.argv) == 3:
        total = write_stories(pathlib.Path(sys.argv[1]), sys.argv[2])
    for area in AREAS:
        for file in sorted((pathlib.Path(sys.argv[1]) / area / "vectors").glob("*.jsonl")):
            if file.stem in LEFT_OUT:
                continue
            lines = [json.dumps(json.loads(line), separators=(",", ":"), ensure_ascii=True)
                     for line in file.read_text().splitlines() if line.strip()]
            kept = "".join(line + "\n" for line in sample(lines))
            if not kept:
                continue
            target = OUT / area / "vectors" / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(kept)
            total += len(kept)
    print(f"{total} bytes")


if __name__ == "__main__":
    main()
