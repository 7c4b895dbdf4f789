#include "sim/base/hex.h"

#include "tests/expect.h"

using namespace brokerscope;

TEST_CASE("bytes are two digits each and come back") {
    const std::string bytes{'\0', '\x7f', '\xff', 'A'};
    EXPECT_EQ(base::hex(bytes), "007fff41");
    EXPECT_EQ(base::from_hex("007fff41").value(), bytes);
    EXPECT_EQ(base::from_hex("").value(), "");
}

TEST_CASE("half a byte and other characters are no hexadecimal text") {
    EXPECT_FALSE(base::from_hex("0").has_value());
    EXPECT_FALSE(base::from_hex("0g").has_value());
    EXPECT_FALSE(base::from_hex("FF").has_value());
    EXPECT_FALSE(base::from_hex("0x").has_value());
}
