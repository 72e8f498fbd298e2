// SPDX-License-Identifier: Apache-2.0
#include "scan_nmap/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>

namespace lachan::scan_nmap {
namespace {

constexpr auto kPatience = std::chrono::seconds(2);
constexpr std::size_t kMostMessages = 4096;

class Pipe {
 public:
  Pipe() { opened_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    CloseWriteEnd();
    if (opened_) ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool opened() const { return opened_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseWriteEnd() {
    if (opened_ && ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool opened_ = false;
};

Result<pid_t> Spawn(const std::string& program, const std::vector<std::string>& arguments,
                    const Pipe& out, const Pipe& messages) {
  std::vector<std::string> texts = arguments;
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
  char* environment[] = {path, locale, nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, messages.write_end(), STDERR_FILENO);
  // It may outlive us, and would hold our ports.
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, &attributes, pointers.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return Fail(ErrorCode::kUnavailable, "cannot start {}: {} (install the Debian package 'nmap')",
                program, std::generic_category().message(error));
  }
  return pid;
}

/// Reads what is there. \return false at the end of the stream.
bool ReadSome(int descriptor, std::string& to) {
  std::array<char, 65'536> buffer;
  const auto count = ::read(descriptor, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  to.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

/// The child while it runs; ended and waited for when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (!status_) {
      ::kill(-pid_, SIGKILL);
      Wait(0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void End() {
    if (!end_at_) {
      ::kill(-pid_, SIGTERM);
      end_at_ = std::chrono::steady_clock::now() + kPatience;
    } else if (std::chrono::steady_clock::now() > *end_at_) {
      ::kill(-pid_, SIGKILL);
    }
  }
  bool Wait(int options) {
    int status = 0;
    if (status_ || ::waitpid(pid_, &status, options) != pid_) return status_.has_value();
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
  }
  int status() const { return status_.value_or(-1); }

 private:
  pid_t pid_;
  std::optional<int> status_;
  std::optional<std::chrono::steady_clock::time_point> end_at_;
};

}  // namespace

Result<ChildResult> RunChild(const std::string& program, const std::vector<std::string>& arguments,
                             std::size_t most,
                             const std::function<bool(std::string_view)>& keep_going) {
  Pipe out, messages;
  if (!out.opened() || !messages.opened()) return Fail(ErrorCode::kUnavailable, "no pipe");
  LACHAN_TRY(const pid_t pid, Spawn(program, arguments, out, messages));
  Child child(pid);
  out.CloseWriteEnd();
  messages.CloseWriteEnd();
  ChildResult result;
  std::optional<ErrorCode> ended_for;
  bool out_open = true, messages_open = true;
  while (out_open || messages_open) {
    pollfd both[] = {{out_open ? out.read_end() : -1, POLLIN, 0},
                     {messages_open ? messages.read_end() : -1, POLLIN, 0}};
    ::poll(both, 2, 200);
    if (both[0].revents != 0) out_open = ReadSome(out.read_end(), result.output);
    if (both[1].revents != 0) messages_open = ReadSome(messages.read_end(), result.messages);
    if (result.messages.size() > 2 * kMostMessages) {
      result.messages.erase(0, result.messages.size() - kMostMessages);
    }
    if (result.output.size() > most) {
      ended_for = ErrorCode::kExhausted;
      result.output.clear();
    }
    if (!ended_for && !keep_going(result.output)) ended_for = ErrorCode::kFailedPrecondition;
    if (ended_for) child.End();
  }
  while (!child.Wait(WNOHANG)) {
    if (!ended_for && !keep_going(result.output)) ended_for = ErrorCode::kFailedPrecondition;
    if (ended_for) child.End();
    ::poll(nullptr, 0, 20);
  }
  if (ended_for == ErrorCode::kFailedPrecondition) {
    return Fail(ErrorCode::kFailedPrecondition, "the scan was ended");
  }
  if (ended_for) return Fail(*ended_for, "the scanner wrote more than {} MiB", most >> 20);
  if (result.messages.size() > kMostMessages) {
    result.messages.erase(0, result.messages.size() - kMostMessages);
  }
  result.exit_status = child.status();
  return result;
}

}  // namespace lachan::scan_nmap
