// SPDX-License-Identifier: Apache-2.0
// A Sigma file as SQL; or, with a line "%%", a regular expression and a value: what the expression
// finds must have the literal that it is said to need.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "detect/regex.h"
#include "detect/rule_conditions.h"
#include "hunts/rule_sql.h"
#include "hunts/rule_statement.h"

namespace {

using namespace lachan;

/// Lower case as far as an expression without regard to case goes.
std::string Lowered(std::string text) {
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
      text.replace(at, from.size(), to);
    }
  };
  replace("\xE2\x84\xAA", "k");
  replace("\xC5\xBF", "s");
  return AsciiLower(text);
}

void CheckLiteral(std::string_view pattern, std::string_view value) {
  const std::string literal = hunts::NecessaryLiteral(pattern);
  detect::RegexMemory memory;
  for (const bool ignore_case : {false, true}) {
    const auto regex = detect::Regex::Compile(pattern, {.ignore_case = ignore_case});
    if (!regex || !regex->FoundIn(value, memory)) continue;
    LACHAN_CHECK(Lowered(std::string(value)).contains(literal), "the literal is needed");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find("\n%%\n");
  if (cut != std::string_view::npos) {
    CheckLiteral(text.substr(0, cut), text.substr(cut + 4));
    return 0;
  }
  const detect::SourceText source{"fuzz.yml", std::string(text)};
  detect::CompileOptions options;
  options.max_file_bytes = 64 * 1024;
  options.max_expansions = 64;
  const auto read = detect::ReadConditions({&source, 1}, options);
  for (std::size_t i = 0; i < read.rules.size(); ++i) {
    if (read.rules[i].kind != detect::RuleKind::kDetection) continue;
    events::Statement statement;
    const auto condition = hunts::CompileRule(read.rules[i], read.conditions[i], statement);
    LACHAN_CHECK(!condition.candidates.empty() && !condition.certain.empty(), "both are said");
    std::size_t bytes = 0;
    for (const auto& [name, value] : statement.parameters) bytes += value.size();
    LACHAN_CHECK(bytes <= hunts::kMostParameterBytes + (1 << 20), "bounded");
    hunts::PrintRule(read.rules[i], read.conditions[i]);
  }
  return 0;
}
