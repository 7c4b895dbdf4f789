#include "tests/house/style_support.h"

#include "tests/expect.h"
#include "tests/house/findings_text.h"

using namespace brokerscope::house;

namespace {

template <typename Checker>
Findings in_the_tree(Checker checker) {
    Findings findings;
    for (const SourceFile& file : source_files({"sim", "scripting", "render", "cli", "tests"})) {
        for (const std::string& one : checker(file))
            findings.push_back(one);
    }
    return findings;
}

std::string function_of(int lines) {
    std::string text = "namespace a {\nstruct B {\n    int f() const {\n";
    for (int i = 0; i < lines - 2; ++i)
        text += i % 2 == 0 ? "        if (x) { y(); }\n" : "        z = {1};\n";
    return text + "    }\n};\n}  // namespace a\n";
}

}  // namespace

// ---- The tree ----------------------------------------------------------------------------------

TEST_CASE("lines are at most 100 characters and hold no tab") {
    const Findings findings = in_the_tree(long_lines_and_tabs);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("files are at most 500 lines") {
    const Findings findings = in_the_tree(long_file);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("each header opens with a paragraph and is included once") {
    const Findings findings = in_the_tree(header_opening);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("no function is longer than 100 lines") {
    const Findings findings = in_the_tree(long_functions);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

// ---- Each checker, seen failing ----------------------------------------------------------------

TEST_CASE("a line of 101 characters and a tab are found, accents count once") {
    const std::string line(99, 'x');
    EXPECT_EQ(long_lines_and_tabs({"a.h", line + "é\n"}), Findings{});
    EXPECT_EQ(long_lines_and_tabs({"a.h", "\n" + line + "éx\n"}),
              Findings{"a.h:2: has 101 characters"});
    EXPECT_EQ(long_lines_and_tabs({"a.h", "\tx"}), Findings{"a.h:1: has a tab"});
}

TEST_CASE("a file of 501 lines is found") {
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "\n";
    EXPECT_EQ(long_file({"a.cpp", text}), Findings{});
    EXPECT_EQ(long_file({"a.cpp", text + "x"}).size(), 1);
}

TEST_CASE("a header that says nothing, or can be included twice, is found") {
    EXPECT_EQ(header_opening({"a.h", "// What it is.\n#pragma once\n"}), Findings{});
    EXPECT_EQ(header_opening({"a.h", "#pragma once\n// What it is.\n"}),
              Findings{"a.h:1: does not open with a paragraph"});
    EXPECT_EQ(header_opening({"a.h", "// What it is.\n// #pragma once\n"}),
              Findings{"a.h:1: has no #pragma once"});
    EXPECT_EQ(header_opening({"a.cpp", ""}), Findings{});
}

TEST_CASE("a function of 101 lines is found inside namespaces and classes") {
    EXPECT_EQ(long_functions({"a.cpp", function_of(100)}), Findings{});
    EXPECT_EQ(long_functions({"a.cpp", function_of(101)}),
              Findings{"a.cpp:3: begins a body of 101 lines"});
}

TEST_CASE("a long table or type is no function") {
    const std::string rows = [] {
        std::string text;
        for (int i = 0; i < 150; ++i)
            text += "    {1, 2},\n";
        return text;
    }();
    EXPECT_EQ(long_functions({"a.cpp", "constexpr Row rows[] = {\n" + rows + "};\n"}), Findings{});
    std::string members;
    for (int i = 0; i < 150; ++i)
        members += "    int a = 0;\n    void f() { x(); }\n";
    EXPECT_EQ(long_functions({"a.h", "struct A {\n" + members + "};\n"}), Findings{});
}

TEST_CASE("braces in macros, strings and comments are not counted") {
    const std::string text =
        "#define BEGIN \\\n    do {\n// {\nconst char* s = \"{\";\nvoid f() {\n}\n";
    std::string after;
    for (int i = 0; i < 150; ++i)
        after += "int x;\n";
    EXPECT_EQ(long_functions({"a.cpp", text + after + "void g() {\n}\n"}), Findings{});
}
