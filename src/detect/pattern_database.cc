// SPDX-License-Identifier: Apache-2.0
#include "detect/pattern_database.h"

#include <hs/hs.h>

#include <limits>

#include "base/check.h"
#include "base/hash.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

std::shared_ptr<hs_database> Own(hs_database_t* database) {
  return {database, [](hs_database* pointer) { hs_free_database(pointer); }};
}

/// What Hyperscan is given: parallel arrays.
struct Patterns {
  std::vector<const char*> texts;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  std::vector<std::size_t> lengths;
  std::string fingerprint;

  /// `text` stays where it is; an expression ends with NUL.
  void Add(std::string_view text, unsigned flag) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(text.data());
    flags.push_back(flag);
    lengths.push_back(text.size());
    fingerprint += fmt::format("{}:{}:", flag, text.size());
    fingerprint += text;
  }
};

/// A database, and for each pattern how it is in it.
struct Compiled {
  enum Way : char { kLeftOut = '0', kWhole = '1', kAsFilter = '2' };
  std::string ways;
  hs_database_t* database = nullptr;
};
using Compiler = std::function<Compiled()>;

/// From the cache, or compiled and put there.
std::pair<std::shared_ptr<hs_database>, std::string> Cached(std::string_view kind,
                                                            const Patterns& patterns,
                                                            const DatabaseCache& cache,
                                                            const Compiler& compile) {
  const bool caching = cache.get && cache.put;
  const std::size_t count = patterns.ids.size();
  const std::string key =
      caching ? Sha256Hex(fmt::format("{}|{}|", kind, hs_version()) + patterns.fingerprint) : "";
  if (caching) {
    const auto bytes = cache.get(key);
    hs_database_t* database = nullptr;
    if (bytes && bytes->size() > count &&
        hs_deserialize_database(bytes->data() + count, bytes->size() - count, &database) ==
            HS_SUCCESS) {
      return {Own(database), bytes->substr(0, count)};
    }
  }
  const Compiled compiled = compile();
  if (compiled.database == nullptr) return {};
  if (caching) {
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(compiled.database, &bytes, &size) == HS_SUCCESS) {
      cache.put(key, compiled.ways + std::string(bytes, size));
      std::free(bytes);  // hs_serialize_database uses malloc unless told otherwise.
    }
  }
  return {Own(compiled.database), compiled.ways};
}

/// What Hyperscan cannot do becomes a filter, or is left out if it cannot do that either.
Compiled CompileRegexes(const Patterns& all) {
  Compiled compiled;
  compiled.ways.assign(all.ids.size(), Compiled::kWhole);
  for (;;) {
    Patterns chosen;
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < all.ids.size(); ++i) {
      if (compiled.ways[i] == Compiled::kLeftOut) continue;
      positions.push_back(i);
      chosen.ids.push_back(all.ids[i]);
      chosen.texts.push_back(all.texts[i]);
      const bool is_filter = compiled.ways[i] == Compiled::kAsFilter;
      chosen.flags.push_back(all.flags[i] |
                             (is_filter ? static_cast<unsigned>(HS_FLAG_PREFILTER) : 0U));
    }
    if (chosen.ids.empty()) return compiled;
    hs_compile_error_t* error = nullptr;
    const auto status =
        hs_compile_multi(chosen.texts.data(), chosen.flags.data(), chosen.ids.data(),
                         static_cast<unsigned>(chosen.ids.size()), HS_MODE_BLOCK, nullptr,
                         &compiled.database, &error);
    if (status == HS_SUCCESS) return compiled;
    compiled.database = nullptr;
    const int culprit = error == nullptr ? -1 : error->expression;
    hs_free_compile_error(error);
    if (culprit < 0) return compiled;
    char& way = compiled.ways[positions[static_cast<std::size_t>(culprit)]];
    way = way == Compiled::kWhole ? Compiled::kAsFilter : Compiled::kLeftOut;
  }
}

}  // namespace

ScanMemory::ScanMemory(const ScanMemory& other) {
  if (other.scratch_ != nullptr) {
    LACHAN_CHECK(hs_clone_scratch(other.scratch_, &scratch_) == HS_SUCCESS, "out of memory");
  }
}

ScanMemory::~ScanMemory() {
  if (scratch_ != nullptr) hs_free_scratch(scratch_);
}

bool ScanMemory::GrowFor(const hs_database* database) {
  return hs_alloc_scratch(database, &scratch_) == HS_SUCCESS;
}

PatternDatabase PatternDatabase::OfLiterals(const std::vector<std::string>& literals, bool cased,
                                            const DatabaseCache& cache) {
  PatternDatabase result;
  if (literals.empty()) return result;
  Patterns patterns;
  const unsigned flags = static_cast<unsigned>(HS_FLAG_SINGLEMATCH) |
                         (cased ? 0U : static_cast<unsigned>(HS_FLAG_CASELESS));
  for (const std::string& literal : literals) {
    patterns.Add(std::string_view(literal).substr(0, kWholeLiteral), flags);
  }
  const auto compile = [&] {
    Compiled compiled;
    hs_compile_error_t* error = nullptr;
    const auto status =
        hs_compile_lit_multi(patterns.texts.data(), patterns.flags.data(), patterns.ids.data(),
                             patterns.lengths.data(), static_cast<unsigned>(patterns.ids.size()),
                             HS_MODE_BLOCK, nullptr, &compiled.database, &error);
    hs_free_compile_error(error);
    compiled.ways.assign(patterns.ids.size(), Compiled::kWhole);
    if (status != HS_SUCCESS) compiled.database = nullptr;
    return compiled;
  };
  result.database_ = Cached("literal", patterns, cache, compile).first;
  return result;
}

PatternDatabase PatternDatabase::OfRegexes(const std::vector<Regex>& expressions,
                                           std::vector<bool>& supported,
                                           const DatabaseCache& cache) {
  PatternDatabase result;
  supported.assign(expressions.size(), false);
  Patterns patterns;
  std::vector<std::size_t> places;  // Of the patterns in `expressions`.
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const Regex& regex = expressions[i];
    // Bytes beyond ASCII would be read byte by byte: left to PCRE2.
    if (!IsAscii(regex.pattern()) || regex.pattern().contains('\0')) continue;
    unsigned flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
    if (regex.flags().ignore_case) flags |= HS_FLAG_CASELESS;
    if (regex.flags().multiline) flags |= HS_FLAG_MULTILINE;
    if (regex.flags().dot_all) flags |= HS_FLAG_DOTALL;
    patterns.Add(regex.pattern(), flags);
    patterns.ids.back() = static_cast<unsigned>(i);
    places.push_back(i);
  }
  if (patterns.ids.empty()) return result;
  auto [database, ways] =
      Cached("regex", patterns, cache, [&] { return CompileRegexes(patterns); });
  if (database == nullptr) return result;
  result.database_ = std::move(database);
  for (std::size_t k = 0; k < places.size(); ++k) {
    supported[places[k]] = ways[k] != Compiled::kLeftOut;
  }
  return result;
}

void PatternDatabase::Scan(std::string_view text, const ScanMemory& memory,
                           std::vector<std::uint32_t>& found) const {
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  LACHAN_CHECK(text.size() < kMost, "a value of 4 GiB");
  const auto on_match = [](unsigned id, unsigned long long, unsigned long long, unsigned,
                           void* context) {
    static_cast<std::vector<std::uint32_t>*>(context)->push_back(id);
    return 0;
  };
  const auto status = hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                              memory.get(), on_match, &found);
  LACHAN_CHECK(status == HS_SUCCESS, "scratch memory was grown for every database");
}

bool PatternDatabase::FoundIn(std::string_view text, const ScanMemory& memory) const {
  LACHAN_CHECK(text.size() < std::numeric_limits<unsigned>::max(), "a value of 4 GiB");
  const auto stop = [](unsigned, unsigned long long, unsigned long long, unsigned, void*) {
    return 1;
  };
  const auto status = hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                              memory.get(), stop, nullptr);
  LACHAN_CHECK(status == HS_SUCCESS || status == HS_SCAN_TERMINATED,
               "scratch memory was grown for every database");
  return status == HS_SCAN_TERMINATED;
}

}  // namespace lachan::detect
