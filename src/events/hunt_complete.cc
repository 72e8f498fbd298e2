// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_complete.h"

#include <algorithm>
#include <map>
#include <optional>
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

/// The commands before the last `|`; nothing when something is wrong with them.
std::optional<HuntQuery> Before(std::string_view text, std::size_t pipe) {
  auto query = ParseHuntQuery(text.substr(0, pipe));
  return query ? std::optional(*std::move(query)) : std::nullopt;
}

/// Forms of the commands that may follow `query`.
std::vector<std::string> MayFollow(const std::optional<HuntQuery>& query) {
  std::vector<std::string> forms;
  const bool is_first = !query || query->steps.empty();
  const bool is_table = query && query->shape() == HuntShape::kTable;
  for (const auto& command : HuntCommandWords()) {
    const HuntVerb verb = command.verb;
    const bool shapes = verb == HuntVerb::kSort || verb == HuntVerb::kHead;
    const bool may = is_first   ? verb != HuntVerb::kWhere
                     : is_table ? shapes || verb == HuntVerb::kWhere
                     : query->shape() == HuntShape::kTimechart
                         ? false
                         : (shapes || verb == HuntVerb::kFields) && query->Find(verb) == nullptr;
    if (may) forms.emplace_back(command.form);
  }
  return forms;
}

/// What the command offers besides fields, or instead of them, after its words `before`.
void SetWords(HuntPlace& place, const std::vector<std::string_view>& before,
              const std::optional<HuntQuery>& query) {
  const auto verb = FindVerb(before.front());
  const bool is_table = query && query->shape() == HuntShape::kTable;
  if (verb == HuntVerb::kHead || (verb == HuntVerb::kWhere && before.size() > 1)) {
    place.kind = HuntPlace::Kind::kNothing;
  } else if (verb == HuntVerb::kSort && before.size() > 1) {
    place.words = {"asc", "desc"};
    place.only_words = true;
  } else if (is_table && (verb == HuntVerb::kSort || verb == HuntVerb::kWhere)) {
    place.words = TableColumns(query->steps.front());
    for (auto& word : place.words) {
      if (!std::ranges::all_of(word, IsFieldCharacter)) word = QuoteValue(word);
    }
    place.only_words = true;
  } else if (verb == HuntVerb::kTimechart && place.is_group) {
    const auto& last = before.back();
    const bool has_span = before.size() > 1 && before[1].starts_with("span");
    if (before.size() == 1) place.words.emplace_back("span=");
    if (before.size() != 1 && !has_span) return;
    if (FindVerb(last) && before.size() > 1) return;
    for (const char* measure : {"count ", "sum ", "avg ", "min ", "max ", "count_distinct "}) {
      place.words.emplace_back(measure);
    }
    place.only_words = true;
  }
  if (verb == HuntVerb::kSort || verb == HuntVerb::kWhere || verb == HuntVerb::kFields ||
      verb == HuntVerb::kDistinct || verb == HuntVerb::kTop || verb == HuntVerb::kRare) {
    place.is_group = false;
  }
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
    place.words = MayFollow(Before(text, pipe));
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
  if (text[begin - 1] == '=' || is_number || last == "span" || last == "span=") {
    place.kind = HuntPlace::Kind::kNothing;
    return place;
  }
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < before.size();) {
    const std::size_t end = std::min(before.find_first_of(" \t\r\n,", i), before.size());
    if (end > i) words.push_back(before.substr(i, end - i));
    i = end + 1;
  }
  SetWords(place, words, Before(text, pipe));
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

std::vector<Completion> CompleteWord(std::string_view typed,
                                     const std::vector<std::string>& words) {
  std::vector<Completion> offers;
  for (const auto& word : words) {
    if (BeginsWith(word, typed)) offers.push_back({.text = word, .label = word});
  }
  return offers;
}

std::vector<Completion> CompleteName(std::string_view typed, const std::vector<HuntName>& names,
                                     const std::vector<ValueCount>& seen) {
  const std::string folded = FoldForSearch(typed);
  std::map<std::string_view, std::uint64_t> events;
  for (const auto& value : seen) events.emplace(value.value, value.count);
  std::map<std::string, int> bearers;
  for (const auto& name : names) ++bearers[FoldForSearch(name.text)];
  std::vector<std::pair<bool, Completion>> found;  // Whether it begins with it.
  for (const auto& name : names) {
    const std::string id = std::to_string(name.id), key = FoldForSearch(name.text);
    const bool begins = key.starts_with(folded);
    if (!begins && !id.starts_with(typed) && !FoldForSearch(name.label).contains(folded)) continue;
    // What reads as a number is an id.
    const bool is_plain_name =
        bearers[key] == 1 && key.find_first_not_of("0123456789") != std::string::npos;
    const auto count = events.find(id);
    found.emplace_back(begins,
                       Completion{.text = (is_plain_name ? QuoteValue(name.text) : id) + " ",
                                  .label = is_plain_name ? name.label : name.label + " #" + id,
                                  .count = count == events.end() ? 0 : count->second});
  }
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first : a.second.count > b.second.count;
  });
  if (found.size() > kOffers) found.resize(kOffers);
  std::vector<Completion> offers;
  for (auto& [begins, offer] : found) offers.push_back(std::move(offer));
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

std::vector<HuntRemark> Remarks(const HuntQuery& query, std::string_view text,
                                const FieldSample& sample) {
  std::vector<HuntRemark> remarks;
  const auto is_field = [&](std::string_view name) {
    const auto same = [&](std::string_view other) { return AsciiEqualsIgnoringCase(other, name); };
    return std::ranges::any_of(CoreFields(), same) || std::ranges::any_of(HotFields(), same) ||
           std::ranges::any_of(sample.fields, same, &FieldSeen::name);
  };
  const auto look = [&](const HuntTerm& term) {
    if (term.kind != HuntTerm::Kind::kPattern || term.position >= text.size()) return;
    const auto end = std::min(text.find_first_of(" \t\r\n()\"", term.position), text.size());
    const std::string_view word = text.substr(term.position, end - term.position);
    for (const std::string_view other : {"AND", "OR", "NOT"}) {
      if (!AsciiEqualsIgnoringCase(word, other)) continue;
      remarks.push_back({"lower_operator", term.position, word.size(), std::string(other)});
    }
    const auto equals = word.find('=');
    if (!term.field.empty() || equals == std::string_view::npos || equals + 1 == word.size() ||
        !is_field(word.substr(0, equals))) {
      return;
    }
    const std::string meant = fmt::format("{}:{}", word.substr(0, equals), word.substr(equals + 1));
    remarks.push_back({"equals", term.position, word.size(), meant});
  };
  const auto walk = [&](const auto& self, const HuntNode& node) -> void {
    if (node.kind == HuntNode::Kind::kTerm) look(node.term);
    for (const auto& child : node.children) self(self, child);
  };
  walk(walk, query.search);
  return remarks;
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
