// What must hold for any bytes that claim to be a journal. The fuzzer looks for bytes that break
// it, and a test feeds it the corpus.
#pragma once

#include <string_view>

namespace brokerscope::fuzz {

/// Reads the bytes as a journal file and as bare facts; a broken promise is a failed CHECK.
void try_journal(std::string_view bytes);

}  // namespace brokerscope::fuzz
