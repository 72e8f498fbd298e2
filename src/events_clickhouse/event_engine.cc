// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/event_engine.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

extern char** environ;

namespace lachan::events_clickhouse {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{10};
constexpr std::chrono::seconds kStopPatience{10};
constexpr std::chrono::seconds kHealthyAfter{30};
constexpr int kConflictStatus = 3;  // lachan-eventd: the directory is taken

/// Process that listens on the Unix socket `path`; 0 when nobody does.
pid_t ServedBy(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return 0;
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool known =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  ::close(fd);
  return known ? peer.pid : 0;
}

/// A number that changes while a process works: the time it used and the pages it read from disk.
/// Nothing while it waits for the disk, while somebody has stopped it, or where it cannot be known.
std::optional<std::uint64_t> WorkOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  // The name, in brackets, may hold anything.
  const auto bracket = text.rfind(')');
  if (bracket == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(bracket + 1));
  std::string state, skipped;
  fields >> state;
  for (int i = 4; i < 12; ++i) fields >> skipped;
  std::uint64_t faults = 0, faults_of_children = 0, user = 0, system = 0;
  fields >> faults >> faults_of_children >> user >> system;
  if (!fields || state == "D" || state == "T" || state == "t") return std::nullopt;
  return faults + user + system;
}

/// How long nothing has moved in a process.
class Standstill {
 public:
  explicit Standstill(pid_t pid) : pid_(pid), work_(WorkOf(pid)) {}

  Clock::duration Time() {
    const auto now = Clock::now();
    const auto present = WorkOf(pid_);
    if (!present || present != work_) moved_at_ = now;
    work_ = present;
    return now - moved_at_;
  }

 private:
  pid_t pid_;
  std::optional<std::uint64_t> work_;
  Clock::time_point moved_at_ = Clock::now();
};

std::string Describe(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  return fmt::format("status {}", WEXITSTATUS(status));
}

}  // namespace

EventEngine::EventEngine(Options options) : options_(std::move(options)) {}

EventEngine::~EventEngine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

EventEngine::Health EventEngine::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

Endpoint EventEngine::endpoint() const {
  Endpoint endpoint;
  endpoint.socket = options_.socket;
  return endpoint;
}

Status EventEngine::Start() {
  if (::access(options_.program.c_str(), X_OK) != 0) {
    return Fail(ErrorCode::kFailedPrecondition, "the event engine is not there: {}",
                options_.program);
  }
  thread_ = std::thread([this] { Supervise(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return health_.state != State::kStarting; });
  if (health_.state == State::kRunning) return {};
  const bool conflict = WIFEXITED(exit_status_) && WEXITSTATUS(exit_status_) == kConflictStatus;
  return Fail(conflict ? ErrorCode::kConflict : ErrorCode::kUnavailable, "{}", failure_);
}

Result<pid_t> EventEngine::Spawn(int& pipe) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Fail(ErrorCode::kUnavailable, "no pipe");
  std::vector<std::string> texts = {options_.program,
                                    "--data",
                                    options_.data,
                                    "--socket",
                                    options_.socket,
                                    "--memory-limit",
                                    std::to_string(options_.memory_mib),
                                    "--threads",
                                    std::to_string(options_.threads),
                                    "--supervised"};
  std::vector<char*> arguments;
  for (auto& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  // Not every library asks for close-on-exec. A child that kept our sockets would hold our ports
  // for a while after we died, and our senders' connections open.
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // The child starts with no signal blocked and in a group of its own: Ctrl+C at the terminal is
  // for us, and we stop it in order.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, options_.program.c_str(), &actions, &attributes,
                                  arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[0]);
  if (error != 0) {
    ::close(ends[1]);
    return Fail(ErrorCode::kUnavailable, "cannot start {}: error {}", options_.program, error);
  }
  pipe = ends[1];
  return pid;
}

void EventEngine::Record(int status) {
  const std::lock_guard lock(mutex_);
  exit_status_ = status;
  health_.pid = 0;
  health_.last_death = Describe(status);
}

bool EventEngine::AwaitAnswer(pid_t pid, std::string& why) {
  const auto client = ClickHouseClient::Make(endpoint(), 1);
  const auto begun = Clock::now();
  auto told_at = begun;
  Standstill standstill(pid);
  for (;;) {
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid == pid) return false;
    // Another instance may hold the directory and answer on the same socket.
    if (ServedBy(options_.socket) == pid && client->Ping()) return true;
    const auto now = Clock::now();
    if (now - begun >= options_.start_timeout) {
      why = fmt::format("no answer within {} ms", options_.start_timeout.count());
      return false;
    }
    if (standstill.Time() >= options_.idle_timeout) {
      why = fmt::format("it stood still for {} ms", options_.idle_timeout.count());
      return false;
    }
    if (options_.on_wait && now - told_at >= options_.tell_after) {
      options_.on_wait(std::chrono::duration_cast<std::chrono::milliseconds>(now - begun));
      told_at = now;
    }
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kPoll, [&] { return stopping_; })) return false;
  }
}

void EventEngine::AwaitEnd(pid_t pid, int pipe) {
  // A descriptor of the process becomes readable when it ends.
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  std::optional<Clock::time_point> kill_at;
  Standstill standstill(pid);
  int status = 0;
  for (;;) {
    pollfd one{.fd = descriptor, .events = POLLIN, .revents = 0};
    ::poll(&one, 1, 50);
    if (::waitpid(pid, &status, WNOHANG) == pid) break;
    if (standstill.Time() >= options_.hang_timeout) {
      // A process that waits for work looks the same, but it answers.
      if (!ClickHouseClient::Make(endpoint(), 1)->Ping()) ::kill(pid, SIGKILL);
      standstill = Standstill(pid);
    }
    const std::lock_guard lock(mutex_);
    if (!stopping_) continue;
    if (!kill_at) {
      ::kill(pid, SIGTERM);
      kill_at = Clock::now() + kStopPatience;
    } else if (Clock::now() > *kill_at) {
      ::kill(pid, SIGKILL);
    }
  }
  if (descriptor >= 0) ::close(descriptor);
  ::close(pipe);
  Record(status);
}

void EventEngine::Supervise() {
  auto backoff = options_.first_backoff;
  bool first = true;
  for (;;) {
    const auto begun = Clock::now();
    int pipe = -1;
    const auto pid = Spawn(pipe);
    bool answers = false;
    std::string why;
    if (pid) {
      {
        const std::lock_guard lock(mutex_);
        health_.pid = *pid;
      }
      answers = AwaitAnswer(*pid, why);
      if (answers) {
        const std::lock_guard lock(mutex_);
        health_.state = State::kRunning;
      } else {
        ::kill(*pid, SIGKILL);
      }
      changed_.notify_all();
      AwaitEnd(*pid, pipe);
    }
    std::unique_lock lock(mutex_);
    if (stopping_ || (first && !answers)) {
      failure_ = pid ? fmt::format("the event engine did not start ({})",
                                   why.empty() ? health_.last_death : why)
                     : pid.error().Text();
      health_.state = State::kStopped;
      lock.unlock();
      changed_.notify_all();
      return;
    }
    first = false;
    health_.state = State::kStarting;
    ++health_.restarts;
    if (Clock::now() - begun > kHealthyAfter) backoff = options_.first_backoff;
    if (changed_.wait_for(lock, backoff, [&] { return stopping_; })) {
      health_.state = State::kStopped;
      return;
    }
    backoff = std::min(backoff * 2, options_.longest_backoff);
  }
}

}  // namespace lachan::events_clickhouse
