// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "events/hunt_places.h"

namespace lachan::events {
namespace {

constexpr std::array<HuntCommandWord, 14> kCommands = {{
    {"count", HuntVerb::kCount, "count by "},
    {"top", HuntVerb::kTop, "top 20 "},
    {"rare", HuntVerb::kRare, "rare 20 "},
    {"timechart", HuntVerb::kTimechart, "timechart count by "},
    {"distinct", HuntVerb::kDistinct, "distinct "},
    {"count_distinct", HuntVerb::kCountDistinct, "count_distinct "},
    {"sum", HuntVerb::kSum, "sum "},
    {"avg", HuntVerb::kAverage, "avg "},
    {"min", HuntVerb::kMinimum, "min "},
    {"max", HuntVerb::kMaximum, "max "},
    {"fields", HuntVerb::kFields, "fields "},
    {"where", HuntVerb::kWhere, "where count > "},
    {"sort", HuntVerb::kSort, "sort -"},
    {"head", HuntVerb::kHead, "head 100"},
}};

struct Foreign {
  std::string_view word, ours;
};
constexpr std::array<Foreign, 14> kForeign = {{{"stats", "count"},
                                               {"summarize", "count"},
                                               {"group", "count"},
                                               {"dc", "count_distinct"},
                                               {"uniq", "distinct"},
                                               {"unique", "distinct"},
                                               {"dedup", "distinct"},
                                               {"table", "fields"},
                                               {"project", "fields"},
                                               {"columns", "fields"},
                                               {"limit", "head"},
                                               {"order", "sort"},
                                               {"filter", "where"},
                                               {"average", "avg"}}};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::span<const HuntCommandWord> HuntCommandWords() { return kCommands; }

std::string_view WordOf(HuntVerb verb) {
  for (const auto& command : kCommands) {
    if (command.verb == verb) return command.word;
  }
  return "";
}

std::optional<HuntVerb> FindVerb(std::string_view word) {
  for (const auto& command : kCommands) {
    if (command.word == word) return command.verb;
  }
  return std::nullopt;
}

std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > 64 || b.size() > 64) return limit + 1;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  std::array<std::array<std::size_t, 65>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1])) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::string_view NearestWord(std::string_view typed, std::span<const std::string_view> words) {
  const std::size_t limit = std::max<std::size_t>(1, (typed.size() + 1) / 4);
  if (typed.size() < 2) return "";
  std::size_t least = limit + 1;
  std::string_view nearest;
  for (const auto word : words) {
    if (word == typed) return "";
    const std::size_t distance = EditDistance(typed, word, limit);
    if (distance >= least || distance >= std::max(typed.size(), word.size())) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

bool IsHuntNumber(const std::string& text) {
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return !text.empty() && end == text.c_str() + text.size() &&
         text.find_first_not_of("+-.0123456789eE") == std::string::npos;
}

bool IsAddressField(std::string_view field) {
  const std::string_view name = FieldNameOf(field);
  const std::string lower = AsciiLower(name);
  constexpr std::array<std::string_view, 6> kNames = {"ip",    "peer",  "srcip",
                                                      "dstip", "locip", "remip"};
  if (std::ranges::find(kNames, lower) != kNames.end() || lower.ends_with("ipaddress")) return true;
  // src_ip, c-ip, source.ip; SourceIp, destIP.
  if (lower.size() < 3 || !lower.ends_with("ip")) return false;
  const char before = name[name.size() - 3];
  return before == '_' || before == '-' || before == '.' ||
         (name[name.size() - 2] == 'I' && std::islower(static_cast<unsigned char>(before)) != 0);
}

std::string_view NearestCommand(std::string_view typed) {
  const std::string lower = AsciiLower(typed);
  for (const auto& foreign : kForeign) {
    if (foreign.word == lower) return foreign.ours;
  }
  std::vector<std::string_view> words;
  for (const auto& command : kCommands) words.push_back(command.word);
  return NearestWord(typed, words);
}

}  // namespace lachan::events
