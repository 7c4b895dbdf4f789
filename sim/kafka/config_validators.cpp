#include "sim/kafka/config_validators.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "sim/kafka/config_value.h"

namespace brokerscope::kafka {
namespace {

using Items = std::vector<std::string>;

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_in(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               extra.find(c) != std::string_view::npos;
    });
}

base::Error plain(std::string message) {
    return {std::move(message), "", ""};
}

std::string joined(const Items& items) {
    std::string text;
    for (const std::string& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

// [protocol://]host:port, where the host may stand in brackets.
bool is_address(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme != std::string_view::npos && is_in(text.substr(0, scheme), "-%._"))
        text.remove_prefix(scheme + 3);
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || !is_digits(text.substr(colon + 1))) return false;
    std::string_view host = text.substr(0, colon);
    if (!host.empty() && host.front() == '[') host.remove_prefix(1);
    if (!host.empty() && host.back() == ']') host.remove_suffix(1);
    return is_in(host, "-%._:");
}

base::Status check_addresses(const ConfigDefinition& definition, const Items& items) {
    for (const std::string& item : items) {
        if (is_address(item)) continue;
        return plain("Failed to parse host name from " + item + " for the configuration " +
                     std::string(definition.name) +
                     ". Each entry should be in the form \"{host}:{port}\"");
    }
    return base::Nothing{};
}

base::Status check_voters(const ConfigDefinition& definition, const Items& items) {
    const std::string name(definition.name);
    const std::string form = ". Each entry should be in the form `{id}@{host}:{port}`.";
    for (const std::string& item : items) {
        const std::size_t at = item.find('@');
        const bool has_two_parts = at != std::string::npos && at > 0 && at + 1 < item.size() &&
                                   item.find('@', at + 1) == std::string::npos;
        if (!has_two_parts) return plain("Invalid configuration value for " + name + form);
        const std::optional<std::int64_t> id = parse_config_integer(item.substr(0, at));
        if (!id || *id > std::numeric_limits<std::int32_t>::max()) {
            return plain("Failed to parse voter ID as an integer from " + item.substr(0, at));
        }
        if (!is_address(std::string_view(item).substr(at + 1))) {
            return plain("Failed to parse host name from entry " + item +
                         " for the configuration " + name + form);
        }
    }
    return base::Nothing{};
}

bool is_replica(std::string_view text) {
    const std::size_t colon = text.find(':');
    return text.empty() || (colon != std::string_view::npos && is_digits(text.substr(0, colon)) &&
                            is_digits(text.substr(colon + 1)));
}

base::Status check_throttled_replicas(const ConfigDefinition& definition, const Items& items) {
    std::string all;
    for (const std::string& item : items)
        all += item;
    if (all == "*" || std::all_of(items.begin(), items.end(), is_replica)) return base::Nothing{};
    return invalid_config_value(definition, "[" + joined(items) + "]",
                                std::string(definition.name) +
                                    " must be the literal '*' or a list of replicas in the "
                                    "following format: [partitionId]:[brokerId],"
                                    "[partitionId]:[brokerId],...");
}

// A version of inter.broker.protocol.version may be named without its last step: "2.8".
bool is_known_version(std::string_view valid, std::string_view version) {
    for (const std::string& known : parse_config_list(valid.substr(1, valid.size() - 2))) {
        if (known == version) return true;
        const std::size_t dash = known.find("-IV");
        if (dash != std::string::npos && known.substr(0, dash) == version) return true;
    }
    return false;
}

base::Status check_metadata_version(const ConfigDefinition& definition, std::string_view value) {
    // Before 4.0 was released, its name stood for nothing.
    if (value != "4.0" && is_known_version(*definition.validator, value)) return base::Nothing{};
    return invalid_config_value(definition, value,
                                "Version " + std::string(value) + " is not a valid version");
}

// --- Connect workers

base::Status check_urls(const ConfigDefinition& definition, const Items& items) {
    const std::string name(definition.name);
    if (items.empty() && name == "listeners") {
        return plain(
            "Invalid value for listeners, at least one URL is expected, ex: "
            "http://localhost:8080,https://localhost:8443.");
    }
    const auto is_blank = [](const std::string& item) { return trimmed(item).empty(); };
    if (std::none_of(items.begin(), items.end(), is_blank)) return base::Nothing{};
    return plain("Empty URL found when parsing " + name + " list.");
}

base::Status check_positive_or_default(const ConfigDefinition& definition, std::string_view value) {
    const std::optional<std::int64_t> number = parse_config_integer(value);
    if (!number || *number > 0 || *number == -1) return base::Nothing{};
    const bool is_factor = definition.type == ConfigType::short_type;
    return invalid_config_value(
        definition, value,
        is_factor ? "Replication factor must be positive and not larger than the number of brokers "
                    "in the Kafka cluster, or -1 to use the broker's default"
                  : "Number of partitions must be positive, or -1 to use the broker's default");
}

base::Status check_one_of(const ConfigDefinition& definition, std::string_view value,
                          const std::string& reason) {
    const std::string_view valid = *definition.validator;
    const Items words = parse_config_list(valid.substr(1, valid.size() - 2));
    if (std::find(words.begin(), words.end(), value) != words.end()) return base::Nothing{};
    return invalid_config_value(definition, value, reason);
}

base::Status check_connect_protocol(const ConfigDefinition& definition, std::string_view value) {
    return check_one_of(definition, value, "Invalid Connect protocol compatibility");
}

// The modes of share consumers name both words, and the config once more.
base::Status check_share_mode(const ConfigDefinition& definition, std::string_view value) {
    const std::string_view valid = *definition.validator;
    const Items words = parse_config_list(valid.substr(1, valid.size() - 2));
    return check_one_of(definition, value,
                        "Invalid value `" + std::string(value) + "` for configuration " +
                            std::string(definition.name) + ". The value must either be '" +
                            words.front() + "' or '" + words.back() + "'.");
}

// What Java 17 brings along, in the order in which its hash set names them.
constexpr std::string_view key_generators =
    "RC2, HmacSHA3-384, ChaCha20, SunTlsRsaPremasterSecret, HmacSHA3-512, HmacSHA3-256, "
    "HmacSHA3-224, SunTlsKeyMaterial, DESede, ARCFOUR, HmacSHA512, AES, SunTlsPrf, HmacSHA512/256, "
    "HmacSHA512/224, HmacSHA224, HmacMD5, HmacSHA256, DES, HmacSHA384, HmacSHA1, "
    "SunTlsMasterSecret, SunTls12Prf, Blowfish";
constexpr std::string_view macs =
    "SslMacSHA1, HmacSHA3-512, HmacSHA3-256, HmacSHA512, HmacPBESHA384, HmacPBESHA1, "
    "HmacSHA512/256, HmacMD5, HmacSHA256, PBEWithHmacSHA384, HmacPBESHA224, HmacSHA1, "
    "HmacPBESHA512/224, PBEWithHmacSHA224, HmacSHA3-384, HmacSHA3-224, PBEWithHmacSHA1, "
    "PBEWithHmacSHA256, HmacSHA512/224, HmacPBESHA256, HmacSHA224, HmacSHA384, HmacPBESHA512, "
    "SslMacMD5, PBEWithHmacSHA512, HmacPBESHA512/256";

base::Status check_algorithm(const ConfigDefinition& definition, std::string_view value,
                             std::string_view known) {
    const Items words = parse_config_list(known);
    if (std::find(words.begin(), words.end(), value) != words.end()) return base::Nothing{};
    return invalid_config_value(definition, value,
                                "the algorithm is not supported by this JVM; the supported "
                                "algorithms are: [" +
                                    std::string(known) + "]");
}

base::Status check_key_generator(const ConfigDefinition& definition, std::string_view value) {
    return check_algorithm(definition, value, key_generators);
}

base::Status check_mac(const ConfigDefinition& definition, std::string_view value) {
    return check_algorithm(definition, value, macs);
}

base::Status check_macs(const ConfigDefinition& definition, const Items& items) {
    if (items.empty()) {
        return invalid_config_value(definition, "[]",
                                    "At least one signature verification algorithm must be "
                                    "provided");
    }
    for (const std::string& item : items) {
        if (base::Status status = check_mac(definition, item); !status) return status;
    }
    return base::Nothing{};
}

base::Status check_header_action(std::string_view action) {
    for (const std::string_view known : {"set", "add", "setdate", "adddate"}) {
        const bool is_same = std::equal(
            action.begin(), action.end(), known.begin(), known.end(), [](char given, char wanted) {
                return (given >= 'A' && given <= 'Z' ? given - 'A' + 'a' : given) == wanted;
            });
        if (is_same) return base::Nothing{};
    }
    return plain("Invalid header config action: '" + std::string(action) +
                 "'. Expected one of [set, add, setDate, addDate]");
}

base::Status check_header(const std::string& rule) {
    const std::string_view text = trimmed(rule);
    const std::size_t space = text.find_first_of(" \t");
    if (space == std::string_view::npos) {
        return plain("Invalid format of header config '" + rule +
                     "'. Expected: '[action] [header name]:[header value]'");
    }
    if (base::Status status = check_header_action(text.substr(0, space)); !status) return status;
    const std::string_view pair = trimmed(text.substr(space));
    const std::size_t colon = pair.find(':');
    const bool is_pair = colon != std::string_view::npos && colon + 1 < pair.size() &&
                         pair.find(':', colon + 1) == std::string_view::npos;
    if (!is_pair) {
        return plain("Invalid format of header name and header value pair '" + std::string(pair) +
                     "'. Expected: '[header name]:[header value]'");
    }
    const std::string_view name = trimmed(pair.substr(0, colon));
    if (!name.empty() && name.find_first_of(" \t") == std::string_view::npos)
        return base::Nothing{};
    return plain("Invalid header name '" + std::string(name) +
                 "'. The '[header name]' cannot contain whitespace");
}

// Rules that hold a comma, in quotes, are taken for two.
base::Status check_headers(const ConfigDefinition&, const Items& items) {
    for (const std::string& item : items) {
        if (base::Status status = check_header(item); !status) return status;
    }
    return base::Nothing{};
}

// --- which validator it is

struct SpecialValidator {
    std::string_view description;  // how the validator's description begins
    std::string_view config;       // only for this config; "" for all with this description
    base::Status (*check)(const ConfigDefinition&, std::string_view) = nullptr;
    base::Status (*check_items)(const ConfigDefinition&, const Items&) = nullptr;
};

constexpr SpecialValidator special_validators[] = {
    {"non-empty list", "controller.quorum.bootstrap.servers", nullptr, check_addresses},
    {"non-empty list", "controller.quorum.voters", nullptr, check_voters},
    {"[partitionId]:[brokerId]", "", nullptr, check_throttled_replicas},
    {"[0.8.0, 0.8.1", "", check_metadata_version},
    {"List of comma-separated URLs", "", nullptr, check_urls},
    {"Positive number", "", check_positive_or_default},
    {"[eager, compatible, sessioned]", "", check_connect_protocol},
    {"[implicit, explicit]", "", check_share_mode},
    {"[batch_optimized, record_limit]", "", check_share_mode},
    {"Any KeyGenerator algorithm", "", check_key_generator},
    {"Any MAC algorithm", "", check_mac},
    {"A list of one or more MAC algorithms", "", nullptr, check_macs},
    {"Comma-separated header rules", "", nullptr, check_headers},
};

}  // namespace

std::optional<base::Status> check_by_special_validator(const ConfigDefinition& definition,
                                                       std::string_view value) {
    if (!definition.validator) return std::nullopt;
    for (const SpecialValidator& special : special_validators) {
        if (definition.validator->substr(0, special.description.size()) != special.description ||
            (!special.config.empty() && special.config != definition.name)) {
            continue;
        }
        if (special.check != nullptr) return special.check(definition, trimmed(value));
        return special.check_items(definition, parse_config_list(value));
    }
    return std::nullopt;
}

base::Error invalid_config_value(const ConfigDefinition& definition, std::string_view value,
                                 std::string_view reason) {
    return {"Invalid value " + std::string(value) + " for configuration " +
                std::string(definition.name) + ": " + std::string(reason),
            "", ""};
}

}  // namespace brokerscope::kafka
