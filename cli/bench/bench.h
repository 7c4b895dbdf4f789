// `brokerscope bench`: how fast this build is, as ratios that hold on any machine.
//
// Each row compares two things measured in the same run, in process CPU time, in turn, and takes
// the median over the rounds: machines are shared and noisy, ratios are not. Each benchmark checks
// its own result (a CHECK fails when two contestants disagree, or when something got lost): a fast
// wrong answer is worth nothing. A row has a floor that must be reached and an aim that would be
// better.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace brokerscope::cli::bench {

enum class Better { higher, lower };

struct BenchRow {
    std::string number;  // of the row in the table of speeds, e.g. "1a"
    std::string name;    // what was measured against what
    double value = 0;
    std::string unit;  // "x", "%", "nodes per timer"
    Better better = Better::higher;
    double floor = 0;
    double aim = 0;

    bool passed() const { return reaches(floor); }
    bool reached_aim() const { return reaches(aim); }

  private:
    bool reaches(double mark) const {
        return better == Better::higher ? value >= mark : value <= mark;
    }
};

/// Runs everything; takes some seconds.
std::vector<BenchRow> run_bench();

void print_table(const std::vector<BenchRow>& rows, std::ostream& out);
void print_json(const std::vector<BenchRow>& rows, std::ostream& out);

/// Runs, prints, and returns the exit code: 0 when every floor was reached, else 1.
int bench_command(bool json, std::ostream& out);

}  // namespace brokerscope::cli::bench
