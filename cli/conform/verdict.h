// What became of one recording of real Kafka when it was played against the model: it agrees, it
// differs (where, first), or it asks for something that nothing here models. "Not modelled" is
// never counted as agreement.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/fields.h"

namespace brokerscope::cli::conform {

enum class Verdict : std::uint8_t { agrees, differs, not_modelled };

constexpr auto enum_names(Verdict) {
    return std::array<base::EnumName<Verdict>, 3>{{
        {Verdict::agrees, "agrees"},
        {Verdict::differs, "differs"},
        {Verdict::not_modelled, "not modelled"},
    }};
}

struct CaseResult {
    std::string id;
    std::string area;                // the folder above vectors/ or stories/
    std::string kind;                // "story" or "vector"
    std::string file;                // as it was found
    std::vector<std::string> rules;  // the rules that the recording names
    Verdict verdict = Verdict::not_modelled;
    std::int64_t step = -1;  // the first step that differs, from 0; -1: none, or there are no steps
    std::string detail;      // recorded against modelled, field by field; or what is not modelled
};

}  // namespace brokerscope::cli::conform
