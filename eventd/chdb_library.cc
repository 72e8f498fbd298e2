// SPDX-License-Identifier: Apache-2.0
#include "chdb_library.h"

#include <dlfcn.h>

#include <cstdlib>

namespace lachan::eventd {
namespace {

// The C interface of libchdb 26.5: handles are opaque pointers, texts carry their length.
struct Functions {
  void** (*connect)(int, char**);
  void (*close)(void**);
  void* (*query)(void*, const char*, std::size_t, const char*, std::size_t, const char* const*,
                 const std::size_t*, const char* const*, const std::size_t*, std::size_t);
  void (*destroy)(void*);
  char* (*buffer)(void*);
  std::size_t (*length)(void*);
  const char* (*error)(void*);
  double (*elapsed)(void*);
  std::uint64_t (*rows_read)(void*);
  std::uint64_t (*bytes_read)(void*);
  void (*signal_handlers)(int);
};

int CodeOf(std::string_view error) {
  constexpr std::string_view kMark = "Code: ";
  const auto at = error.find(kMark);
  const int code = at == std::string_view::npos ? 0 : std::atoi(error.data() + at + kMark.size());
  return code == 0 ? 1002 : code;  // 1002 is ClickHouse's UNKNOWN_EXCEPTION.
}

class ChdbSession final : public Session {
 public:
  ChdbSession(const Functions& functions, void** handle) : functions_(functions), handle_(handle) {}
  ChdbSession(const ChdbSession&) = delete;
  ChdbSession& operator=(const ChdbSession&) = delete;
  ~ChdbSession() override { functions_.close(handle_); }

  using Session::Run;
  Answer Run(std::string_view sql, std::string_view format, const Parameters& parameters) override {
    std::vector<const char*> names, values;
    std::vector<std::size_t> name_sizes, value_sizes;
    for (const auto& [name, value] : parameters) {
      names.push_back(name.c_str());
      name_sizes.push_back(name.size());
      values.push_back(value.c_str());
      value_sizes.push_back(value.size());
    }
    void* result = functions_.query(*handle_, sql.data(), sql.size(), format.data(), format.size(),
                                    names.data(), name_sizes.data(), values.data(),
                                    value_sizes.data(), names.size());
    Answer answer;
    if (result == nullptr) {
      answer.error = "Code: 1002. DB::Exception: the engine gave no result";
      answer.code = 1002;
      return answer;
    }
    if (const char* error = functions_.error(result)) {
      answer.error = error;
      answer.code = CodeOf(answer.error);
    } else {
      if (const auto size = functions_.length(result); size > 0) {
        answer.body.assign(functions_.buffer(result), size);
      }
      answer.rows_read = functions_.rows_read(result);
      answer.bytes_read = functions_.bytes_read(result);
      answer.seconds = functions_.elapsed(result);
    }
    functions_.destroy(result);
    return answer;
  }

 private:
  const Functions& functions_;
  void** handle_;
};

class DynamicChdb final : public ChdbLibrary {
 public:
  DynamicChdb(std::string config, std::string directory)
      : config_("--config-file=" + std::move(config)), path_("--path=" + std::move(directory)) {}

  Status Link(const std::string& library) {
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      return Fail(ErrorCode::kFailedPrecondition, "cannot load the engine library: {}", dlerror());
    }
    LACHAN_TRY_DO(Find(handle, "chdb_connect", functions_.connect));
    LACHAN_TRY_DO(Find(handle, "chdb_close_conn", functions_.close));
    LACHAN_TRY_DO(Find(handle, "chdb_query_with_params_n", functions_.query));
    LACHAN_TRY_DO(Find(handle, "chdb_destroy_query_result", functions_.destroy));
    LACHAN_TRY_DO(Find(handle, "chdb_result_buffer", functions_.buffer));
    LACHAN_TRY_DO(Find(handle, "chdb_result_length", functions_.length));
    LACHAN_TRY_DO(Find(handle, "chdb_result_error", functions_.error));
    LACHAN_TRY_DO(Find(handle, "chdb_result_elapsed", functions_.elapsed));
    LACHAN_TRY_DO(Find(handle, "chdb_result_storage_rows_read", functions_.rows_read));
    LACHAN_TRY_DO(Find(handle, "chdb_result_storage_bytes_read", functions_.bytes_read));
    LACHAN_TRY_DO(Find(handle, "chdb_set_signal_handlers_enabled", functions_.signal_handlers));
    functions_.signal_handlers(0);  // SIGTERM is ours: it means a clean stop.
    return {};
  }

  Result<std::unique_ptr<Session>> Open() override {
    char program[] = "lachan-eventd";
    char* arguments[] = {program, path_.data(), config_.data()};
    void** handle = functions_.connect(3, arguments);
    if (handle == nullptr || *handle == nullptr) {
      return Fail(ErrorCode::kUnavailable, "the engine cannot open its data ({})", path_);
    }
    return std::make_unique<ChdbSession>(functions_, handle);
  }

 private:
  template <class F>
  static Status Find(void* handle, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(handle, name));
    if (function == nullptr) {
      return Fail(ErrorCode::kFailedPrecondition, "the engine library has no {}", name);
    }
    return {};
  }

  Functions functions_{};
  std::string config_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<ChdbLibrary>> ChdbLibrary::Load(const std::string& library,
                                                       std::string config, std::string directory) {
  auto loaded = std::make_unique<DynamicChdb>(std::move(config), std::move(directory));
  LACHAN_TRY_DO(loaded->Link(library));
  return loaded;
}

}  // namespace lachan::eventd
