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

/// What Vectorscan is given: parallel arrays.
struct Patterns {
  std::vector<const char*> texts;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  std::vector<std::size_t> lengths;
  std::string fingerprint;

  void Add(const std::string& text, unsigned flag) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(text.c_str());
    flags.push_back(flag);
    lengths.push_back(text.size());
    fingerprint += fmt::format("{}:{}:", flag, text.size());
    fingerprint += text;
  }
};

using Compiler = std::function<hs_database_t*()>;

/// The database from the cache, or compiled and put there.
std::shared_ptr<hs_database> Cached(std::string_view kind, const Patterns& patterns,
                                    const DatabaseCache& cache, const Compiler& compile) {
  const bool caching = cache.get && cache.put;
  const std::string key =
      caching ? Sha256Hex(fmt::format("{}|{}|", kind, hs_version()) + patterns.fingerprint) : "";
  if (caching) {
    if (const auto bytes = cache.get(key)) {
      hs_database_t* database = nullptr;
      if (hs_deserialize_database(bytes->data(), bytes->size(), &database) == HS_SUCCESS) {
        return Own(database);
      }
    }
  }
  hs_database_t* database = compile();
  if (database == nullptr) return nullptr;
  if (caching) {
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(database, &bytes, &size) == HS_SUCCESS) {
      cache.put(key, std::string_view(bytes, size));
      std::free(bytes);  // hs_serialize_database uses malloc unless told otherwise.
    }
  }
  return Own(database);
}

hs_database_t* CompileRegexes(const Patterns& patterns) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto status = hs_compile_multi(
      patterns.texts.data(), patterns.flags.data(), patterns.ids.data(),
      static_cast<unsigned>(patterns.ids.size()), HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_compile_error(error);
  return status == HS_SUCCESS ? database : nullptr;
}

bool Compiles(const std::string& text, unsigned flags) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto status = hs_compile(text.c_str(), flags, HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_compile_error(error);
  if (status != HS_SUCCESS) return false;
  hs_free_database(database);
  return true;
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

PatternDatabase PatternDatabase::OfLiterals(const std::vector<Literal>& literals, bool cased,
                                            const DatabaseCache& cache, ScanMemory& memory) {
  PatternDatabase result;
  if (literals.empty()) return result;
  Patterns patterns;
  for (const Literal& literal : literals) {
    const unsigned flags = (cased ? 0U : static_cast<unsigned>(HS_FLAG_CASELESS)) |
                           (literal.once ? static_cast<unsigned>(HS_FLAG_SINGLEMATCH) : 0U);
    patterns.Add(literal.text, flags);
  }
  result.database_ = Cached("literal", patterns, cache, [&]() -> hs_database_t* {
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_lit_multi(
        patterns.texts.data(), patterns.flags.data(), patterns.ids.data(), patterns.lengths.data(),
        static_cast<unsigned>(patterns.ids.size()), HS_MODE_BLOCK, nullptr, &database, &error);
    hs_free_compile_error(error);
    return status == HS_SUCCESS ? database : nullptr;
  });
  if (result.database_ && !memory.GrowFor(result.database_.get())) result.database_.reset();
  return result;
}

PatternDatabase PatternDatabase::OfRegexes(const std::vector<Regex>& expressions,
                                           std::vector<bool>& supported, const DatabaseCache& cache,
                                           ScanMemory& memory) {
  PatternDatabase result;
  supported.assign(expressions.size(), false);
  Patterns patterns;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const Regex& regex = expressions[i];
    // Bytes beyond ASCII would be read byte by byte: left to PCRE2.
    if (!IsAscii(regex.pattern()) || regex.pattern().contains('\0')) continue;
    unsigned flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
    if (regex.flags().ignore_case) flags |= HS_FLAG_CASELESS;
    if (regex.flags().multiline) flags |= HS_FLAG_MULTILINE;
    if (regex.flags().dot_all) flags |= HS_FLAG_DOTALL;
    if (!Compiles(regex.pattern(), flags)) {
      flags |= HS_FLAG_PREFILTER;
      if (!Compiles(regex.pattern(), flags)) continue;
    }
    supported[i] = true;
    patterns.Add(regex.pattern(), flags);
    patterns.ids.back() = static_cast<unsigned>(i);
  }
  if (patterns.ids.empty()) return result;
  result.database_ = Cached("regex", patterns, cache, [&] { return CompileRegexes(patterns); });
  if (result.database_ && !memory.GrowFor(result.database_.get())) result.database_.reset();
  if (!result.database_) supported.assign(expressions.size(), false);
  return result;
}

void PatternDatabase::Scan(std::string_view text, const ScanMemory& memory,
                           std::vector<Found>& found) const {
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  LACHAN_CHECK(text.size() < kMost, "a value of 4 GiB");
  const auto on_match = [](unsigned id, unsigned long long, unsigned long long to, unsigned,
                           void* context) {
    static_cast<std::vector<Found>*>(context)->push_back({id, static_cast<std::size_t>(to)});
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
