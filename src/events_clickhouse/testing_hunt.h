// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hunt language a second time, slowly and plainly, over events in memory: what the engine's
/// answers are held against. Shares the parser and the list of columns with the product, no more.
/// Texts are compared as ASCII: the tests keep to letters where that is enough.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "core/event.h"
#include "events/event_columns.h"
#include "events/hunt_parser.h"

namespace lachan::events_clickhouse {

using Texts = std::vector<std::string>;

inline std::optional<double> NumberOf(const std::string& text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Values of `field` in `event`; an empty value is there only when `with_empty`.
inline Texts ValuesIn(const Event& event, std::string field, bool with_empty = false) {
  if (field == "host") return event.host.empty() && !with_empty ? Texts{} : Texts{event.host};
  if (field == "format") return {event.format};
  if (field == "raw") return {event.raw};
  if (field == "agency") return {std::to_string(event.agency.value)};
  if (field == "logsource.product") {
    Texts products;
    for (const auto& source : event.logsources) products.push_back(source.product);
    return products;
  }
  if (field.starts_with("fields.")) field = field.substr(7);
  const bool exact = events::HotIndex(field).has_value();
  const auto hot = events::HotIndexIgnoringCase(field);
  Texts values;
  for (const auto& f : event.fields) {
    if (f.value.empty() && !with_empty) continue;
    const bool is_hot = events::HotIndex(f.name).has_value() && !f.value.empty();
    const bool is_meant = is_hot ? f.name == (exact || !hot ? field : events::HotFields()[*hot])
                          : exact && !f.value.empty() ? false
                                                      : AsciiEqualsIgnoringCase(f.name, field);
    if (is_meant) values.push_back(f.value);
  }
  return values;
}

/// Whether `text` as a whole has the pattern; case does not matter. In the raw text a wildcard does
/// not reach over blanks.
inline bool Wildcards(const std::vector<events::PatternPart>& pattern, std::string_view text,
                      bool is_raw = false) {
  const auto takes = [&](char c) {
    return !is_raw || std::isspace(static_cast<unsigned char>(c)) == 0;
  };
  const std::string lower = AsciiLower(text);
  std::set<std::size_t> at = {0};  // Where the parts so far may end.
  for (const auto& part : pattern) {
    std::set<std::size_t> next;
    for (const auto i : at) {
      switch (part.kind) {
        case events::PatternPart::Kind::kText:
          if (lower.substr(i).starts_with(AsciiLower(part.text))) next.insert(i + part.text.size());
          break;
        case events::PatternPart::Kind::kAnyOne:
          if (i < lower.size() && takes(lower[i])) next.insert(i + 1);
          break;
        case events::PatternPart::Kind::kAnyRun:
          next.insert(i);
          for (std::size_t j = i; j < lower.size() && takes(lower[j]); ++j) next.insert(j + 1);
          break;
      }
    }
    at = std::move(next);
  }
  return at.contains(lower.size());
}

inline bool InNetwork(const std::string& network, const std::string& address) {
  const auto bits_of = [](std::string_view text) -> std::optional<std::uint32_t> {
    std::uint32_t out = 0;
    const auto parts = Split(text, '.');
    if (parts.size() != 4) return std::nullopt;
    for (const auto part : parts) {
      const auto value = NumberOf(std::string(part));
      if (!value || *value < 0 || *value > 255) return std::nullopt;
      out = (out << 8) | static_cast<std::uint32_t>(*value);
    }
    return out;
  };
  const auto slash = network.find('/');
  const auto base = bits_of(network.substr(0, slash));
  const auto one = bits_of(address);
  const int length = std::stoi(network.substr(slash + 1));
  if (!base || !one) return false;
  return length == 0 || (*base ^ *one) >> (32 - length) == 0;
}

inline bool HoldsForValue(const events::HuntTerm& term, const std::string& value) {
  using Kind = events::HuntTerm::Kind;
  switch (term.kind) {
    case Kind::kExists:
      return true;
    case Kind::kPhrase:
    case Kind::kPattern:
      return Wildcards(term.pattern, value);
    case Kind::kNetwork:
      return InNetwork(term.network, value);
    case Kind::kRegex: {
      RE2::Options options;
      options.set_case_sensitive(false);
      options.set_dot_nl(true);
      return RE2::PartialMatch(value, RE2(term.regex, options));
    }
    case Kind::kRange: {
      const bool numbers =
          (!term.low || NumberOf(*term.low)) && (!term.high || NumberOf(*term.high));
      const auto within = [&](const auto& v, const auto& low, const auto& high) {
        if (low && (term.low_included ? v < *low : v <= *low)) return false;
        return !(high && (term.high_included ? v > *high : v >= *high));
      };
      if (!numbers) {
        const auto lower = [](const auto& t) {
          return t ? std::optional(AsciiLower(*t)) : std::nullopt;
        };
        return within(AsciiLower(value), lower(term.low), lower(term.high));
      }
      const auto number = NumberOf(value);
      const auto limit = [](const auto& t) { return t ? NumberOf(*t) : std::nullopt; };
      return number && within(*number, limit(term.low), limit(term.high));
    }
  }
  return false;
}

inline bool Holds(const events::HuntNode& node, const Event& event) {
  using Kind = events::HuntNode::Kind;
  const auto holds = [&](const events::HuntNode& child) { return Holds(child, event); };
  switch (node.kind) {
    case Kind::kEverything:
      return true;
    case Kind::kAnd:
      return std::ranges::all_of(node.children, holds);
    case Kind::kOr:
      return std::ranges::any_of(node.children, holds);
    case Kind::kNot:
      return !Holds(node.children[0], event);
    case Kind::kTerm:
      break;
  }
  const auto& term = node.term;
  if (term.field.empty()) {  // Anywhere in the raw text.
    for (std::size_t i = 0; i < event.raw.size(); ++i) {
      for (std::size_t j = i; j <= event.raw.size(); ++j) {
        if (Wildcards(term.pattern, std::string_view(event.raw).substr(i, j - i), true))
          return true;
      }
    }
    return false;
  }
  const bool wants_empty = term.pattern.size() == 1 &&
                           term.pattern[0].kind == events::PatternPart::Kind::kText &&
                           term.pattern[0].text.empty();
  for (const auto& value : ValuesIn(event, term.field, wants_empty)) {
    if (HoldsForValue(term, value)) return true;
  }
  return false;
}

/// The table of `query` over `events`, as EventStore::Tabulate gives it.
std::vector<Texts> TableOf(const events::HuntQuery& query, const std::vector<Event>& events);

}  // namespace lachan::events_clickhouse
