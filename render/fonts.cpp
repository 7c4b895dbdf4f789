#include "render/fonts.h"

#include <imgui.h>

#include <string>

#include "embedded/fonts.h"
#include "sim/base/check.h"

namespace brokerscope::render {

namespace {

std::string_view file_of(Face face) {
    switch (face) {
        case Face::inter: return "Inter-Regular";
        case Face::inter_medium: return "Inter-Medium";
        case Face::inter_semibold: return "Inter-SemiBold";
        case Face::mono: return "JetBrainsMono-Regular";
        case Face::mono_medium: return "JetBrainsMono-Medium";
    }
    return "";
}

std::string_view bytes_of(Face face) {
    for (const embedded::File& file : embedded::fonts()) {
        if (file.name == file_of(face)) return file.bytes;
    }
    CHECK(false, "every face is embedded");
    return {};
}

unsigned number_at(std::string_view bytes, std::size_t at, int size) {
    CHECK(at + static_cast<std::size_t>(size) <= bytes.size(), "the font file is whole");
    unsigned number = 0;
    for (int i = 0; i < size; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return number;
}

std::size_t table_of(std::string_view font, std::string_view tag) {
    const unsigned tables = number_at(font, 4, 2);
    for (unsigned i = 0; i < tables; ++i) {
        const std::size_t row = 12 + std::size_t{16} * i;
        if (font.substr(row, 4) == tag) return number_at(font, row + 8, 4);
    }
    CHECK(false, "the font has the tables of an OpenType font");
    return 0;
}

// Latin with all accents of western and central Europe, and the signs that the picture uses. ImGui
// keeps the pointer until the atlas is built.
constexpr ImWchar glyph_ranges[] = {
    0x0020, 0x007e,  // ASCII
    0x00a0, 0x017f,  // Latin-1 and Latin Extended-A: every letter of Portuguese
    0x2010, 0x2026,  // dashes, quotation marks, bullet, ellipsis
    0x2190, 0x2195,  // arrows
    0x2212, 0x2212,  // minus
    0x221e, 0x221e,  // infinity
    0x2260, 0x2265,  // not equal, at most, at least
    0,
};

ImFont* add_font(ImFontAtlas& atlas, TextStyle style) {
    const std::string_view bytes = bytes_of(style.face);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    // Horizontal oversampling places stems on thirds of a pixel; vertically the baseline is whole.
    config.OversampleH = style.px > 40 ? 1 : 3;
    config.OversampleV = 1;
    config.PixelSnapH = false;
    // ImGui only reads these bytes; its interface predates const.
    void* data = const_cast<char*>(bytes.data());
    return atlas.AddFontFromMemoryTTF(data, static_cast<int>(bytes.size()),
                                      static_cast<float>(style.px) * line_height_of(bytes), &config,
                                      glyph_ranges);
}

}  // namespace

float line_height_of(std::string_view font_file) {
    const std::size_t hhea = table_of(font_file, "hhea");
    const auto ascender = static_cast<std::int16_t>(number_at(font_file, hhea + 4, 2));
    const auto descender = static_cast<std::int16_t>(number_at(font_file, hhea + 6, 2));
    const unsigned units_per_em = number_at(font_file, table_of(font_file, "head") + 18, 2);
    return static_cast<float>(ascender - descender) / static_cast<float>(units_per_em);
}

Fonts build_fonts(ImFontAtlas& atlas, const Metrics& metrics) {
    atlas.Clear();
    atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
    atlas.TexGlyphPadding = 1;
    Fonts fonts;
    for (std::size_t i = 0; i < text_roles; ++i) {
        fonts.styles[i] = metrics.style(static_cast<TextRole>(i));
        for (std::size_t before = 0; before < i && fonts.by_role[i] == nullptr; ++before) {
            if (fonts.styles[before] == fonts.styles[i]) fonts.by_role[i] = fonts.by_role[before];
        }
        if (fonts.by_role[i] == nullptr) fonts.by_role[i] = add_font(atlas, fonts.styles[i]);
    }
    const bool built = atlas.Build();
    CHECK(built, "the embedded fonts can be rasterised");
    return fonts;
}

}  // namespace brokerscope::render
