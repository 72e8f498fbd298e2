// SPDX-License-Identifier: Apache-2.0
#include "formats/testing_evtx.h"

#include <zlib.h>

#include <utility>

namespace lachan::formats::testing {
namespace {

std::uint32_t Crc(std::string_view bytes, unsigned long before = 0) {
  return static_cast<std::uint32_t>(
      crc32(before, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

}  // namespace

std::string Utf16(std::u16string_view text) {
  return {reinterpret_cast<const char*>(text.data()), 2 * text.size()};
}

void EvtxChunk::BeginRecord() {
  last_record_ = record_ = bytes_.size();
  Put(std::string_view("**\0\0", 4));
  Put(Bytes(std::uint32_t{0}));
  Put(Bytes(next_++));
  Put(Bytes(std::uint64_t{0x01D7C5A1'00000000}));
}

void EvtxChunk::EndRecord() {
  while ((bytes_.size() + 4) % 8 != 0) Put(std::string_view("\0", 1));
  const auto size = static_cast<std::uint32_t>(bytes_.size() + 4 - record_);
  Patch(record_ + 4, Bytes(size));
  Put(Bytes(size));
}

void EvtxChunk::Record(int key, const std::function<void(EvtxChunk&)>& definition,
                       const std::vector<EvtxValue>& values) {
  BeginRecord();
  Header().Instance(key, definition, values).End();
  EndRecord();
}

EvtxChunk& EvtxChunk::Header() {
  Put("\x0F\x01\x01");
  Put(std::string_view("\0", 1));
  return *this;
}

void EvtxChunk::Name(std::u16string_view name) {
  const auto known = names_.find(std::u16string(name));
  if (known != names_.end()) {
    Put(Bytes(known->second));
    return;
  }
  const auto at = static_cast<std::uint32_t>(bytes_.size() + 4);
  names_.emplace(name, at);
  Put(Bytes(at));
  Put(Bytes(std::uint32_t{0}));
  Put(Bytes(std::uint16_t{0x1234}));
  Put(Bytes(static_cast<std::uint16_t>(name.size())));
  Put(Utf16(name) + Bytes(std::uint16_t{0}));
}

EvtxChunk& EvtxChunk::Open(std::u16string_view name, bool attributes, bool dependency) {
  Put(attributes ? "\x41" : "\x01");
  if (dependency) Put("\xFF\xFF");
  Put(Bytes(std::uint32_t{100}));
  Name(name);
  if (attributes) Put(Bytes(std::uint32_t{50}));
  return *this;
}

EvtxChunk& EvtxChunk::Attribute(std::u16string_view name) {
  Put("\x06");
  Name(name);
  return *this;
}

EvtxChunk& EvtxChunk::CloseStart() {
  Put("\x02");
  return *this;
}

EvtxChunk& EvtxChunk::CloseEmpty() {
  Put("\x03");
  return *this;
}

EvtxChunk& EvtxChunk::Close() {
  Put("\x04");
  return *this;
}

EvtxChunk& EvtxChunk::Text(std::u16string_view text) {
  Put("\x05\x01");
  Put(Bytes(static_cast<std::uint16_t>(text.size())) + Utf16(text));
  return *this;
}

EvtxChunk& EvtxChunk::Cdata(std::u16string_view text) {
  Put("\x07");
  Put(Bytes(static_cast<std::uint16_t>(text.size())) + Utf16(text));
  return *this;
}

EvtxChunk& EvtxChunk::Character(char16_t unit) {
  Put("\x08" + Bytes(unit));
  return *this;
}

EvtxChunk& EvtxChunk::Entity(std::u16string_view name) {
  Put("\x09");
  Name(name);
  return *this;
}

EvtxChunk& EvtxChunk::Value(std::uint16_t index, std::uint8_t type, bool optional) {
  Put((optional ? "\x0E" : "\x0D") + Bytes(index) + Bytes(type));
  return *this;
}

EvtxChunk& EvtxChunk::End() {
  Put(std::string_view("\0", 1));
  return *this;
}

EvtxChunk& EvtxChunk::Instance(int key, const std::function<void(EvtxChunk&)>& definition,
                               const std::vector<EvtxValue>& values) {
  Put("\x0C\x01" + Bytes(std::uint32_t{0xABCD}));
  if (const auto known = templates_.find(key); known != templates_.end()) {
    Put(Bytes(known->second));
  } else {
    const auto at = static_cast<std::uint32_t>(bytes_.size() + 4);
    templates_.emplace(key, at);
    Put(Bytes(at) + Bytes(std::uint32_t{0}) + std::string(16, 'G') + Bytes(std::uint32_t{0}));
    Header();
    definition(*this);
    End();
    Patch(at + 20, Bytes(static_cast<std::uint32_t>(bytes_.size() - at - 24)));
  }
  Put(Bytes(static_cast<std::uint32_t>(values.size())));
  const std::size_t table = bytes_.size();
  Put(std::string(4 * values.size(), '\0'));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t begin = bytes_.size();
    Put(values[i].bytes);
    if (values[i].content) values[i].content(*this);
    Patch(table + 4 * i, Bytes(static_cast<std::uint16_t>(bytes_.size() - begin)));
    Patch(table + 4 * i + 2, Bytes(values[i].type));
  }
  return *this;
}

EvtxChunk& EvtxChunk::Leaf(std::u16string_view name, std::uint16_t value) {
  return Open(name).CloseStart().Value(value).Close();
}

EvtxChunk& EvtxChunk::Data(std::u16string_view name, std::uint16_t value) {
  return Open(u"Data", true).Attribute(u"Name").Text(name).CloseStart().Value(value).Close();
}

std::string EvtxChunk::Finish(std::size_t free) const {
  if (free == 0) free = bytes_.size();
  std::string chunk = bytes_;
  chunk.resize(65536, '\0');
  const auto put = [&](std::size_t at, std::string_view bytes) {
    chunk.replace(at, bytes.size(), bytes);
  };
  put(0, std::string_view("ElfChnk\0", 8));
  put(8, Bytes(first_) + Bytes(next_ - 1) + Bytes(first_) + Bytes(next_ - 1));
  put(40, Bytes(std::uint32_t{128}) + Bytes(static_cast<std::uint32_t>(last_record_)) +
              Bytes(static_cast<std::uint32_t>(free)));
  Reseal(chunk);
  return chunk;
}

void Reseal(std::string& chunk) {
  std::uint32_t free = 0;
  std::copy_n(chunk.data() + 48, 4, reinterpret_cast<char*>(&free));
  const std::string_view all = chunk;
  if (free >= 512 && free <= chunk.size()) {
    chunk.replace(52, 4, Bytes(Crc(all.substr(512, free - 512))));
  }
  chunk.replace(124, 4, Bytes(Crc(all.substr(128, 384), Crc(all.substr(0, 120)))));
}

std::string EvtxFileOf(const std::vector<std::string>& chunks) {
  std::string file(4096, '\0');
  file.replace(0, 8, std::string_view("ElfFile\0", 8));
  file.replace(40, 2, Bytes(std::uint16_t{4096}));
  file.replace(42, 2, Bytes(static_cast<std::uint16_t>(chunks.size())));
  for (const auto& chunk : chunks) file += chunk;
  return file;
}

namespace {

/// <Event xmlns="…"><System>…</System>value 9</Event>
void EventDefinition(EvtxChunk& out) {
  out.Open(u"Event", true).Attribute(u"xmlns").Text(u"http://schemas.example/event").CloseStart();
  out.Open(u"System").CloseStart();
  out.Open(u"Provider", true).Attribute(u"Name").Text(u"Sample Provider");
  out.Attribute(u"Guid").Value(0, 0x0F, true).CloseEmpty();
  out.Open(u"EventID", true).Attribute(u"Qualifiers").Value(1, 0x06, true);
  out.CloseStart().Value(2, 0x06).Close();
  out.Open(u"Keywords").CloseStart().Value(3, 0x15).Close();
  out.Open(u"TimeCreated", true).Attribute(u"SystemTime").Value(4, 0x11).CloseEmpty();
  out.Open(u"Correlation", true).Attribute(u"ActivityID").Value(5, 0x0F, true).CloseEmpty();
  out.Open(u"Channel").CloseStart().Text(u"Sample/Operational").Close();
  out.Leaf(u"Computer", 6);
  out.Open(u"Security", true).Attribute(u"UserID").Value(7, 0x13, true).CloseEmpty();
  out.Leaf(u"Version", 8).Close();
  out.Value(9, 0x21).Close();
}

std::vector<EvtxValue> EventValues(std::uint16_t id, std::function<void(EvtxChunk&)> content) {
  const std::string guid = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10";
  std::string sid("\x01\x02\0\0\0\0\0\x05", 8);
  sid += Bytes(std::uint32_t{32}) + Bytes(std::uint32_t{544});
  return {{0x0F, guid, {}},
          {0x00, "", {}},
          {0x06, Bytes(id), {}},
          {0x15, Bytes(std::uint64_t{0x8020000000000000}), {}},
          {0x11, Bytes(std::uint64_t{132'500'000'001'234'567}), {}},
          {0x00, "", {}},
          {0x01, Utf16(u"MÁY-CHỦ-01"), {}},
          {0x13, sid, {}},
          {0x04, "\x02", {}},
          {0x21, "", std::move(content)}};
}

void ProcessDefinition(EvtxChunk& out) {
  out.Open(u"EventData").CloseStart();
  out.Data(u"Command Line", 0).Data(u"ProcessId", 1).Data(u"Elevated", 2).Data(u"Empty", 3);
  out.Data(u"Missing", 4).Data(u"Computer", 0).Close();
}

void Process(EvtxChunk& out, std::u16string_view command, std::uint32_t id) {
  out.Header().Instance(2, ProcessDefinition,
                        {{0x01, Utf16(command) + std::string(2, '\0'), {}},
                         {0x08, Bytes(id), {}},
                         {0x0D, Bytes(std::uint32_t{1}), {}},
                         {0x01, "", {}},
                         {0x00, "", {}}});
  out.End();
}

void UserDefinition(EvtxChunk& out) {
  out.Open(u"UserData").CloseStart();
  out.Open(u"EventXML", true).Attribute(u"xmlns").Text(u"other").CloseStart();
  out.Leaf(u"Address", 0);
  out.Open(u"Port", true).Attribute(u"Kind").Text(u"tcp").CloseStart().Value(1).Close();
  out.Open(u"Note").CloseStart().Text(u"a ").Entity(u"lt").Text(u" b").Close();
  out.Open(u"Nothing").CloseEmpty().Open(u"Blank").CloseStart().Close();
  out.Close().Close();
}

void ArrayDefinition(EvtxChunk& out) {
  out.Open(u"EventData").CloseStart();
  out.Open(u"Data").CloseStart().Value(0, 0x81).Close();
  out.Data(u"Numbers", 1).Data(u"NoNumbers", 2).Data(u"Binary", 3).Data(u"Ratio", 4);
  out.Data(u"Ansi", 5).Data(u"Local", 6).Data(u"Hex", 7).Data(u"Signed", 8).Close();
}

std::vector<EvtxValue> ArrayValues() {
  const std::string nul(2, '\0');
  std::string time;
  for (const std::uint16_t part : {2026, 11, 1, 23, 4, 5, 6, 789}) time += Bytes(part);
  return {{0x81, Utf16(u"một") + nul + nul + Utf16(u"hai") + nul, {}},
          {0x88, Bytes(std::uint32_t{7}) + Bytes(std::uint32_t{4'000'000'000}), {}},
          {0x88, "", {}},
          {0x0E, std::string("\x00\xFF\x1A", 3), {}},
          {0x0C, Bytes(0.25), {}},
          {0x02, std::string("caf\xE9 \x80\0", 7), {}},
          {0x12, time, {}},
          {0x14, Bytes(std::uint32_t{0xC0000022}), {}},
          {0x09, Bytes(std::int64_t{-5}), {}}};
}

}  // namespace

std::string SampleChunk() {
  EvtxChunk out(100);
  out.Record(1, EventDefinition,
             EventValues(4688, [](EvtxChunk& in) { Process(in, u"cmd /c dir", 4242); }));
  out.Record(1, EventDefinition,
             EventValues(4688, [](EvtxChunk& in) { Process(in, u"powershell 𝛼", 0); }));
  out.Record(1, EventDefinition, EventValues(20, [](EvtxChunk& in) {
               in.Header().Instance(
                   3, UserDefinition,
                   {{0x01, Utf16(u"10.0.0.1"), {}}, {0x06, Bytes(std::uint16_t{443}), {}}});
               in.End();
             }));
  out.Record(1, EventDefinition, EventValues(30, [](EvtxChunk& in) {
               in.Header().Instance(4, ArrayDefinition, ArrayValues()).End();
             }));
  out.BeginRecord();
  out.Header().Open(u"Event", false, false).CloseStart();
  out.Open(u"System", false, false).CloseStart();
  out.Open(u"EventID", false, false).CloseStart().Text(u"800").Close().Close();
  out.Open(u"EventData", false, false).CloseStart();
  out.Open(u"Data", true, false).Attribute(u"Name").Text(u"Script").CloseStart();
  out.Text(u"[").Character(u'>').Cdata(u"] <ok>").Close().Close().Close().End();
  out.EndRecord();
  return out.Finish();
}

}  // namespace lachan::formats::testing
