#!/usr/bin/env python3
"""Writes tests/golden/tables: what Kafka's tools printed, one table a file, and what brokers
answered to DESCRIBE_CONFIGS, one request a line.

usage: tests/tools/extract_tables.py SOURCE_FOLDER

SOURCE_FOLDER holds tables/ID.json (fields commandLine, stdout, kafka) and stories/ID.json. What
varies from run to run is masked there, as <TIME_MS_1__>; it stays so.
"""
import json
import pathlib
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "golden" / "tables"
TABLES = [
    "configs-01-topic@3.9.2", "configs-01-topic@4.3.1",
    "configs-02-topic-all@3.9.2", "configs-02-topic-all@4.3.1",
    "configs-05-broker-default@3.9.2", "configs-06-brokers@4.3.1",
    "configs-07-broker-all@3.9.2", "configs-07-broker-all@4.3.1",
    "dump-01-plain", "logdirs-01-topics", "logdirs-02-broker",
    "offsets-02-earliest", "offsets-04-timestamp", "offsets-05-timestamp-after-end",
    "offsets-10-bad-time@3.9.2+3.9.2-zk", "offsets-10-bad-time@4.3.1",
    "offsets-11-max-timestamp-empty", "offsets-12-earliest-local", "offsets-13-latest-tiered",
    "topics-02-describe-all@3.9.2", "topics-40-dead-describe@4.3.1",
]
STORIES = {"3.9": "AD-DC-01a@3.9.2+3.9.2-zk", "4.3": "AD-DC-01a@4.3.1"}


def answers(folder):
    """The questions that were asked before anything was altered."""
    for version, name in STORIES.items():
        story = json.loads((folder / "stories" / f"{name}.json").read_text())
        for step in story["steps"]:
            if step["api"] != "DESCRIBE_CONFIGS":
                break
            yield {"kafka": version, "request": step["request"], "response": step["response"]}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        table = json.loads((folder / "tables" / f"{name}.json").read_text())
        kept = {key: table[key] for key in ("situation", "kafka", "commandLine", "stdout", "stderr")}
        (OUT / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    lines = [json.dumps(one, separators=(",", ":")) + "\n" for one in answers(folder)]
    (OUT / "describe-configs.jsonl").write_text("".join(lines))


if __name__ == "__main__":
    main()
