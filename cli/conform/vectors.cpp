#include "cli/conform/vectors.h"

#include <array>
#include <filesystem>
#include <optional>

namespace brokerscope::cli::conform {
namespace {

constexpr std::size_t most_differences = 6;

const VectorFamily* find_family(const std::string& file, const Json& input) {
    const std::string name = std::filesystem::path(file).stem().string();
    for (const std::span<const VectorFamily> families :
         {hashing_vectors(), batch_vectors(), producer_vectors(), name_vectors(), epoch_vectors(),
          group_vectors(), controller_vectors(), config_vectors(), table_vectors(), index_vectors(),
          log_vectors(), storage_vectors()}) {
        for (const VectorFamily& family : families) {
            if (family.file != name) continue;
            if (family.marker.empty() || input.contains(family.marker)) return &family;
        }
    }
    return nullptr;
}

std::optional<kafka::KafkaVersion> version_of(const std::string& release) {
    for (const kafka::KafkaVersion version : kafka::all_versions) {
        const std::string name(base::name_of(version));
        if (release == name || release.starts_with(name + ".")) return version;
    }
    return std::nullopt;
}

std::vector<std::string> releases_of(const Json& vector) {
    if (!vector.contains("kafka")) return {"3.9.2", "4.3.1"};
    return vector["kafka"].get<std::vector<std::string>>();
}

// What the model says for one version, as part of the case's result.
void play_version(const VectorFamily& family, const Json& vector, const std::string& release,
                  CaseResult& result) {
    const std::optional<kafka::KafkaVersion> version = version_of(release);
    if (!version) {
        result.detail = "Kafka " + release + " is not modelled";
        return;
    }
    const Answer answer = family.player({vector["input"], vector["output"], *version});
    if (const auto* lacking = std::get_if<NotModelled>(&answer)) {
        result.detail = lacking->what;
        return;
    }
    const std::vector<Difference> found =
        differences(vector["output"], std::get<Json>(answer), family.extra, most_differences);
    result.verdict = found.empty() ? Verdict::agrees : Verdict::differs;
    if (found.empty()) return;
    result.step = found.front().step;
    result.detail = "as Kafka " + release + ":\n" + describe_differences(found);
}

}  // namespace

base::Result<CaseResult> play_vector(const Recording& vector) {
    CaseResult result{.id = vector.id(),
                      .area = vector.area,
                      .kind = "vector",
                      .file = vector.file,
                      .rules = vector.rules(),
                      .detail = "no player for this file"};
    const VectorFamily* family = find_family(vector.file, vector.content["input"]);
    if (family == nullptr) return result;
    const auto not_of_the_form = [&](const char* why) {
        return base::Error{
            "the input is not of the form of " + std::string(family->file) + ": " + why,
            vector.place(), "the README beside the recordings describes each file"};
    };
    try {
        for (const std::string& release : releases_of(vector.content)) {
            CaseResult one = result;
            one.detail.clear();
            play_version(*family, vector.content, release, one);
            // The whole agrees only if every version does; the first that does not is told.
            if (one.verdict != Verdict::agrees) return one;
            result = one;
        }
    } catch (const Json::exception& error) {
        return not_of_the_form(error.what());
    } catch (const BadVector& error) {
        return not_of_the_form(error.what());
    }
    return result;
}

}  // namespace brokerscope::cli::conform
