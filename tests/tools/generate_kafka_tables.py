#!/usr/bin/env python3
"""Writes sim/kafka/errors.h and api_keys.h from recordings of the real tables (errors.jsonl, api-keys.jsonl).

usage: generate_kafka_tables.py VECTORS_FOLDER
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows(folder, name):
    for line in (folder / name).read_text().splitlines():
        yield json.loads(line)


def identifier(name):
    return name.lower()


def errors(folder):
    by_code = {}
    for row in rows(folder, "errors.jsonl"):
        out = row["output"]
        entry = by_code.setdefault(out["code"], [row["input"]["name"], out["retriable"], set()])
        entry[2].update(row["kafka"])
    return sorted(by_code.items())


def write_errors(folder):
    table = errors(folder)
    members = "\n".join(f"    {identifier(name)} = {code}," for code, (name, _, _) in table)
    names = "\n".join(f'    {{ErrorCode::{identifier(name)}, "{name}"}},' for _, (name, _, _) in table)
    retriable = "\n".join(
        f"        case ErrorCode::{identifier(name)}:" for _, (name, flag, _) in table if flag)
    (ROOT / "sim/kafka/errors.h").write_text(f"""// Kafka's protocol errors, with Kafka's names and numbers. Generated from recordings of
// org.apache.kafka.common.protocol.Errors by tests/tools/generate_kafka_tables.py; do not edit.
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/fields.h"

namespace brokerscope::kafka {{

enum class ErrorCode : std::int16_t {{
{members}
}};

inline constexpr base::EnumName<ErrorCode> error_names[] = {{
{names}
}};
constexpr std::span<const base::EnumName<ErrorCode>> enum_names(ErrorCode) {{
    return error_names;
}}

/// True when Kafka's clients may send the request again (RetriableException).
constexpr bool is_retriable(ErrorCode error) {{
    switch (error) {{
{retriable}
            return true;
        default: return false;
    }}
}}

}}  // namespace brokerscope::kafka
""")


def write_api_keys(folder):
    table = {}
    for row in rows(folder, "api-keys.jsonl"):
        out = row["output"]
        entry = table.setdefault(out["id"], {"name": row["input"]["name"], "versions": {}})
        for version in row["kafka"]:
            entry["versions"][version] = (out["oldestVersion"], out["latestStableVersion"])
    ordered = sorted(table.items())
    members = "\n".join(f"    {identifier(e['name'])} = {key}," for key, e in ordered)
    names = "\n".join(f'    {{ApiKey::{identifier(e["name"])}, "{e["name"]}"}},' for _, e in ordered)

    def span(entry, version):
        low, high = entry["versions"].get(version, (0, -1))
        return f"{{{low}, {high}}}"

    ranges = "\n".join(
        f"    {{ApiKey::{identifier(e['name'])}, {span(e, '3.9.2')}, {span(e, '4.3.1')}}},"
        for _, e in ordered)
    (ROOT / "sim/kafka/api_keys.h").write_text(f"""// Kafka's requests, with Kafka's names, numbers and version ranges. Generated from recordings of
// org.apache.kafka.common.protocol.ApiKeys by tests/tools/generate_kafka_tables.py; do not edit.
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/fields.h"

namespace brokerscope::kafka {{

enum class ApiKey : std::int16_t {{
{members}
}};

inline constexpr base::EnumName<ApiKey> api_key_names[] = {{
{names}
}};
constexpr std::span<const base::EnumName<ApiKey>> enum_names(ApiKey) {{
    return api_key_names;
}}

/// Versions from oldest to latest, both included; latest < oldest: this release does not have the API.
struct VersionRange {{
    std::int16_t oldest;
    std::int16_t latest;
}};
struct ApiVersions {{
    ApiKey api;
    VersionRange in_3_9;
    VersionRange in_4_3;
}};

inline constexpr ApiVersions api_versions[] = {{
{ranges}
}};

}}  // namespace brokerscope::kafka
""")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_errors(pathlib.Path(sys.argv[1]))
    write_api_keys(pathlib.Path(sys.argv[1]))
