// SPDX-License-Identifier: Apache-2.0
#include "state_sql/testing_postgresql.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace lachan::state_sql {
namespace {

namespace fs = std::filesystem;

/// Folder of initdb and postgres, newest version first; empty when there is none.
std::string FindPrograms() {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    if (fs::exists(entry.path() / "bin/initdb") && fs::exists(entry.path() / "bin/postgres")) {
      found.push_back((entry.path() / "bin").string());
    }
  }
  std::ranges::sort(found, std::greater<>());
  return found.empty() ? std::string() : found.front();
}

/// Starts a program with its output in `log`; root hands its rights down to the user postgres
/// first, because the server refuses to run as root.
pid_t Spawn(std::vector<std::string> arguments, const std::string& log) {
  if (geteuid() == 0) {
    const std::vector<std::string> before = {"/usr/bin/setpriv", "--reuid=postgres",
                                             "--regid=postgres", "--clear-groups", "--"};
    arguments.insert(arguments.begin(), before.begin(), before.end());
  }
  std::vector<char*> raw;
  for (auto& argument : arguments) raw.push_back(argument.data());
  raw.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, raw[0], &actions, nullptr, raw.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? pid : 0;
}

}  // namespace

std::unique_ptr<TestingPostgresql> TestingPostgresql::Start(std::string* why) {
  const std::string programs = FindPrograms();
  if (programs.empty() || (geteuid() == 0 && getpwnam("postgres") == nullptr)) {
    *why = "PostgreSQL server is not installed";
    return nullptr;
  }
  std::string folder = (fs::temp_directory_path() / "lachan-pg-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    *why = "no temporary folder";
    return nullptr;
  }
  std::unique_ptr<TestingPostgresql> server(new TestingPostgresql());
  server->folder_ = folder;
  if (geteuid() == 0) {
    const passwd* user = getpwnam("postgres");
    if (chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) *why = "chown failed";
  }
  const std::string data = folder + "/data", log = folder + "/log";
  int status = 1;
  const pid_t init = Spawn({programs + "/initdb", "-D", data, "-U", "lachan", "-A", "trust", "-E",
                            "UTF8", "--locale=C.UTF-8", "--no-sync"},
                           log);
  if (init == 0 || waitpid(init, &status, 0) != init || status != 0) {
    *why = "initdb failed";
    return nullptr;
  }
  server->pid_ = Spawn({programs + "/postgres", "-D", data, "-k", folder, "-c",
                        "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"},
                       log);
  const std::string conninfo = "host=" + folder + " user=lachan dbname=postgres";
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (PQping(conninfo.c_str()) != PQPING_OK) {
    if (server->pid_ == 0 || std::chrono::steady_clock::now() > limit) {
      *why = "the PostgreSQL server did not start";
      return nullptr;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return server;
}

TestingPostgresql::~TestingPostgresql() {
  if (pid_ > 0) {
    kill(pid_, SIGINT);  // "Fast shutdown".
    int status = 0;
    waitpid(pid_, &status, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string TestingPostgresql::FreshSchema() {
  const std::string base = "host=" + folder_ + " user=lachan dbname=postgres";
  const std::string name = "t" + std::to_string(++schemas_);
  Run(base, "CREATE SCHEMA " + name);
  return base + " options='-csearch_path=" + name + "'";
}

std::string TestingPostgresql::Run(const std::string& conninfo, const std::string& sql) {
  PGconn* connection = PQconnectdb(conninfo.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  std::string message;
  if (const auto status = PQresultStatus(result);
      status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    message = PQerrorMessage(connection);
  }
  PQclear(result);
  PQfinish(connection);
  return message;
}

}  // namespace lachan::state_sql
