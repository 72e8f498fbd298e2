// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: writes event logs, token by token.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::formats::testing {

std::string Utf16(std::u16string_view text);
template <class T>
std::string Bytes(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

class EvtxChunk;

/// A value of a template's instance; BinXML is written where it will stand.
struct EvtxValue {
  std::uint8_t type = 0;
  std::string bytes;
  std::function<void(EvtxChunk&)> content;
};

/// One chunk. Names and definitions stand where they are used first, as Windows writes them.
class EvtxChunk {
 public:
  explicit EvtxChunk(std::uint64_t first_record = 1) : first_(first_record), next_(first_record) {}

  void BeginRecord();
  void EndRecord();
  /// A record that is an instance of the template `key`.
  void Record(int key, const std::function<void(EvtxChunk&)>& definition,
              const std::vector<EvtxValue>& values);

  EvtxChunk& Header();  ///< Of a fragment.
  EvtxChunk& Open(std::u16string_view name, bool attributes = false, bool dependency = true);
  EvtxChunk& Attribute(std::u16string_view name);
  EvtxChunk& CloseStart();
  EvtxChunk& CloseEmpty();
  EvtxChunk& Close();
  EvtxChunk& Text(std::u16string_view text);
  EvtxChunk& Cdata(std::u16string_view text);
  EvtxChunk& Character(char16_t unit);
  EvtxChunk& Entity(std::u16string_view name);
  EvtxChunk& Value(std::uint16_t index, std::uint8_t type = 1, bool optional = false);
  EvtxChunk& End();
  EvtxChunk& Instance(int key, const std::function<void(EvtxChunk&)>& definition,
                      const std::vector<EvtxValue>& values);
  /// <name>value</name>
  EvtxChunk& Leaf(std::u16string_view name, std::uint16_t value);
  /// <Data Name="name">value</Data>
  EvtxChunk& Data(std::u16string_view name, std::uint16_t value);

  std::string& bytes() { return bytes_; }
  std::size_t begin_of_record() const { return record_; }
  /// The chunk's 64 KiB with its header. `free` is where the header says the records end.
  std::string Finish(std::size_t free = 0) const;

 private:
  void Name(std::u16string_view name);
  void Put(std::string_view bytes) { bytes_ += bytes; }
  void Patch(std::size_t at, std::string_view bytes) { bytes_.replace(at, bytes.size(), bytes); }

  std::string bytes_ = std::string(512, '\0');
  std::map<std::u16string, std::uint32_t> names_;
  std::map<int, std::uint32_t> templates_;
  std::uint64_t first_, next_;
  std::size_t record_ = 0, last_record_ = 0;
};

/// Makes the checksums of a chunk right after a change.
void Reseal(std::string& chunk);

/// A file of such chunks.
std::string EvtxFileOf(const std::vector<std::string>& chunks);

/// A log with what real ones have: a record with <System> and nested <EventData>, one that uses the
/// same templates again, one with <UserData>, one with arrays and all types, one without template.
std::string SampleChunk();

}  // namespace lachan::formats::testing
