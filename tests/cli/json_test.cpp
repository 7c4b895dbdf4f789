#include "cli/json.h"

#include "tests/expect.h"

using namespace brokerscope;
using base::Value;

TEST_CASE("a value is written as JSON in its own order") {
    const Value value{Value::Object{
        {"zebra", Value{std::int64_t{-3}}},
        {"apple", Value{Value::List{Value{true}, Value{}, Value{std::string("é\n")}}}},
        {"topic", Value{base::TopicId{2}}}}};
    EXPECT_EQ(cli::json_text(value, -1),
              "{\"zebra\":-3,\"apple\":[true,null,\"é\\n\"],\"topic\":2}");
    EXPECT_EQ(cli::json_text(Value{Value::Object{{"a", Value{std::int64_t{1}}}}}),
              "{\n  \"a\": 1\n}");
}

TEST_CASE("bytes are text when they can be read, else hex") {
    EXPECT_EQ(cli::json_text(Value{base::Bytes{"c4"}}), "\"c4\"");
    EXPECT_EQ(cli::json_text(Value{base::Bytes{std::string("\x00\xff", 2)}}), "\"0x00ff\"");
}

TEST_CASE("a text that is no UTF-8 still gives valid JSON") {
    EXPECT_EQ(cli::json_text(Value{std::string("a\xff")}), "\"a\xef\xbf\xbd\"");
}
