// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "events/compression.h"

namespace lachan::eventd {
namespace {

Answer Refusal(int code, std::string text) {
  Answer answer;
  answer.code = code;
  answer.error = fmt::format("Code: {}. DB::Exception: {}", code, text);
  return answer;
}

/// The engine's own configuration: one limit for the process, small caches, little logging.
std::string Configuration(const Engine::Options& options) {
  const std::uint64_t bytes = options.memory_mib << 20;
  return fmt::format(
      "<clickhouse>\n"
      " <logger><level>fatal</level><console>0</console></logger>\n"
      " <max_server_memory_usage>{}</max_server_memory_usage>\n"
      " <mark_cache_size>{}</mark_cache_size>\n"
      " <primary_index_cache_size>{}</primary_index_cache_size>\n"
      " <index_mark_cache_size>{}</index_mark_cache_size>\n"
      " <max_thread_pool_size>200</max_thread_pool_size>\n"
      " <background_pool_size>2</background_pool_size>\n"
      "{}"
      "</clickhouse>\n",
      bytes, bytes / 16, bytes / 16, bytes / 32, events::kCompression);
}

Status WriteFile(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(ErrorCode::kUnavailable, "cannot write {}", path);
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!whole) return Fail(ErrorCode::kUnavailable, "cannot write {}", path);
  return {};
}

}  // namespace

class Engine::Lease {
 public:
  Lease(Engine& engine, bool may_use_reserve)
      : engine_(engine), slot_(engine.Take(may_use_reserve)) {}
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    if (slot_ != nullptr) engine_.Release(slot_);
  }
  Slot* slot() const { return slot_; }

 private:
  Engine& engine_;
  Slot* slot_;
};

std::uint64_t Engine::NextTicket() {
  static std::atomic<std::uint64_t> next{1};
  return next++;
}

Result<std::unique_ptr<Engine>> Engine::Start(Options options) {
  const std::string config = options.directory + "/engine.xml";
  LACHAN_TRY_DO(WriteFile(config, Configuration(options)));
  auto engine = std::unique_ptr<Engine>(new Engine(std::move(options)));
  LACHAN_TRY(engine->library_,
             ChdbLibrary::Load(engine->options_.library, config, engine->options_.directory));
  LACHAN_TRY_DO(engine->Open(), "opening the data directory");
  return engine;
}

std::string Engine::BaseSettings() const {
  const std::uint64_t bytes = options_.memory_mib << 20;
  return fmt::format(
      "max_memory_usage={}, max_result_bytes={}, max_threads={}, max_insert_threads=1, "
      "input_format_parallel_parsing=0, output_format_parallel_formatting=0, "
      "use_uncompressed_cache=0",
      bytes / 2, bytes / 8, options_.threads);
}

Status Engine::Open() {
  LACHAN_TRY(control_, library_->Open());
  for (int i = 0; i < options_.sessions; ++i) {
    auto slot = std::make_unique<Slot>();
    LACHAN_TRY(slot->session, library_->Open());
    const Answer answer = slot->session->Run("SET " + BaseSettings());
    if (answer.code != 0) return Fail(ErrorCode::kUnavailable, "{}", answer.error);
    free_.push_back(slot.get());
    slots_.push_back(std::move(slot));
  }
  return {};
}

Engine::Slot* Engine::Take(bool may_use_reserve) {
  std::unique_lock lock(mutex_);
  const std::size_t keep = may_use_reserve ? 0 : static_cast<std::size_t>(options_.reserved);
  if (!freed_.wait_for(lock, std::chrono::seconds(options_.wait_seconds),
                       [&] { return free_.size() > keep; })) {
    return nullptr;
  }
  Slot* slot = free_.back();
  free_.pop_back();
  return slot;
}

void Engine::Release(Slot* slot) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }
  freed_.notify_all();  // Waiters differ in what they may take.
}

Answer Engine::Run(const Request& request, const std::string& sql, std::uint64_t ticket) {
  const Lease lease(*this, IsWrite(sql) || IsUrgent(request));
  if (lease.slot() == nullptr) {
    return Refusal(202, "Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)");
  }
  return RunOn(*lease.slot(), request, sql, ticket);
}

Answer Engine::RunOn(Slot& slot, const Request& request, const std::string& sql,
                     std::uint64_t ticket) {
  const std::string database = request.database.empty() ? "default" : request.database;
  if (!IsIdentifier(database)) return Refusal(81, "Bad database name. (UNKNOWN_DATABASE)");
  if (slot.database != database) {
    Answer used = slot.session->Run("USE `" + database + "`");
    if (used.code != 0) return used;
    slot.database = database;
  }
  std::string set = fmt::format("SET log_comment='ticket-{}'", ticket);
  std::string reset = "SET log_comment=DEFAULT";
  for (const auto& [name, value] : request.settings) {
    set += fmt::format(", {}={}", name, Quote(value));
    reset += fmt::format(", {}=DEFAULT", name);
  }
  Answer answer = slot.session->Run(set);
  if (answer.code == 0) answer = slot.session->Run(sql, request.format, request.parameters);
  if (!request.settings.empty()) {
    slot.session->Run(reset);
    slot.session->Run("SET " + BaseSettings());
  }
  return answer;
}

void Engine::Cancel(std::uint64_t ticket) {
  const std::lock_guard lock(control_mutex_);
  // Without SYNC: waiting for the end of a query from inside the engine can hang it.
  control_->Run(fmt::format("KILL QUERY WHERE Settings['log_comment']='ticket-{}' ASYNC", ticket));
}

}  // namespace lachan::eventd
