#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace brokerscope::cli {
namespace {

base::Error about(const std::string& what, const std::string& path) {
    const int reason = errno;
    std::string hint;
    if (reason == ENOENT) hint = "does the folder exist?";
    if (reason == ENOSPC || reason == EDQUOT) hint = "the disk is full";
    return {what + ": " + std::strerror(reason), path, hint};
}

std::string temporary_name(const std::string& path) {
    return path + ".tmp" + std::to_string(getpid());
}

bool is_device(const std::string& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

base::Status write_stdout(std::string_view bytes) {
    std::fflush(stdout);
    return write_all(STDOUT_FILENO, bytes) ? base::Status(base::Nothing{})
                                           : base::Status(about("cannot write", "stdout"));
}

// A device such as /dev/full is written in place: it cannot be renamed over.
base::Status write_device(const std::string& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return about("cannot write", path);
    const bool written = write_all(file, bytes);
    base::Status status =
        written ? base::Status(base::Nothing{}) : base::Status(about("cannot write", path));
    ::close(file);
    return status;
}

}  // namespace

base::Result<std::string> read_file(const std::string& path) {
    std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
    if (file == nullptr) return about("cannot read", path);
    std::string bytes;
    char buffer[65536];
    std::size_t got = 0;
    while ((got = std::fread(buffer, 1, sizeof buffer, file)) > 0)
        bytes.append(buffer, got);
    const bool failed = std::ferror(file) != 0;
    const base::Error error = failed ? about("cannot read", path) : base::Error{};
    if (file != stdin) std::fclose(file);
    if (failed) return error;
    return bytes;
}

base::Status write_file(const std::string& path, std::string_view bytes) {
    if (path == "-") return write_stdout(bytes);
    if (is_device(path)) return write_device(path, bytes);
    const std::string temporary = temporary_name(path);
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return about("cannot write", path);
    const bool written = write_all(file, bytes);
    const base::Error error = written ? base::Error{} : about("cannot write", path);
    const bool closed = ::close(file) == 0;
    if (!written || !closed) {
        const base::Error reason = written ? about("cannot write", path) : error;
        ::unlink(temporary.c_str());
        return reason;
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const base::Error reason = about("cannot write", path);
        ::unlink(temporary.c_str());
        return reason;
    }
    return base::Nothing{};
}

base::Status check_writable(const std::string& path) {
    if (path == "-" || is_device(path)) return base::Nothing{};
    struct stat info {};
    if (stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
        return base::Error{"cannot write: it is a folder", path, "give a file name"};
    }
    const std::string temporary = temporary_name(path);
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return about("cannot write", path);
    ::close(file);
    ::unlink(temporary.c_str());
    return base::Nothing{};
}

}  // namespace brokerscope::cli
