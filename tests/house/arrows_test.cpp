#include "tests/expect.h"
#include "tests/house/arrows_support.h"
#include "tests/house/findings_text.h"

using namespace brokerscope::house;

namespace {

Findings includes_from(const std::string& path, const std::string& text) {
    return forbidden_includes({path, text}, allowed_arrows());
}

Findings inputs_of(const std::string& text) {
    return hidden_inputs({"sim/x/x.cpp", text});
}

}  // namespace

// ---- The tree ----------------------------------------------------------------------------------

TEST_CASE("no file includes a layer that is not an arrow of the table") {
    Findings findings;
    const auto files = source_files({"sim", "scripting", "render", "cli", "tests"});
    REQUIRE(files.size() > 20);
    for (const SourceFile& file : files) {
        for (const std::string& one : forbidden_includes(file, allowed_arrows()))
            findings.push_back(one);
    }
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("sim has no clock, thread, file, hash order or floating point") {
    Findings findings;
    for (const SourceFile& file : source_files({"sim"})) {
        for (const std::string& one : hidden_inputs(file))
            findings.push_back(one);
    }
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("the link lists of CMakeLists.txt say what the table says") {
    std::set<std::string> folders;
    for (const SourceFile& file : source_files({"sim", "scripting", "render", "cli"})) {
        if (file.path != "cli/main.cpp") folders.insert(layer_of(file.path).value_or(file.path));
    }
    const Arrows declared = declared_arrows(repository_file("CMakeLists.txt"));
    REQUIRE(declared.size() > 10);
    const Findings findings = link_list_differences(declared, allowed_arrows(), folders);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

// ---- Each checker, seen failing ----------------------------------------------------------------

TEST_CASE("a node that reads the View is found") {
    EXPECT_EQ(includes_from("sim/replica/replica.cpp",
                            "#include <vector>\n#include \"sim/view/view.h\"\n"),
              Findings{"sim/replica/replica.cpp:2: sim/replica may not include sim/view "
                       "(sim/view/view.h)"});
}

TEST_CASE("a state machine that includes another is found, and one that composes them is not") {
    const std::string text = "#include \"sim/group/coordinator.h\"\n";
    EXPECT_EQ(includes_from("sim/client/consumer.cpp", text).size(), 1);
    EXPECT_EQ(includes_from("sim/broker/broker.cpp", text).size(), 0);
    EXPECT_EQ(includes_from("sim/group/offsets.cpp", text).size(), 0);
}

TEST_CASE("a picture that reaches for the world is found") {
    EXPECT_EQ(includes_from("render/panels/x.cpp", "  #  include \"sim/world/world.h\"").size(), 1);
    EXPECT_EQ(includes_from("render/panels/x.cpp", "#include \"sim/view/view.h\"").size(), 0);
}

TEST_CASE("only conform and tests read nodes through audit") {
    const std::string text = "#include \"sim/audit/audit.h\"\n";
    EXPECT_EQ(includes_from("cli/run.cpp", text).size(), 1);
    EXPECT_EQ(includes_from("scripting/session.h", text).size(), 1);
    EXPECT_EQ(includes_from("cli/conform.cpp", text).size(), 0);
    EXPECT_EQ(includes_from("tests/sim/world/x_test.cpp", text).size(), 0);
}

TEST_CASE("an include that does not start at the root is found") {
    EXPECT_EQ(includes_from("sim/base/ids.h", "#include \"fields.h\"\n"),
              Findings{"sim/base/ids.h:1: \"fields.h\" does not start at a layer"});
    EXPECT_EQ(includes_from("sim/base/ids.h", "#include \"../base/fields.h\"\n").size(), 1);
    EXPECT_EQ(includes_from("sim/base/ids.h", "#include \"sim/bsae/fields.h\"\n").size(), 1);
}

TEST_CASE("generated files are for the layers that face a person") {
    EXPECT_EQ(includes_from("render/fonts.cpp", "#include \"embedded/fonts.h\"\n").size(), 0);
    EXPECT_EQ(includes_from("sim/view/x.cpp", "#include \"embedded/fonts.h\"\n").size(), 1);
}

TEST_CASE("an include in a comment or a string is none") {
    const std::string text =
        "// #include \"sim/world/a.h\"\n"
        "/* \n#include \"sim/world/b.h\"\n*/\n"
        "const char* s = R\"(\n#include \"sim/world/c.h\"\n)\";\n"
        "const char* t = \"\\\"\"; // \"\n"
        "#include \"sim/world/d.h\"  // the only one\n";
    const std::vector<Include> includes = includes_of(text);
    REQUIRE_EQ(includes.size(), 1);
    EXPECT_EQ(includes[0].path, "sim/world/d.h");
    EXPECT_EQ(includes[0].line, 9);
}

TEST_CASE("a clock, a thread, a file, hash order and a float in sim are found") {
    EXPECT_EQ(inputs_of("#include <chrono>\n"),
              Findings{"sim/x/x.cpp:1: sim/ may not include <chrono>"});
    for (const char* header : {"thread", "mutex", "random", "iostream", "fstream", "cmath", "ctime",
                               "filesystem", "atomic", "future", "unordered_map", "sys/time.h",
                               "lua.hpp", "imgui.h", "GLFW/glfw3.h"}) {
        EXPECT_MESSAGE(inputs_of("#include <" + std::string(header) + ">\n").size() == 1, header);
    }
    EXPECT_EQ(inputs_of("int a;\nconst double x = 1;\n"),
              Findings{"sim/x/x.cpp:2: 'double' has no place in sim/"});
    EXPECT_EQ(inputs_of("std::vector<float> v;").size(), 1);
    EXPECT_EQ(inputs_of("long\ndouble x;").size(), 1);
}

TEST_CASE("the words of comments, strings and longer names are not code") {
    EXPECT_EQ(inputs_of("// a float\nint doubled; /* double */ auto s = \"float \\\" double\";\n"
                        "const int n = 1'000'000; const char c = '\"'; // \" float\n"
                        "#include <map>\n")
                  .size(),
              0);
}

TEST_CASE("a link list that says more or less than the table is found") {
    const Arrows table = {{"a", {}}, {"b", {"a"}}, {"c", {"a", "b", "later"}}, {"later", {}}};
    const std::string good =
        "brokerscope_layer(a)\n# brokerscope_layer(a b)\nset(all a b)\n"
        "brokerscope_layer(b a EXTERNAL lua)\nbrokerscope_layer(c ${all})\n";
    EXPECT_EQ(link_list_differences(declared_arrows(good), table, {"a", "b"}), Findings{});
    EXPECT_EQ(link_list_differences(declared_arrows(good + "brokerscope_layer(a b)\n"), table, {}),
              Findings{"a links b, which the table does not allow"});
    EXPECT_EQ(link_list_differences(declared_arrows("brokerscope_layer(a)\nbrokerscope_layer(b)\n"),
                                    table, {}),
              Findings{"b does not link a, which the table names"});
    EXPECT_EQ(link_list_differences(declared_arrows(good), table, {"later"}),
              Findings{"later is built by no layer"});
    EXPECT_EQ(link_list_differences(declared_arrows("brokerscope_layer(z)"), table, {}),
              Findings{"z is not in the table"});
}
