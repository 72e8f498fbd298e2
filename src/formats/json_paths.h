// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the paths of values in JSON records, each met once, with what they mean
/// in each dialect.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/flat_record.h"

namespace lachan::formats {

/// How a record names its values; see json_record.h.
enum class JsonDialect : std::uint8_t { kOther = 0, kEvtx = 1, kWinlog = 2, kWinlogFlat = 3 };

/// One step of a path: a key in an object.
struct JsonPath {
  /// What a value here is to a dialect.
  enum class Role : std::uint8_t {
    kNone,    ///< Nothing.
    kField,   ///< A field.
    kSystem,  ///< A field that wins over a kField of its name.
    kData,    ///< The object with the data: a field only where it is no object.
  };
  struct Meaning {
    Role role = Role::kNone;
    NameId name = 0;
  };
  /// Says something about the record as a whole.
  enum Mark : std::uint16_t {
    kEvtxSystem = 1,     ///< `Event.System`, an object.
    kWinlogChannel = 2,  ///< `winlog.channel`.
    kLogName = 4,
    kEventIdFlat = 8,  ///< `event_id`.
    kLogSource = 16,   ///< `@logsource`.
    kChannel = 32,
    kEventId = 64,
    kProvider = 128,
    kSourceName = 256,
    kComputer = 512,
    kHostname = 1024,
  };

  /// The key and the quote that closes it, with zeros up to a whole number of words.
  const std::uint64_t* words = nullptr;
  std::uint32_t key_size = 0;
  std::uint32_t parent = 0;
  /// The key that followed last time, and the first of this object: mostly right.
  std::uint32_t next = 0, first = 0;
  std::uint64_t last_object = 0;  ///< The object it was last seen in.
  NameId name = 0;                ///< In the dialect "other": always a field.
  std::uint16_t marks = 0;
  bool never_array = false;    ///< An array here is unusual: read plainly.
  bool never_object = false;   ///< The same of an object.
  bool is_attributes = false;  ///< "#attributes".

  std::string_view key() const { return {reinterpret_cast<const char*>(words), key_size}; }
  /// True if this key stands at `at`; reads at most 8 bytes beyond it.
  bool StandsAt(const char* at) const {
    const std::size_t size = key_size + 1;
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
      if (Word(at + i) != words[i / 8]) return false;
    }
    if (i == size) return true;
    const std::uint64_t mask = (std::uint64_t{1} << 8 * (size - i)) - 1;
    return (Word(at + i) & mask) == words[i / 8];
  }

 private:
  static std::uint64_t Word(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
};
static_assert(std::endian::native == std::endian::little, "JsonPath compares words");

class JsonPaths {
 public:
  explicit JsonPaths(NameTable& names);
  JsonPath& operator[](std::uint32_t id) { return paths_[id]; }
  std::size_t size() const { return paths_.size(); }
  JsonPath::Meaning MeaningOf(std::uint32_t id, JsonDialect dialect) const {
    return meanings_[id][static_cast<std::size_t>(dialect)];
  }
  /// The path of `key` in the object `parent`; 0 if it was never met.
  std::uint32_t Find(std::uint32_t parent, std::string_view key) const;
  std::uint32_t Add(std::uint32_t parent, std::string_view key);

 private:
  using Keys = std::vector<std::string_view>;

  void Explain(std::uint32_t id);
  JsonPath::Meaning EvtxMeaning(const Keys& keys);
  JsonPath::Meaning WinlogMeaning(const Keys& keys, JsonDialect dialect);
  /// Below the object that holds the data of a Windows event.
  JsonPath::Meaning DataMeaning(std::span<const std::string_view> keys);

  static std::string MapKey(std::uint32_t parent, std::string_view key);

  NameTable& names_;
  std::vector<JsonPath> paths_;  // paths_[0] is the root.
  std::vector<std::array<JsonPath::Meaning, 4>> meanings_;
  std::deque<std::vector<std::uint64_t>> words_;
  std::unordered_map<std::string, std::uint32_t> ids_;
};

}  // namespace lachan::formats
