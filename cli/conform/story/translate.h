// Between the vocabulary's calls and the model's: a recorded request becomes the request that the
// same client would send, an answer becomes what a recording would have told of it.
#pragma once

#include <string>

#include "cli/conform/story/fields_json.h"
#include "sim/protocol/message.h"

namespace brokerscope::cli::conform {

/// `request` has its real values already (see Known::resolved). NotModelled: this API or field.
protocol::RequestBody request_of(const std::string& api, const Json& request,
                                 const ReadContext& context);

/// In the vocabulary's shape.
Json answer_of(const protocol::ResponseBody& body, Names& names);

/// The answer as this version of the request has it and the recording tells it: older versions do
/// not have every field, and some recordings tell the same thing in a shorter form.
Json in_shape_of(const Json& recorded, int version, Json answer);

}  // namespace brokerscope::cli::conform
