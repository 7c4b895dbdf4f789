#include "cli/bench/bench.h"

#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "cli/bench/event_queue_bench.h"

namespace brokerscope::cli::bench {

namespace {

std::string with_unit(double value, const std::string& unit) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(unit == "%" ? 0 : 2) << value << ' ' << unit;
    return text.str();
}

std::string verdict(const BenchRow& row) {
    if (row.reached_aim()) return "reaches the aim";
    return row.passed() ? "passes" : "FAILS";
}

}  // namespace

std::vector<BenchRow> run_bench() {
    return bench_event_queue();
}

void print_table(const std::vector<BenchRow>& rows, std::ostream& out) {
    std::size_t name_width = 4;
    for (const BenchRow& row : rows)
        name_width = std::max(name_width, row.name.size());
    const auto line = [&](const std::string& number, const std::string& name,
                          const std::string& value, const std::string& floor,
                          const std::string& aim, const std::string& last) {
        out << std::left << std::setw(4) << number << std::setw(static_cast<int>(name_width) + 2)
            << name << std::right << std::setw(10) << value << std::setw(10) << floor
            << std::setw(10) << aim << "  " << last << '\n';
    };
    line("#", "what", "value", "floor", "aim", "");
    for (const BenchRow& row : rows) {
        line(row.number, row.name, with_unit(row.value, row.unit), with_unit(row.floor, row.unit),
             with_unit(row.aim, row.unit), verdict(row));
    }
}

void print_json(const std::vector<BenchRow>& rows, std::ostream& out) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    bool passed = true;
    for (const BenchRow& row : rows) {
        passed = passed && row.passed();
        list.push_back({{"number", row.number},
                        {"name", row.name},
                        {"value", row.value},
                        {"unit", row.unit},
                        {"better", row.better == Better::higher ? "higher" : "lower"},
                        {"floor", row.floor},
                        {"aim", row.aim},
                        {"passed", row.passed()},
                        {"reached_aim", row.reached_aim()}});
    }
    out << nlohmann::ordered_json{{"rows", list}, {"passed", passed}}.dump(2) << '\n';
}

int bench_command(bool json, std::ostream& out) {
    const std::vector<BenchRow> rows = run_bench();
    if (json) {
        print_json(rows, out);
    } else {
        print_table(rows, out);
    }
    const auto passed = [](const BenchRow& row) { return row.passed(); };
    return std::all_of(rows.begin(), rows.end(), passed) ? 0 : 1;
}

}  // namespace brokerscope::cli::bench
