#!/usr/bin/env python3
"""Writes tests/golden/stories/*.jsonl: compact extracts of stories recorded from real Kafka.

usage: tests/tools/extract_stories.py SOURCE_FOLDER

SOURCE_FOLDER holds the areas, each with stories/ID.json. An extract keeps, one story a line, what
a player on a bench without a network needs: the settings, and the steps as recorded. Steps that
change nothing and that nothing here models (looks at other things, refused requests of static
members or of old versions) are left out. A story ends before its first step that does need such a
part: static members, administration of groups, brokers that die, reassignments, the mark of an
unclean leader (RECOVERING).
"""
import json
import pathlib
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "golden" / "stories"
VERSIONS = ["3.9.2", "4.3.1"]

# The oldest version that is handled like the newest.
GROUP_APIS = {"JOIN_GROUP": 4, "SYNC_GROUP": 5, "HEARTBEAT": 4, "LEAVE_GROUP": 0,
              "OFFSET_COMMIT": 8, "OFFSET_FETCH": 5, "DESCRIBE_GROUPS": 5}
NEWEST_OFFSET_COMMIT = 9
FEWEST_STEPS = 5
GROUP_ACTIONS = {"request", "send", "answer", "see", "waitUntil", "repeat", "moveCoordinator",
                 "wait", "closeConnection", "kill", "stop"}
ONLY_LOOKING = {"LIST_GROUPS", "FIND_COORDINATOR"}
CONDITIONS = {"elapsedSinceSend", "heartbeatAnswer"}
NOT_MODELLED = {"offsets.retention.minutes", "offsets.retention.check.interval.ms"}


def errors_in(value):
    if isinstance(value, list):
        return [error for one in value for error in errors_in(one)]
    if not isinstance(value, dict):
        return []
    own = [value["errorCode"]] if "errorCode" in value else []
    # What the members or partitions were told says more than the frame around them.
    inner = [error for part in value.values() for error in errors_in(part)]
    return inner or own


def is_refused(step):
    errors = errors_in(step.get("response"))
    return bool(errors) and all(error != "NONE" for error in errors)


def names_static_member(step):
    return '"groupInstanceId": "' in json.dumps(step.get("request", {}))


def is_old(step):
    newest = NEWEST_OFFSET_COMMIT if step["api"] == "OFFSET_COMMIT" else GROUP_APIS[step["api"]]
    return step.get("version", newest) < newest


def shows_uncommitted(step, before):
    """A group whose first record was not replicated yet is still described as Dead."""
    is_new = before is not None and "MEMBER_ID_REQUIRED" in errors_in(before.get("response"))
    return is_new and '"Dead"' in json.dumps(step.get("response"))


def is_left_out(step, version):
    if version not in step.get("kafka", [version]) or step["do"] == "note":
        return True
    if step["do"] == "see":
        return step["what"] != "parked"
    if step.get("api") in ONLY_LOOKING:
        return True
    if "api" not in step or not is_refused(step):
        return False
    return names_static_member(step) or step["api"] not in GROUP_APIS or is_old(step)


def is_playable(step):
    if step["do"] not in GROUP_ACTIONS or names_static_member(step):
        return False
    if step["do"] in ("kill", "stop"):
        return step["node"] == 1  # the coordinator of every story begins as broker 1
    if step["do"] == "waitUntil" and step["condition"] not in CONDITIONS:
        return False
    if "api" not in step:
        return True
    oldest = GROUP_APIS.get(step["api"])
    return oldest is not None and step.get("version", oldest) >= oldest


def compact(story, version):
    steps = []
    for step in story["steps"]:
        before = steps[-1] if steps else None
        if is_left_out(step, version) or shows_uncommitted(step, before):
            continue
        # On a bench the next broker coordinates at once and has loaded everything.
        has_failed_over = any(one["do"] in ("kill", "stop") for one in steps)
        if has_failed_over and errors_in(step.get("response")) == ["NOT_COORDINATOR"]:
            continue
        is_loading = "COORDINATOR_LOAD_IN_PROGRESS" in errors_in(step.get("response"))
        if not is_playable(step) or is_loading:
            break
        # Leaving has one shape before version 3 and another from then on.
        kept = ("version",) if step.get("api") != "LEAVE_GROUP" else ()
        steps.append({key: value for key, value in step.items()
                      if key not in ("kafka", "note", *kept)})
    broker = story["config"].get("broker", {})
    if len(steps) < FEWEST_STEPS or NOT_MODELLED & set(broker):
        return None
    topics = {name: topic["partitions"] for name, topic in story["config"]["topics"].items()}
    return {"id": story["id"].split("@")[0], "kafka": [version], "title": story["title"], "rules": story["rules"],
            "config": broker, "topics": topics, "steps": steps}


CONTROLLER_APIS = {"CREATE_TOPICS", "BROKER_HEARTBEAT", "ALTER_PARTITION", "BROKER_REGISTRATION"}
# Kept by a real controller and by nothing here.
OTHER_RECORDS = {"ClearElrRecord"}


def marks_recovering(step):
    return '"leaderRecoveryState": 1' in json.dumps(step.get("request", {}))


def compact_controller(story, version):
    """A real controller whose brokers are played by requests."""
    if story["mode"] != "kraft-controller":
        return None
    steps = []
    for step in story["steps"]:
        is_request = step["do"] == "request"
        is_known = is_request and step["api"] in CONTROLLER_APIS and not marks_recovering(step)
        if version not in step.get("kafka", [version]):
            continue
        if is_request and not is_known and is_refused(step):
            continue
        if not is_known and step["do"] not in ("brokersUp", "see", "wait"):
            break
        step = {key: value for key, value in step.items() if key not in ("kafka", "note", "to")}
        if step.get("what") == "metadataRecords":
            step["records"] = [one for one in step["records"] if one["type"] not in OTHER_RECORDS]
        steps.append(step)
    if len(steps) < FEWEST_STEPS:
        return None
    return {"id": story["id"].split("@")[0], "kafka": [version], "title": story["title"],
            "rules": story["rules"], "steps": steps}


def extract(paths, name, compact_one):
    kept = []
    for path in sorted(paths):
        story = json.loads(path.read_text())
        for version in story["kafka"]:
            found = compact_one(story, version)
            if found is None:
                continue
            same = [one for one in kept if {**one, "kafka": [version]} == found]
            if same:
                same[0]["kafka"].append(version)
            else:
                kept.append(found)
    text = [json.dumps(one, separators=(",", ":"), ensure_ascii=True) + "\n" for one in kept]
    (OUT / f"{name}.jsonl").write_text("".join(text))
    for version in VERSIONS:
        print(f"{name}, {version}: {sum(version in one['kafka'] for one in kept)} stories")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    OUT.mkdir(parents=True, exist_ok=True)
    source = pathlib.Path(sys.argv[1])
    extract((source / "groups" / "stories").glob("GR-S-*.json"), "groups", compact)
    extract((source / "replication" / "stories").glob("CT-S-*.json"), "controller",
            compact_controller)


if __name__ == "__main__":
    main()
