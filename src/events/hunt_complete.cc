// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_complete.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "events/event_columns.h"
#include "events/hunt_places.h"
#include "events/hunt_scanner.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

constexpr std::size_t kOffers = 20;

bool Contains(std::string_view text, std::string_view part) {
  return AsciiLower(text).find(AsciiLower(part)) != std::string::npos;
}

bool BeginsWith(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && AsciiEqualsIgnoringCase(text.substr(0, part.size()), part);
}

/// Where quotation marks of `text` leave us: inside a quoted text, or not.
bool EndsInQuotes(std::string_view text) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') {
      ++i;
    } else if (text[i] == '"') {
      inside = !inside;
    }
  }
  return inside;
}

/// The last `|` that begins a command; npos when there is none.
std::size_t LastPipe(std::string_view text) {
  bool inside = false;
  std::size_t last = std::string_view::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') inside = !inside;
    const bool apart = i == 0 || IsHuntSpace(text[i - 1]) || text[i - 1] == ')' ||
                       text[i - 1] == '"' || last != std::string_view::npos;
    if (text[i] == '|' && !inside && apart) last = i;
  }
  return last;
}

HuntPlace InCommand(std::string_view text, std::size_t pipe) {
  std::size_t begin = text.size();
  while (begin > pipe + 1 && !IsHuntSpace(text[begin - 1]) && text[begin - 1] != ',' &&
         text[begin - 1] != '=') {
    --begin;
  }
  HuntPlace place{.kind = HuntPlace::Kind::kColumn,
                  .begin = begin,
                  .typed = std::string(text.substr(begin)),
                  .field = {}};
  const std::string_view before = Trim(text.substr(pipe + 1, begin - pipe - 1));
  if (before.empty()) {
    place.kind = HuntPlace::Kind::kCommand;
    return place;
  }
  if (place.typed.starts_with('-') || place.typed.starts_with('+')) {
    place.typed.erase(0, 1);
    ++place.begin;
  }
  const std::string_view last =
      before.substr(std::min(before.find_last_of(" \t,") + 1, before.size()));
  place.is_group = before.find(" by") == std::string_view::npos && last != "by";
  const bool is_number =
      !place.typed.empty() && std::isdigit(static_cast<unsigned char>(place.typed[0]));
  if (text[begin - 1] == '=' || is_number || last.starts_with("span")) {
    place.kind = HuntPlace::Kind::kNothing;
  }
  return place;
}

}  // namespace

HuntPlace PlaceAt(std::string_view text, std::size_t cursor) {
  text = text.substr(0, std::min(cursor, text.size()));
  HuntPlace place{
      .kind = HuntPlace::Kind::kNothing, .begin = text.size(), .typed = {}, .field = {}};
  const bool quoted = EndsInQuotes(text);
  if (const std::size_t pipe = LastPipe(text); pipe != std::string_view::npos && !quoted) {
    return InCommand(text, pipe);
  }
  std::size_t begin = text.size();
  if (quoted) begin = text.rfind('"');
  const std::size_t value = begin;
  while (begin > 0 && !IsHuntSpace(text[begin - 1]) && text[begin - 1] != '(' &&
         text[begin - 1] != '"') {
    --begin;
  }
  // `field:` or `field!=` before the value?
  const std::string_view word = text.substr(begin, value - begin);
  std::size_t name = word.starts_with('-') ? 1 : 0;
  std::size_t end = name;
  while (end < word.size() && IsFieldCharacter(word[end])) ++end;
  const std::size_t mark = end < word.size() && word[end] == ':' ? 1
                           : word.substr(end).starts_with("!=")  ? 2
                                                                 : 0;
  if (end > name && mark > 0) {
    place.kind = HuntPlace::Kind::kValue;
    place.field = word.substr(name, end - name);
    place.begin = begin + end + mark;
    place.typed = text.substr(place.begin);
    if (quoted) {
      place.typed.erase(0, 1);
    } else if (place.typed.find_first_of("*?/[<>") != std::string::npos) {
      place.kind = HuntPlace::Kind::kNothing;
    }
    return place;
  }
  if (quoted || end < word.size()) return place;
  place.kind = HuntPlace::Kind::kField;
  place.begin = begin + name;
  place.typed = word.substr(name);
  return place;
}

std::vector<Completion> CompleteField(std::string_view typed, const FieldSample& sample,
                                      bool with_colon) {
  std::vector<Completion> offers;
  std::set<std::string> seen;
  const auto add = [&](std::string_view name, std::uint64_t count) {
    if (!Contains(name, typed) || !seen.insert(AsciiLower(name)).second) return;
    const bool plain = !name.empty() && std::ranges::all_of(name, IsFieldCharacter) &&
                       std::isdigit(static_cast<unsigned char>(name[0])) == 0 && name[0] != '-';
    if (!plain && with_colon) return;  // Cannot be written as a condition.
    offers.push_back({.text = with_colon ? std::string(name) + ":"
                              : plain    ? std::string(name)
                                         : QuoteValue(name),
                      .label = std::string(name),
                      .count = count});
  };
  for (const auto& field : sample.fields) add(field.name, field.events);
  for (const auto name : CoreFields()) add(name, sample.events);  // Every event has them.
  for (const auto name : HotFields()) add(name, 0);
  std::ranges::stable_sort(offers, [&](const auto& a, const auto& b) {
    const bool x = BeginsWith(a.label, typed), y = BeginsWith(b.label, typed);
    return x != y ? x : a.count > b.count;
  });
  if (offers.size() > kOffers) offers.resize(kOffers);
  return offers;
}

std::vector<Completion> CompleteCommand(std::string_view typed) {
  std::vector<Completion> offers;
  for (const auto& command : HuntCommandWords()) {
    if (!BeginsWith(command.word, typed)) continue;
    offers.push_back({.text = std::string(command.form), .label = std::string(command.form)});
  }
  return offers;
}

std::string QuoteValue(std::string_view value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
    return IsFieldCharacter(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
  });
  if (plain && value != "AND" && value != "OR" && value != "NOT") return std::string(value);
  std::string out = "\"";
  std::size_t backslashes = 0;  // In a row, just before.
  for (const char c : value) {
    if (c == '"') out.append(backslashes + 1, '\\');
    out += c;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  out.append(backslashes, '\\');
  return out + "\"";
}

std::vector<UnknownField> UnknownFields(const HuntQuery& query, const FieldSample& sample) {
  // Of equally near names one that occurs is meant.
  std::vector<std::string_view> known;
  for (const auto& field : sample.fields) known.push_back(field.name);
  known.insert(known.end(), CoreFields().begin(), CoreFields().end());
  known.insert(known.end(), HotFields().begin(), HotFields().end());
  std::vector<UnknownField> unknown;
  const auto look = [&](std::string_view name, std::size_t position) {
    const std::string_view plain = FieldNameOf(name);
    const auto same = [&](std::string_view other) { return AsciiEqualsIgnoringCase(other, plain); };
    if (std::ranges::any_of(known, same) ||
        std::ranges::any_of(unknown, [&](const auto& u) { return u.name == name; })) {
      return;
    }
    unknown.push_back({.name = std::string(name),
                       .position = position,
                       .nearest = std::string(NearestWord(plain, known))});
  };
  const auto walk = [&](const auto& self, const HuntNode& node) -> void {
    if (node.kind == HuntNode::Kind::kTerm && !node.term.field.empty()) {
      look(node.term.field, node.term.position);
    }
    for (const auto& child : node.children) self(self, child);
  };
  walk(walk, query.search);
  for (const auto& step : query.steps) {
    if (step.verb == HuntVerb::kWhere ||
        (step.verb == HuntVerb::kSort && query.shape() != HuntShape::kEvents))
      continue;
    if (step.measured) look(step.measured->name, step.measured->position);
    for (const auto& field : step.fields) look(field.name, field.position);
  }
  return unknown;
}

}  // namespace lachan::events
