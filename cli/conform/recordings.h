// Finds and reads recordings of real Kafka. A path is a file, or a folder that is walked in sorted
// order: *.jsonl below a folder `vectors` (and any whose first line is an object with id, input and
// output) hold vectors, *.json below a folder `stories` that are objects with `steps` are stories;
// whatever else a folder holds is left alone. Broken JSON is an error with file and line.
#pragma once

#include <string>
#include <vector>

#include "cli/conform/compare.h"
#include "sim/base/result.h"

namespace brokerscope::cli::conform {

enum class RecordingKind : std::uint8_t { vector, story };

/// One vector (a line of its file), or one story (a whole file).
struct Recording {
    RecordingKind kind;
    std::string area;  // the folder above vectors/ or stories/; else the folder of the file
    std::string file;
    int line = 1;
    Json content;

    std::string place() const { return file + ":" + std::to_string(line); }
    std::string id() const;
    std::vector<std::string> rules() const;
};

/// All recordings of these files and folders, in order. A path without any is an error.
base::Result<std::vector<Recording>> read_recordings(const std::vector<std::string>& paths);

}  // namespace brokerscope::cli::conform
