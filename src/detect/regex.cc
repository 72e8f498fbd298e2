// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "detect/regex.h"

#include <pcre2.h>

namespace lachan::detect {
namespace {

/// Steps of backtracking for one search. A second of CPU is about 50 million.
constexpr std::uint32_t kMatchLimit = 500'000;
constexpr std::uint32_t kDepthLimit = 5'000;

}  // namespace

struct RegexMemory::Impl {
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 512 * 1024, nullptr);
  Impl() {
    pcre2_set_match_limit(context, kMatchLimit);
    pcre2_set_depth_limit(context, kDepthLimit);
    pcre2_jit_stack_assign(context, nullptr, stack);
  }
  ~Impl() {
    pcre2_jit_stack_free(stack);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

RegexMemory::RegexMemory() : impl_(std::make_unique<Impl>()) {}
RegexMemory::~RegexMemory() = default;

Result<Regex> Regex::Compile(std::string_view pattern, RegexFlags flags) {
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (flags.ignore_case) options |= PCRE2_CASELESS;
  if (flags.multiline) options |= PCRE2_MULTILINE;
  if (flags.dot_all) options |= PCRE2_DOTALL;
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                   options, &error, &offset, nullptr);
  if (code == nullptr) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    return Fail(ErrorCode::kInvalidInput, "{} at character {}",
                reinterpret_cast<const char*>(message), offset);
  }
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // Where there is no JIT, the interpreter serves.
  Regex regex;
  regex.pattern_ = pattern;
  regex.flags_ = flags;
  regex.code_ = std::shared_ptr<void>(
      code, [](void* pointer) { pcre2_code_free(static_cast<pcre2_code*>(pointer)); });
  return regex;
}

bool Regex::FoundIn(std::string_view text, RegexMemory& memory) const {
  const int found = pcre2_match(static_cast<const pcre2_code*>(code_.get()),
                                reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                memory.impl_->data, memory.impl_->context);
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  ++memory.abandoned;
  ++memory.given_up[name()];
  return false;
}

std::string Regex::name() const {
  std::string name = "(?";
  if (flags_.ignore_case) name += 'i';
  if (flags_.multiline) name += 'm';
  if (flags_.dot_all) name += 's';
  return name + ')' + pattern_;
}

}  // namespace lachan::detect
