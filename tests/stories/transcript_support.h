// Transcripts: a run as lines that a person can read and review, one for each fact that tells of
// decisions and changes, and at the end what became of the records. Messages, clocks and the way of
// single records are left out, as are numbers of facts and hashes: a transcript moves only when the
// story does.
//
// The golden ones are tests/golden/transcripts/NAME.txt. BROKERSCOPE_REWRITE_GOLDEN=1 writes them;
// the diff is what to review.
#pragma once

#include <string>

#include "scripting/session.h"

namespace brokerscope::scripting {

std::string transcript_of(const Session& session);

/// "" when the texts are the same; otherwise the first line that differs, with what was expected.
std::string first_difference(const std::string& golden, const std::string& now);

/// Compares with the golden transcript, or writes it. "" or what is different.
std::string golden_problem(const std::string& name, const std::string& transcript);

}  // namespace brokerscope::scripting
