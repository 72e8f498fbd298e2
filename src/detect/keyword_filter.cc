// SPDX-License-Identifier: Apache-2.0
#include "detect/keyword_filter.h"

#include <set>

#include "base/text.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Literals = std::vector<PatternDatabase::Literal>;

/// Letters beyond ASCII whose lower case has ASCII letters: where one is, nothing can be told.
constexpr std::string_view kFoldsToAscii[] = {"\xE2\x84\xAA" /* K */, "\xC4\xB0" /* İ */};
constexpr std::string_view kFoldsToAsciiUtf16[] = {{"\x2A\x21", 2}, {"\x30\x01", 2}};

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

/// Roughly how often a byte is this one in logs, ignoring case.
double FrequencyOf(char c) {
  constexpr std::string_view kCommon = "etaoinsrhlcdmup ";
  const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  if (kCommon.contains(lower)) return 0.04;
  return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ? 0.015 : 0.012;
}

/// Few short and rare pieces of which each literal contains one; a literal that has no such piece
/// stands for itself.
std::vector<std::string> PiecesOf(const std::vector<std::string>& literals) {
  constexpr std::size_t kShortest = 2, kLongest = 6;
  constexpr double kRare = 1.5e-4;  // Per byte of a log.
  std::map<std::string, std::set<std::size_t>> holders;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    const std::string& literal = literals[i];
    for (std::size_t at = 0; at < literal.size(); ++at) {
      double frequency = 1;
      std::string piece;
      for (std::size_t end = at; end < literal.size() && piece.size() < kLongest; ++end) {
        frequency *= FrequencyOf(literal[end]);
        piece += literal[end];
        if (piece.size() >= kShortest && frequency <= kRare) holders[AsciiLower(piece)].insert(i);
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

PatternDatabase Compile(const Literals& literals) {
  return PatternDatabase::OfLiterals(literals, false, {});
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
                                              Encode encode) {
  std::vector<std::string> encoded;
  for (const auto& literal : literals) encoded.push_back(encode(literal));
  Literals pieces, whole;
  // Pieces of UTF-16 are pieces of the text: a cut between the bytes of a letter helps nobody.
  for (const auto& piece : PiecesOf(encode == AsUtf16 ? literals : encoded)) {
    pieces.push_back({encode == AsUtf16 ? AsUtf16(piece) : piece, true});
  }
  for (const auto& literal : encoded) whole.push_back({literal, true});
  return {Compile(pieces), Compile(whole)};
}

KeywordFilter::KeywordFilter(const std::vector<std::string>& literals) {
  shortest_ = literals.front().size();
  for (const auto& literal : literals) shortest_ = std::min(shortest_, literal.size());
  json_ = MakeStage(literals, AsJson);
  text_ = MakeStage(literals, AsText);
  utf16_ = MakeStage(literals, AsUtf16);
  Literals letters, letters_utf16;
  for (const auto letter : kFoldsToAscii) letters.push_back({std::string(letter), true});
  for (const auto letter : kFoldsToAsciiUtf16) letters_utf16.push_back({std::string(letter), true});
  folding_letters_ = Compile(letters);
  folding_letters_utf16_ = Compile(letters_utf16);
}

bool KeywordFilter::Prepare(ScanMemory& memory) const {
  for (const PatternDatabase* database :
       {&json_.pieces, &json_.literals, &text_.pieces, &text_.literals, &utf16_.pieces,
        &utf16_.literals, &folding_letters_, &folding_letters_utf16_}) {
    if (!database->ok() || !database->GrowMemory(memory)) return false;
  }
  return true;
}

bool KeywordFilter::MayHave(const Batch& batch, const ScanMemory& memory) const {
  const auto has = [&](const std::string& bytes, const Stage& stage) {
    if (bytes.empty()) return false;
    return stage.FoundIn(bytes, memory) ||
           (!IsAscii(bytes) && folding_letters_.FoundIn(bytes, memory));
  };
  return has(batch.json_, json_) || has(batch.text_, text_) ||
         (!batch.utf16_.empty() && (utf16_.FoundIn(batch.utf16_, memory) ||
                                    folding_letters_utf16_.FoundIn(batch.utf16_, memory)));
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
