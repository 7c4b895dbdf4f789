// A journal as bytes and back: what a .bsj file holds. The format is in docs/journal.md: a header
// that carries the run file (opaque here), blocks of compressed facts with a checksum each, and an
// end record with the number of facts and the final hash.
//
// Decoding promises to read any bytes without crashing and without using more memory than a small
// multiple of their size. A file that is cut short or damaged gives the facts of the good blocks
// before the damage; only a file whose header cannot be read gives nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/journal/journal.h"

namespace brokerscope::journal {

inline constexpr std::uint32_t journal_format_version = 1;

struct JournalEncoding {
    std::size_t block_bytes = 256 * 1024;  // of facts before they are compressed
    int compression_level = 3;             // zstd's
};

std::string encode_journal(const Journal& journal, std::string_view header,
                           JournalEncoding encoding = {});

struct DecodedJournal {
    std::string header;
    Journal journal;
    /// Why `journal` is not all that was written: message, place ("byte 4711") and what was saved.
    std::optional<base::Error> damage;
};

base::Result<DecodedJournal> decode_journal(std::string_view bytes);

}  // namespace brokerscope::journal
