// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads the YAML of a directive with findings instead of exceptions. Internal to the module.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "directive/compile.h"
#include "directive/directive.h"

namespace lachan::directive {

/// Parsed root of `source`, or nothing and a finding. Size, depth, number of nodes are limited;
/// anchors and aliases are refused.
std::optional<YAML::Node> ParseYaml(const SourceText& source, std::vector<Diagnostic>& findings);

/// One mapping under reading. Every accessor marks its key as known; Finish() reports the rest.
class MapReader {
 public:
  /// \param what  Names the mapping in messages, e.g. "obligation OB-05".
  MapReader(YAML::Node node, std::string path, std::string what, std::vector<Diagnostic>& findings);

  /// False when the node is no mapping (already reported).
  bool is_map() const { return is_map_; }
  const std::string& what() const { return what_; }
  void Rename(std::string what) { what_ = std::move(what); }
  bool Has(std::string_view key) const;

  std::string Required(std::string_view key);
  std::string Optional(std::string_view key, std::string fallback = {});
  int Integer(std::string_view key, int fallback, int low, int high);
  bool Boolean(std::string_view key, bool fallback);
  /// {vi: …, en: …}, both needed.
  Text RequiredText(std::string_view key);
  Text OptionalText(std::string_view key);
  std::optional<CivilDate> Date(std::string_view key);
  /// `from` and `to` (first day no longer) as midnights in Viet Nam.
  Validity Dates();
  std::vector<std::string> Strings(std::string_view key);
  std::vector<CivilDate> DateList(std::string_view key);
  /// A list of terms, "a|!b|c=x" each; all must hold.
  Condition When(std::string_view key);
  /// `immediately`, or one of {hours: n}, {calendar_days: n}, {working_days: n}, {months: n} with
  /// `roll: false` where the limit does not move off a day of rest.
  std::optional<TimeLimit> Limit(std::string_view key);
  /// A kind as text, or {kind: …, when: […]}.
  std::optional<FactPattern> Pattern(std::string_view key);
  std::vector<FactPattern> Patterns(std::string_view key);
  std::optional<MapReader> Map(std::string_view key);
  std::vector<MapReader> Maps(std::string_view key);
  /// One of the names; the first when the key is missing.
  template <class E>
  E Choice(std::string_view key, std::span<const std::pair<std::string_view, E>> names) {
    if (!Has(key)) {
      Optional(key);
      return names.front().second;
    }
    const std::string value = Required(key);
    std::string expected;
    for (const auto& [name, choice] : names) {
      if (name == value) return choice;
      expected += (expected.empty() ? "" : ", ") + std::string(name);
    }
    Report("directive.value", fmt::format("{}: '{}' is not a {}", what_, Shown(value), key),
           "one of " + expected, Child(key));
    return names.front().second;
  }
  Confidence ReadConfidence(Confidence fallback);

  /// Reports keys that nobody asked for and keys written twice.
  void Finish();
  void Report(std::string code, std::string message, std::string hint = {});
  void Report(std::string code, std::string message, std::string hint, const YAML::Node& at);
  Place PlaceOf(const YAML::Node& node) const;
  Place Here() const { return PlaceOf(node_); }

 private:
  YAML::Node Child(std::string_view key);
  static std::string Shown(std::string_view value);
  std::optional<std::string> Scalar(const YAML::Node& node, std::string_view key);
  std::optional<FactPattern> PatternOf(const YAML::Node& node, std::string_view key);
  std::vector<YAML::Node> Items(std::string_view key);

  YAML::Node node_;
  std::string path_;
  std::string what_;
  std::vector<Diagnostic>* findings_;
  std::set<std::string, std::less<>> known_;
  bool is_map_ = false;
};

/// "a|!b|c=x" → literals; empty on a malformed term.
std::vector<Condition::Literal> ParseTerm(std::string_view term);

}  // namespace lachan::directive
