// A saved run (.bsrun): everything that a run depends on, as JSON, with the hash that it had:
// enough to run it again and to prove that it is the same. The format is described in
// docs/run-file.md.
//
// Besides the hash it keeps one byte of a rolling digest per fact (or per few facts, when there are
// many), so that a run that differs can name where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scripting/session.h"
#include "sim/base/result.h"
#include "sim/journal/journal.h"
#include "sim/journal/journal_encoding.h"

namespace brokerscope::cli {

inline constexpr int run_file_format = 1;

struct SavedRun {
    scripting::RunInputs inputs;
    int model = 0;
    std::string hash;
    std::int64_t facts = 0;
    std::int64_t digest_stride = 1;  // facts per byte of `digests`
    std::string digests;
};

SavedRun saved_run_of(const scripting::Session& session);
/// An Error when a command cannot be saved.
base::Result<std::string> to_json(const SavedRun& run);
base::Result<SavedRun> parse_run_file(std::string_view text, const std::string& place);

/// The rolling digest of every stride-th fact.
std::string digests_of(const journal::Journal& journal, std::int64_t stride);

/// A journal (.bsj): its facts, and as header the JSON of the run. Errors name the file.
base::Result<journal::DecodedJournal> read_journal(const std::string& path);

/// What a file says about a run: its inputs, and either all its facts or digests of them.
struct RecordedRun {
    SavedRun run;
    std::optional<journal::DecodedJournal> journal;
};

/// Of a .bsrun or .bsj file.
base::Result<RecordedRun> read_recorded_run(const std::string& path);
base::Result<scripting::RunInputs> read_saved_inputs(const std::string& path);

}  // namespace brokerscope::cli
