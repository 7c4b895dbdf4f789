#include "sim/base/rng.h"

#include <bit>

#include "sim/base/check.h"

namespace brokerscope::base {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t splitmix(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
}

constexpr int fraction_bits = 32;

// -log2(mantissa / 2^63) for mantissa in [2^63, 2^64), as a fixed-point number with 32 fraction
// bits, by repeated squaring: each squaring moves one more bit of the logarithm in front of the
// point.
std::uint64_t log2_of_mantissa(std::uint64_t mantissa) {
    std::uint64_t result = 0;
    for (int bit = fraction_bits - 1; bit >= 0; --bit) {
        const Wide square = static_cast<Wide>(mantissa) * mantissa;
        if ((square >> 127) != 0) {
            mantissa = static_cast<std::uint64_t>(square >> 64);
            result |= std::uint64_t{1} << bit;
        } else {
            mantissa = static_cast<std::uint64_t>(square >> 63);
        }
    }
    return result;
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::string_view purpose, NodeId node) {
    std::uint64_t state = seed ^ std::rotl(fnv1a(purpose), 17);
    state ^=
        static_cast<std::uint64_t>(static_cast<std::uint32_t>(node.value)) * 0xD6E8FEB86659FD93u;
    for (std::uint64_t& word : state_)
        word = splitmix(state);
}

std::uint64_t Rng::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint64_t Rng::below(std::uint64_t bound) {
    CHECK(bound > 0, "a random number below zero does not exist");
    // Reject the few values that would favour small results.
    const std::uint64_t threshold = (0 - bound) % bound;
    while (true) {
        const Wide product = static_cast<Wide>(next()) * bound;
        if (static_cast<std::uint64_t>(product) >= threshold) {
            return static_cast<std::uint64_t>(product >> 64);
        }
    }
}

std::int64_t Rng::between(std::int64_t low, std::int64_t high) {
    CHECK(low <= high, "the lower bound must not be above the upper bound");
    const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    if (width == ~std::uint64_t{0}) return static_cast<std::int64_t>(next());
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(width + 1));
}

Duration Rng::between(Duration low, Duration high) {
    return {between(low.ns, high.ns)};
}

Duration Rng::exponential(Duration mean) {
    CHECK(mean.ns >= 0, "a mean delay must not be negative");
    // -ln(u) = -log2(u) * ln(2), with u = x / 2^64 and x in [1, 2^64).
    const std::uint64_t x = next() | 1;
    const int zeros = std::countl_zero(x);
    const std::uint64_t log2 = log2_of_mantissa(x << zeros);
    const std::uint64_t minus_log2 =
        ((static_cast<std::uint64_t>(zeros) + 1) << fraction_bits) - log2;
    constexpr std::uint64_t ln2 = 0xB17217F7u;  // ln(2) with 32 fraction bits
    const Wide scaled = static_cast<Wide>(minus_log2) * ln2 >> fraction_bits;
    return {
        static_cast<std::int64_t>(scaled * static_cast<std::uint64_t>(mean.ns) >> fraction_bits)};
}

bool Rng::chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
}

}  // namespace brokerscope::base
