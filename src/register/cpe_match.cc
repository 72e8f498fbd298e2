// SPDX-License-Identifier: Apache-2.0
#include "register/cpe_match.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lachan::registry {
namespace {

constexpr std::size_t kCpeUpdate = 4;
constexpr std::size_t kLongestVersion = 80;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

/// A value taken apart: wildcards at its ends, and what stands between.
struct Pattern {
  int before = 0, after = 0;  ///< Signs that may stand there; -1: any number.
  std::string text;

  bool has_wildcards() const { return before != 0 || after != 0; }
};

Pattern PatternOf(std::string_view bound) {
  Pattern pattern;
  if (bound.starts_with('*')) {
    pattern.before = -1;
    bound.remove_prefix(1);
  }
  while (bound.starts_with('?')) {
    ++pattern.before;
    bound.remove_prefix(1);
  }
  const auto ends_with = [&bound](char c) {
    return bound.ends_with(c) && !(bound.size() > 1 && bound[bound.size() - 2] == '\\');
  };
  if (ends_with('*')) {
    pattern.after = -1;
    bound.remove_suffix(1);
  }
  while (ends_with('?')) {
    ++pattern.after;
    bound.remove_suffix(1);
  }
  for (std::size_t i = 0; i < bound.size(); ++i) {
    if (bound[i] == '\\' && i + 1 < bound.size()) ++i;
    pattern.text += bound[i];
  }
  return pattern;
}

/// Whether the pattern covers a text: its own text lies in it with no more signs around than
/// allowed.
bool Covers(const Pattern& pattern, std::string_view text) {
  for (auto at = text.find(pattern.text); at != std::string_view::npos;
       at = text.find(pattern.text, at + 1)) {
    const auto rest = text.size() - at - pattern.text.size();
    const bool fits_before = pattern.before < 0 || at <= static_cast<std::size_t>(pattern.before);
    const bool fits_after = pattern.after < 0 || rest <= static_cast<std::size_t>(pattern.after);
    if (fits_before && fits_after) return true;
    if (at == text.size()) break;
  }
  return false;
}

/// The next run of digits or letters; empty at the end.
std::string_view NextPart(std::string_view& text) {
  std::size_t begin = 0;
  while (begin < text.size() && !IsDigit(text[begin]) && !IsLetter(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && IsDigit(text[begin]) == IsDigit(text[end]) &&
         (IsDigit(text[end]) || IsLetter(text[end]))) {
    ++end;
  }
  const auto part = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return part;
}

bool IsUnfinished(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kWords = {
      "alpha",    "beta", "rc", "pre",       "preview", "dev",
      "snapshot", "ea",   "cr", "milestone", "nightly", "canary"};
  return std::ranges::find(kWords, word) != kWords.end();
}

std::strong_ordering CompareNumbers(std::string_view a, std::string_view b) {
  while (a.starts_with('0')) a.remove_prefix(1);
  while (b.starts_with('0')) b.remove_prefix(1);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

/// A part beside nothing: the rest of a longer version.
std::strong_ordering BesideNothing(std::string_view part) {
  if (IsDigit(part.front())) return CompareNumbers(part, "");
  return IsUnfinished(part) ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::strong_ordering CompareParts(std::string_view a, std::string_view b) {
  if (a.empty()) return 0 <=> BesideNothing(b);
  if (b.empty()) return BesideNothing(a);
  if (IsDigit(a.front()) != IsDigit(b.front())) {
    return IsDigit(a.front()) ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  if (IsDigit(a.front())) return CompareNumbers(a, b);
  if (IsUnfinished(a) != IsUnfinished(b)) {
    return IsUnfinished(a) ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return a <=> b;
}

/// "v2.4.57 (Debian)" as "2.4.57"; empty when it is no version.
std::string RecordedVersion(std::string_view text) {
  std::string version = AsciiLower(Trim(text));
  version.resize(std::min(version.size(), version.find_first_of(" \t(")));
  if (version.size() > 1 && version[0] == 'v' && IsDigit(version[1])) version.erase(0, 1);
  return !version.empty() && IsDigit(version[0]) ? version : std::string();
}

/// How a range of versions sees a product. \param version  Attribute of the name, or as recorded.
CpeRelation CompareRange(const VersionRange& range, const std::string& version,
                         const std::string& update) {
  // No version at all, or one that is not said exactly, lies neither inside nor outside.
  if (version == "*" || version == "-") return CpeRelation::kSubset;
  const Pattern pattern = PatternOf(version);
  if (pattern.has_wildcards()) return CpeRelation::kUndefined;
  std::string whole = pattern.text;
  if (update != "*" && update != "-") whole += "-" + PatternOf(update).text;
  return range.Holds(whole) ? CpeRelation::kSuperset : CpeRelation::kDisjoint;
}

bool IsVersion(std::string_view text) {
  return !text.empty() && text.size() <= kLongestVersion && std::ranges::all_of(text, [](char c) {
    return IsDigit(c) || IsLetter(c) || std::string_view("._-+~:").contains(c);
  });
}

/// One limit, "<2.4.62", into the range.
Status TakeLimit(std::string_view word, VersionRange& range) {
  const bool is_from = word.starts_with('>');
  if (!is_from && !word.starts_with('<')) {
    return Fail(ErrorCode::kInvalidInput,
                "'{}' is no limit of versions: write >=1.0, >1.0, <2.0 or <=2.0",
                PrintableForLog(word, 60));
  }
  word.remove_prefix(1);
  const bool is_included = word.starts_with('=');
  if (is_included) word.remove_prefix(1);
  auto& limit = is_from ? range.from : range.to;
  if (!limit.empty()) {
    return Fail(ErrorCode::kInvalidInput, "two {} limits of versions", is_from ? "lower" : "upper");
  }
  limit = AsciiLower(word);
  (is_from ? range.is_from_included : range.is_to_included) = is_included;
  if (IsVersion(limit)) return {};
  return Fail(ErrorCode::kInvalidInput, "'{}' is no version", PrintableForLog(word, 60));
}

}  // namespace

CpeRelation CompareAttribute(std::string_view source, std::string_view target) {
  using enum CpeRelation;
  if (source == target) return kEqual;
  const bool target_has_wildcards =
      target != "*" && target != "-" && PatternOf(target).has_wildcards();
  if (source == "*") return target_has_wildcards ? kUndefined : kSuperset;
  if (target == "*") return kSubset;
  if (source == "-") return target_has_wildcards ? kUndefined : kDisjoint;
  if (target == "-") return kDisjoint;
  if (target_has_wildcards) return kUndefined;
  const Pattern pattern = PatternOf(source);
  const std::string text = PatternOf(target).text;
  if (!pattern.has_wildcards()) return pattern.text == text ? kEqual : kDisjoint;
  return Covers(pattern, text) ? kSuperset : kDisjoint;
}

std::strong_ordering CompareVersions(std::string_view a, std::string_view b) {
  const std::string left = AsciiLower(a), right = AsciiLower(b);
  std::string_view rest_a = left, rest_b = right;
  for (;;) {
    const auto part_a = NextPart(rest_a), part_b = NextPart(rest_b);
    if (part_a.empty() && part_b.empty()) return std::strong_ordering::equal;
    if (const auto order = CompareParts(part_a, part_b); order != 0) return order;
  }
}

bool VersionRange::Holds(std::string_view version) const {
  if (!from.empty()) {
    const auto order = CompareVersions(version, from);
    if (order < 0 || (order == 0 && !is_from_included)) return false;
  }
  if (!to.empty()) {
    const auto order = CompareVersions(version, to);
    if (order > 0 || (order == 0 && !is_to_included)) return false;
  }
  return true;
}

std::string CpeCriterion::Text() const {
  std::string text = name.Text();
  while (text.ends_with(":*") && std::ranges::count(text, ':') > 4) text.resize(text.size() - 2);
  if (!range.from.empty()) text += (range.is_from_included ? " >=" : " >") + range.from;
  if (!range.to.empty()) text += (range.is_to_included ? " <=" : " <") + range.to;
  return text;
}

Result<CpeCriterion> ParseCriterion(std::string_view line) {
  CpeCriterion criterion;
  bool has_name = false;
  for (const auto word : Split(line, ' ')) {
    const auto text = Trim(word);
    if (text.empty()) continue;
    if (has_name) {
      LACHAN_TRY_DO(TakeLimit(text, criterion.range));
      continue;
    }
    LACHAN_TRY(criterion.name, ParseCpe(text));
    has_name = true;
  }
  if (!has_name) return Fail(ErrorCode::kInvalidInput, "a CPE name begins with cpe:2.3:");
  const auto& attributes = criterion.name.attributes;
  if (attributes[kCpeVendor] == "*" && attributes[kCpeProduct] == "*") {
    return Fail(ErrorCode::kInvalidInput, "name a vendor or a product: this means every product");
  }
  const auto& range = criterion.range;
  if (!range.from.empty() && !range.to.empty() && CompareVersions(range.from, range.to) > 0) {
    return Fail(ErrorCode::kInvalidInput, "no version is at least {} and at most {}", range.from,
                range.to);
  }
  return criterion;
}

Applies Match(const CpeCriterion& criterion, const Cpe& product, std::string_view version) {
  bool is_certain = true;
  for (std::size_t i = 0; i < product.attributes.size(); ++i) {
    std::string target = product.attributes[i];
    const std::string& source = criterion.name.attributes[i];
    if (i == kCpeVersion && target == "*") {
      if (auto recorded = RecordedVersion(version); !recorded.empty()) target = std::move(recorded);
    }
    auto relation = CompareAttribute(source, target);
    if (i == kCpeVersion && !criterion.range.empty() && relation != CpeRelation::kDisjoint) {
      relation = CompareRange(criterion.range, target, product.attributes[kCpeUpdate]);
    }
    if (relation == CpeRelation::kDisjoint) return Applies::kNo;
    is_certain =
        is_certain && (relation == CpeRelation::kEqual || relation == CpeRelation::kSuperset);
  }
  return is_certain ? Applies::kYes : Applies::kPossible;
}

}  // namespace lachan::registry
