#!/usr/bin/env python3
"""Writes tests/golden/conform: a compact sample of recorded vectors, in the form of the recordings.

usage: tests/tools/extract_recordings.py SOURCE_FOLDER

SOURCE_FOLDER holds AREA/vectors/NAME.jsonl, one vector a line. Of each file a few evenly spread
lines are kept as they are, fewer of long ones.
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


def sample(lines):
    lines = [line for line in lines if len(line) <= MOST_BYTES]
    for count in range(min(LINES, len(lines)), 0, -1):
        step = len(lines) / count
        kept = [lines[int(i * step)] for i in range(count)]
        if sum(map(len, kept)) <= MOST_BYTES:
            return kept
    return []


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    total = 0
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
