// SPDX-License-Identifier: Apache-2.0
// lachan-eventd: the embedded event engine, in a process of its own.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "engine.h"
#include "merge_priority.h"
#include "server.h"

namespace lachan::eventd {
namespace {

struct Settings {
  Engine::Options engine;
  std::string socket;
  std::string listen;
  bool supervised = false;
};

int Refuse(const Error& error) {
  std::fprintf(stderr, "lachan-eventd: %s\n", error.Text().c_str());
  return error.code() == ErrorCode::kConflict ? 3 : 1;
}

/// Holds the directory for this process; the kernel lets go of it when the process ends, however.
Status LockDirectory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return Fail(ErrorCode::kUnavailable, "cannot make the directory {}", directory);
  }
  const std::string path = directory + "/eventd.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(ErrorCode::kUnavailable, "cannot write in the directory {}", directory);
  // A predecessor that is being killed needs a moment to let go.
  for (int tries = 0; ::flock(fd, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (tries == 60) {
      return Fail(ErrorCode::kConflict, "another lachan-eventd already serves {}", directory);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

/// Ends at once with the parent: by signal, and by the end of the pipe on standard input. Nobody is
/// left to answer, what was acknowledged is on disk, and the parent's successor waits for the lock.
void FollowParent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::thread([] {
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR) errno = 0;
    ::kill(::getpid(), SIGKILL);
  }).detach();
}

/// The engine looks for an insert's data on standard input, if that is at its end or has any: the
/// first insert then fails. Give it one that is open and silent, as under supervision.
void SilenceStandardInput() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);  // The writing end stays open as long as the process.
}

int Run(Settings settings) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Before any thread: all inherit it.
  ::signal(SIGPIPE, SIG_IGN);

  if (auto locked = LockDirectory(settings.engine.directory); !locked) {
    return Refuse(locked.error());
  }
  if (settings.supervised) {
    FollowParent();
  } else {
    SilenceStandardInput();
  }
  auto engine = Engine::Start(settings.engine);
  if (!engine) return Refuse(engine.error());
  const std::jthread merges_yield = LetMergesYield();
  const char* password = std::getenv("LACHAN_EVENTD_PASSWORD");
  auto server = Server::Listen({.socket = settings.socket,
                                .tcp_address = settings.listen,
                                .password = Secret<std::string>(password ? password : "")},
                               **engine);
  if (!server) return Refuse(server.error());
  std::thread accepting([&] { (*server)->Serve(); });
  int signal = 0;
  ::sigwait(&signals, &signal);
  (*server)->Stop();
  accepting.join();
  return 0;
}

}  // namespace
}  // namespace lachan::eventd

int main(int argc, char** argv) {
  lachan::eventd::Settings settings;
  settings.engine.library = LACHAN_CHDB_LIBRARY;
  CLI::App app{"The embedded event engine of Lá Chắn: ClickHouse's HTTP interface on a socket."};
  app.set_version_flag("--version",
                       "lachan-eventd " LACHAN_VERSION " (chDB " LACHAN_CHDB_VERSION ")");
  app.add_option("--data", settings.engine.directory, "Directory of the tables")->required();
  app.add_option("--socket", settings.socket, "Path of the Unix socket")->required();
  app.add_option("--memory-limit", settings.engine.memory_mib, "Of the whole process, in MiB")
      ->check(CLI::Range(256, 1 << 20))
      ->capture_default_str();
  app.add_option("--threads", settings.engine.threads, "Of one query")->check(CLI::Range(1, 256));
  app.add_option("--listen", settings.listen,
                 "Also this loopback ADDRESS:PORT; the password is in LACHAN_EVENTD_PASSWORD");
  app.add_option("--library", settings.engine.library, "Path of libchdb.so")->capture_default_str();
  app.add_flag("--supervised", settings.supervised, "End when the parent or standard input ends");
  CLI11_PARSE(app, argc, argv);
  // The engine's own threads may outlive a clean shutdown order: leave without static destructors.
  std::_Exit(lachan::eventd::Run(std::move(settings)));
}
