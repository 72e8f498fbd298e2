// SPDX-License-Identifier: Apache-2.0
#include "contact_page/robots.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace lachan::contact_page {
namespace {

/// "*" stands for any text, "$" at the end for the end. Greedy with one step back: linear enough
/// for patterns of limited length.
bool Fits(std::string_view pattern, std::string_view target) {
  const bool to_end = pattern.ends_with('$');
  if (to_end) pattern.remove_suffix(1);
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (true) {
    if (p == pattern.size() && (!to_end || t == target.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && t < target.size() && pattern[p] == target[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && resume < target.size()) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
}

struct Rule {
  bool allow;
  std::string_view pattern;
};

/// The rules of a robots.txt that concern one agent.
class Reader {
 public:
  explicit Reader(std::string_view agent) : agent_(AsciiLower(agent)) {}

  void Line(std::string_view line, const RobotsLimits& limits) {
    line = line.substr(0, line.find('#'));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string key = AsciiLower(Trim(line.substr(0, colon)));
    const auto value = Trim(line.substr(colon + 1));
    if (key == "user-agent") {
      if (in_rules_) names_us_ = names_all_ = in_rules_ = false;
      names_us_ = names_us_ || Names(value);
      names_all_ = names_all_ || value == "*";
      found_us_ = found_us_ || names_us_;
      return;
    }
    if (key != "allow" && key != "disallow") return;
    in_rules_ = true;
    if (value.empty() || value.size() > limits.pattern_bytes) return;
    const Rule rule{key == "allow", value};
    if (names_us_) ours_.push_back(rule);
    if (names_all_) others_.push_back(rule);
  }

  bool Allows(std::string_view target) const {
    bool allow = true;
    std::size_t longest = 0;
    for (const Rule& rule : found_us_ ? ours_ : others_) {
      const std::size_t length = rule.pattern.size();
      if (length < longest || (length == longest && !rule.allow)) continue;
      if (!Fits(rule.pattern, target)) continue;
      allow = rule.allow;
      longest = length;
    }
    return allow;
  }

 private:
  /// The product token of the line, without version.
  bool Names(std::string_view value) const {
    const auto end = std::ranges::find_if(value, [](char c) {
      return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
    });
    return AsciiLower(value.substr(0, static_cast<std::size_t>(end - value.begin()))) == agent_;
  }

  std::string agent_;
  bool in_rules_ = false, names_us_ = false, names_all_ = false, found_us_ = false;
  std::vector<Rule> ours_, others_;
};

}  // namespace

bool RobotsAllow(std::string_view text, std::string_view agent, std::string_view target,
                 const RobotsLimits& limits) {
  text = text.substr(0, limits.bytes);
  Reader reader(agent);
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find_first_of("\r\n", from), text.size());
    reader.Line(text.substr(from, end - from), limits);
    from = end + 1;
  }
  return reader.Allows(target.substr(0, 4000));
}

}  // namespace lachan::contact_page
