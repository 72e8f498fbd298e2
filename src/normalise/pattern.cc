// SPDX-License-Identifier: Apache-2.0
#include "normalise/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace lachan::normalise {
namespace {

constexpr std::uint32_t kMatchLimit = 100'000;
constexpr std::uint32_t kMostGroups = 256;

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    Function(pointer);
  }
};

}  // namespace

struct Pattern::Impl {
  std::unique_ptr<pcre2_code, Free<pcre2_code_free>> code;
  std::unique_ptr<pcre2_match_context, Free<pcre2_match_context_free>> context;
  std::string literal;
  std::vector<std::pair<int, std::string>> names;  // group number → name
};

Pattern::Pattern(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::Compile(std::string_view expression, std::string literal) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto impl = std::make_unique<Impl>();
  // Bytes, not code points: the text may be cut anywhere, and \S means the same for both.
  impl->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                 PCRE2_DUPNAMES, &error, &offset, nullptr));
  if (!impl->code) {
    PCRE2_UCHAR message[200];
    pcre2_get_error_message(error, message, sizeof message);
    return Fail(ErrorCode::kInvalidInput, "not a regular expression, at character {}: {}", offset,
                reinterpret_cast<const char*>(message));
  }
  pcre2_jit_compile(impl->code.get(), PCRE2_JIT_COMPLETE);  // where it fails, the interpreter works
  impl->context.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(impl->context.get(), kMatchLimit);
  impl->literal = std::move(literal);

  std::uint32_t count = 0, entry_size = 0;
  PCRE2_SPTR table = nullptr;
  pcre2_pattern_info(impl->code.get(), PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(impl->code.get(), PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
  pcre2_pattern_info(impl->code.get(), PCRE2_INFO_NAMETABLE, &table);
  for (std::uint32_t i = 0; i < count; ++i, table += entry_size) {
    impl->names.emplace_back((table[0] << 8) | table[1], reinterpret_cast<const char*>(table + 2));
  }
  std::ranges::sort(impl->names);
  if (!impl->names.empty() && impl->names.back().first >= static_cast<int>(kMostGroups)) {
    return Fail(ErrorCode::kInvalidInput, "more than {} groups", kMostGroups - 1);
  }
  return Pattern(std::move(impl));
}

bool Pattern::Extract(std::string_view text,
                      std::vector<std::pair<std::string_view, std::string_view>>& groups) const {
  groups.clear();
  if (!impl_->literal.empty() && text.find(impl_->literal) == std::string_view::npos) return false;
  // One a thread: making it costs as much as many a match.
  thread_local const std::unique_ptr<pcre2_match_data, Free<pcre2_match_data_free>> data(
      pcre2_match_data_create(kMostGroups, nullptr));
  if (!data) return false;
  const int found = pcre2_match(impl_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                text.size(), 0, 0, data.get(), impl_->context.get());
  if (found < 0) return false;
  const int matched = found == 0 ? static_cast<int>(kMostGroups) : found;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  for (const auto& [group, name] : impl_->names) {
    const PCRE2_SIZE begin = places[2 * group], end = places[2 * group + 1];
    if (group >= matched || begin == PCRE2_UNSET || end < begin) continue;
    groups.emplace_back(name, text.substr(begin, end - begin));
  }
  return true;
}

}  // namespace lachan::normalise
