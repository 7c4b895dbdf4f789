// Workplace: a folder of its own in which a test runs the program as a user does, with the
// repository's folders that commands name. It is removed with all that the program wrote.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace brokerscope {

class Workplace {
  public:
    /// What the program said and how it ended; status -1 when a signal ended it.
    struct Outcome {
        int status = -1;
        std::string out;
        std::string err;
    };

    Workplace() : folder_(std::filesystem::temp_directory_path() / unique_name()) {
        std::filesystem::create_directories(folder_);
        for (const char* name : {"scenarios", "tests"}) {
            std::filesystem::create_directory_symlink(
                std::filesystem::path(BROKERSCOPE_SOURCE_DIR) / name, folder_ / name);
        }
    }
    ~Workplace() { std::filesystem::remove_all(folder_); }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    /// Runs the program with these arguments. `before` is shell that comes first, such as a limit.
    Outcome run(const std::vector<std::string>& arguments, const std::string& before = "") const {
        std::string command =
            "cd " + quoted(folder_.string()) + " && (" + before + " " + quoted(BROKERSCOPE_BINARY);
        for (const std::string& argument : arguments)
            command += " " + quoted(argument);
        const std::filesystem::path said = folder_.string() + ".said";
        command += " >" + quoted(said.string() + "1") + " 2>" + quoted(said.string() + "2") +
                   " </dev/null)";
        const int status = std::system(command.c_str());
        Outcome outcome;
        if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
        outcome.out = read(said.string() + "1");
        outcome.err = read(said.string() + "2");
        std::filesystem::remove(said.string() + "1");
        std::filesystem::remove(said.string() + "2");
        return outcome;
    }

    std::string text_of(const std::string& file) const { return read(folder_ / file); }
    bool has(const std::string& file) const { return std::filesystem::exists(folder_ / file); }
    void write(const std::string& file, const std::string& bytes) const {
        std::ofstream(folder_ / file, std::ios::binary) << bytes;
    }

  private:
    static std::string read(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::string unique_name() {
        static int count = 0;
        return "brokerscope-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    }
    static std::string quoted(const std::string& word) {
        std::string text = "'";
        for (const char c : word)
            text += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return text + "'";
    }

    std::filesystem::path folder_;
};

}  // namespace brokerscope
