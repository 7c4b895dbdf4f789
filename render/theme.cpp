#include "render/theme.h"

namespace brokerscope::render {

namespace {

constexpr Theme hall{
    .name = ThemeName::hall,
    .background = rgb(0x0f1318),
    .panel = rgb(0x171d24),
    .raised = rgb(0x1e262f),
    .strip = rgb(0x171d24),
    .past = rgb(0x1b2633),
    .border = rgb(0x2b3641),
    .track = rgb(0x27313b),
    .text = rgb(0xe8edf2),
    .dim = rgb(0x94a1af),
    .on_mark = rgb(0x10151b),
    .quiet = rgb(0x748190),
    .high_watermark = rgb(0xffffff),
    .produce = rgb(0x5aa9ff),
    .replica = rgb(0xb48cff),
    .control = rgb(0xff9e64),
    .consumer = rgb(0x3ecf8e),
    .group = rgb(0xb48cff),
    .warn = rgb(0xf0a929),
    .loss = rgb(0xff6b63),
    .keys = {rgb(0x5aa9ff), rgb(0xf09850), rgb(0x3ecfa0), rgb(0xf5dc5f), rgb(0xc792ea),
             rgb(0x79d7f5), rgb(0xff9ec2), rgb(0xa9b665)},
};

constexpr Theme daylight{
    .name = ThemeName::daylight,
    .background = rgb(0xf5f6f8),
    .panel = rgb(0xffffff),
    .raised = rgb(0xeef1f4),
    .strip = rgb(0xffffff),
    .past = rgb(0xe9f1fa),
    .border = rgb(0xc8d0d8),
    .track = rgb(0xdbe1e7),
    .text = rgb(0x17202a),
    .dim = rgb(0x55626f),
    .on_mark = rgb(0xffffff),
    .quiet = rgb(0x7b8794),
    .high_watermark = rgb(0x17202a),
    .produce = rgb(0x0b62c4),
    .replica = rgb(0x6d3fc0),
    .control = rgb(0xa04505),
    .consumer = rgb(0x0a7446),
    .group = rgb(0x6d3fc0),
    .warn = rgb(0x945800),
    .loss = rgb(0xc8281f),
    .keys = {rgb(0x0072b2), rgb(0xcc7700), rgb(0x00936b), rgb(0xa08800), rgb(0x8e5bb5),
             rgb(0x2493c4), rgb(0xc8558b), rgb(0x6b7338)},
};

}  // namespace

const Theme& theme(ThemeName name) {
    return name == ThemeName::hall ? hall : daylight;
}

std::optional<ThemeName> parse_theme(std::string_view name) {
    if (name == "hall") return ThemeName::hall;
    if (name == "daylight") return ThemeName::daylight;
    return std::nullopt;
}

std::string_view name_of(ThemeName name) {
    return name == ThemeName::hall ? "hall" : "daylight";
}

}  // namespace brokerscope::render
