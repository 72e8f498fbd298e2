// SPDX-License-Identifier: Apache-2.0
#include "detect/keyword_filter.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "detect/fold.h"
#include "detect/letter_frequency.h"

namespace lachan::detect {
namespace {

/// Letters beyond ASCII whose lower case has ASCII letters: where one is, nothing can be told.
constexpr std::array<std::string_view, 2> kFoldsToAscii = {"\xE2\x84\xAA" /* K */,
                                                           "\xC4\xB0" /* İ */};
constexpr std::array<std::string_view, 2> kFoldsToAsciiUtf16 = {"\x2A\x21", "\x30\x01"};

/// As it stands in a JSON string that has neither \u nor \/.
std::string AsJson(std::string_view literal) {
  constexpr std::string_view kFrom = "\"\\\b\f\n\r\t", kTo = "\"\\bfnrt";
  std::string text;
  for (const char c : literal) {
    if (const auto at = kFrom.find(c); at != std::string_view::npos) {
      text += '\\';
      text += kTo[at];
    } else {
      text += c;
    }
  }
  return text;
}

std::string AsUtf16(std::string_view literal) {
  std::string text;
  for (const char c : literal) text.append(1, c).append(1, '\0');
  return text;
}

std::string AsText(std::string_view literal) { return std::string(literal); }

/// Few short and rare pieces of which each literal contains one; a literal that has no such piece
/// stands for itself.
std::vector<std::string> PiecesOf(const std::vector<std::string>& literals) {
  constexpr std::size_t kShortest = 2, kLongest = 6;
  constexpr double kRare = 1.5e-4;  // Per byte of a log.
  std::map<std::string, std::set<std::size_t>> holders;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    const std::string& literal = literals[i];
    for (std::size_t at = 0; at < literal.size(); ++at) {
      const std::size_t most = std::min(kLongest, literal.size() - at);
      for (std::size_t size = kShortest; size <= most; ++size) {
        const std::string piece = literal.substr(at, size);
        if (FrequencyOf(piece) <= kRare) holders[AsciiLower(piece)].insert(i);
      }
    }
    holders[AsciiLower(literal)].insert(i);
  }
  std::vector<std::string> pieces;
  std::set<std::size_t> covered;
  while (covered.size() < literals.size()) {
    const std::string* best = nullptr;
    std::size_t most = 0;
    for (const auto& [piece, having] : holders) {
      const auto gain = static_cast<std::size_t>(std::count_if(
          having.begin(), having.end(), [&](std::size_t i) { return !covered.contains(i); }));
      if (gain > most || (gain == most && best != nullptr && piece.size() > best->size())) {
        most = gain;
        best = &piece;
      }
    }
    pieces.push_back(*best);
    covered.insert(holders[*best].begin(), holders[*best].end());
  }
  return pieces;
}

}  // namespace

void KeywordFilter::Batch::Clear() {
  json_.clear();
  text_.clear();
  utf16_.clear();
}

void KeywordFilter::Batch::Add(const RawValue& value) {
  switch (value.form) {
    case RawValue::Form::kNull:
      return;
    case RawValue::Form::kJsonString:
      json_.append(value.bytes).append(1, '\n');
      return;
    case RawValue::Form::kUtf16:
      utf16_.append(value.bytes).append("\n\0", 2);
      return;
    case RawValue::Form::kText:
    case RawValue::Form::kNumber:
    case RawValue::Form::kBoolean:
      text_.append(value.bytes).append(1, '\n');
      return;
  }
}

KeywordFilter::Stage KeywordFilter::MakeStage(const std::vector<std::string>& literals,
                                              const std::vector<std::string_view>& letters,
                                              Encode encode) {
  const bool utf16 = encode == AsUtf16;
  std::vector<std::string> encoded;
  for (const auto& literal : literals) encoded.push_back(encode(literal));
  Stage stage;
  // Pieces of UTF-16 are pieces of the text: a cut between the bytes of a letter helps nobody.
  auto pieces = PiecesOf(utf16 ? literals : encoded);
  stage.finder = PieceFinder::For(pieces, utf16);
  if (!stage.finder) {
    if (utf16) std::transform(pieces.begin(), pieces.end(), pieces.begin(), AsUtf16);
    stage.pieces = PatternDatabase::OfLiterals(pieces, false, {});
  }
  stage.literals = PatternDatabase::OfLiterals(encoded, false, {});
  stage.letters = PatternDatabase::OfLiterals({letters.begin(), letters.end()}, false, {});
  return stage;
}

KeywordFilter::KeywordFilter(const std::vector<std::string>& literals) {
  shortest_ = literals.front().size();
  for (const auto& literal : literals) shortest_ = std::min(shortest_, literal.size());
  json_ = MakeStage(literals, {kFoldsToAscii.begin(), kFoldsToAscii.end()}, AsJson);
  text_ = MakeStage(literals, {kFoldsToAscii.begin(), kFoldsToAscii.end()}, AsText);
  utf16_ = MakeStage(literals, {kFoldsToAsciiUtf16.begin(), kFoldsToAsciiUtf16.end()}, AsUtf16);
}

bool KeywordFilter::Prepare(ScanMemory& memory) const {
  for (const Stage* stage : {&json_, &text_, &utf16_}) {
    if (!stage->finder && !(stage->pieces.ok() && stage->pieces.GrowMemory(memory))) return false;
    for (const PatternDatabase* database : {&stage->literals, &stage->letters}) {
      if (!database->ok() || !database->GrowMemory(memory)) return false;
    }
  }
  return true;
}

bool KeywordFilter::Stage::MayHave(std::string_view bytes, const ScanMemory& memory) const {
  if (bytes.empty()) return false;
  const auto seen = finder ? finder->Look(bytes)
                           : PieceFinder::Seen{pieces.FoundIn(bytes, memory), !IsAscii(bytes)};
  return (seen.maybe && literals.FoundIn(bytes, memory)) ||
         (seen.beyond_ascii && letters.FoundIn(bytes, memory));
}

bool KeywordFilter::MayHave(const Batch& batch, const ScanMemory& memory) const {
  return json_.MayHave(batch.json_, memory) || text_.MayHave(batch.text_, memory) ||
         utf16_.MayHave(batch.utf16_, memory);
}

bool KeywordFilter::MayHave(const RawValue& value, const ScanMemory& memory) const {
  switch (value.form) {
    case RawValue::Form::kNull:
      return false;
    case RawValue::Form::kJsonString:
      return json_.MayHave(value.bytes, memory);
    case RawValue::Form::kUtf16:
      return utf16_.MayHave(value.bytes, memory);
    case RawValue::Form::kText:
    case RawValue::Form::kNumber:
    case RawValue::Form::kBoolean:
      return text_.MayHave(value.bytes, memory);
  }
  return true;
}

std::shared_ptr<const KeywordFilter> KeywordFilters::For(const std::deque<Bucket>& all,
                                                         std::span<const std::uint32_t> buckets) {
  std::vector<std::uint32_t> with_keywords;
  std::vector<std::string> literals;
  for (const std::uint32_t index : buckets) {
    if (all[index].keywords() == nullptr) continue;
    if (!all[index].keyword_literals()) return nullptr;
    with_keywords.push_back(index);
    literals.insert(literals.end(), all[index].keyword_literals()->begin(),
                    all[index].keyword_literals()->end());
  }
  if (with_keywords.empty()) return nullptr;
  const std::lock_guard lock(mutex_);
  auto& filter = known_[with_keywords];
  if (filter == nullptr) filter = std::make_shared<const KeywordFilter>(literals);
  return filter;
}

}  // namespace lachan::detect
