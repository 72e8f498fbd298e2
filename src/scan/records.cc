// SPDX-License-Identifier: Apache-2.0
#include "scan/records.h"

#include <algorithm>
#include <cstring>

#include "formats/evtx.h"
#include "formats/json_record.h"
#include "formats/windows_xml.h"
#include "normalise/json_plan.h"

namespace lachan::scan {
namespace {

class NoResolver final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r\f\v") == std::string_view::npos;
}

}  // namespace

struct RecordReader::Impl {
  Impl(const normalise::Normaliser& all_normaliser, NameTable& json_names_of_lane,
       NameTable& other_names, Options all_options)
      : normaliser(all_normaliser),
        options(std::move(all_options)),
        names(other_names),
        json_names(json_names_of_lane),
        json(json_names_of_lane),
        plans(all_normaliser.mappings()),
        evtx(other_names) {}

  const normalise::Normaliser& normaliser;
  Options options;
  NameTable& names;
  const NameTable& json_names;
  formats::JsonRecordReader json;
  normalise::JsonPlans plans;
  formats::EvtxReader evtx;
  formats::ColumnHeader columns;
  TextArena arena;
  FlatRecord record;
  RawRecord raw;
  NoResolver resolver;

  void Give(std::uint64_t unit, Lane lane, RecordSink& sink) {
    if (!record.logsource) record.logsource = options.logsource;
    sink.OnRecord(unit, lane, record);
  }
  bool TakeJson(formats::JsonRecordOutcome outcome, std::uint64_t unit, std::string_view text,
                const InputFile& file, RecordSink& sink);
  bool ReadJson(std::uint64_t unit, std::string_view text, const InputFile& file, RecordSink& sink);
  void Normalise(std::uint64_t unit, std::string_view text, std::string_view format,
                 const InputFile& file, RecordSink& sink);
  void ReadText(std::uint64_t unit, std::string_view line, const InputFile& file, RecordSink& sink);
  void ReadXml(std::uint64_t unit, std::string_view text, RecordSink& sink);
  std::uint64_t ReadLines(const Slice& slice, const InputFile& file, RecordSink& sink);
  std::uint64_t ReadRecords(const Slice& slice, const InputFile& file, RecordSink& sink);
  std::uint64_t ReadChunks(const Slice& slice, RecordSink& sink);
};

bool RecordReader::Impl::ReadJson(std::uint64_t unit, std::string_view text, const InputFile& file,
                                  RecordSink& sink) {
  return TakeJson(json.Read(text, record), unit, text, file, sink);
}

/// False if it is not JSON.
bool RecordReader::Impl::TakeJson(formats::JsonRecordOutcome outcome, std::uint64_t unit,
                                  std::string_view text, const InputFile& file, RecordSink& sink) {
  switch (outcome) {
    case formats::JsonRecordOutcome::kOk:
      // Mappings and lines within records are the normaliser's; the others need no event made.
      if (!record.logsource && plans.Of(record, json_names).may_extend &&
          text.size() <= kTextLineBytes) {
        Normalise(unit, text, "json", file, sink);
      } else {
        Give(unit, Lane::kJson, sink);
      }
      return true;
    case formats::JsonRecordOutcome::kTooLarge:
      sink.OnUnread(unit, Unread::kTooLarge);
      return true;
    case formats::JsonRecordOutcome::kTooDeep:
      sink.OnUnread(unit, Unread::kTooDeep);
      return true;
    case formats::JsonRecordOutcome::kNotObject:
    case formats::JsonRecordOutcome::kMalformed:
      break;
  }
  sink.OnUnread(unit, Unread::kMalformed);
  return false;
}

void RecordReader::Impl::ReadText(std::uint64_t unit, std::string_view line, const InputFile& file,
                                  RecordSink& sink) {
  if (line.size() > kTextLineBytes) {
    sink.OnUnread(unit, Unread::kTooLarge);
    return;
  }
  Normalise(unit, line, columns.declared(), file, sink);
}

void RecordReader::Impl::Normalise(std::uint64_t unit, std::string_view text,
                                   std::string_view format, const InputFile& file,
                                   RecordSink& sink) {
  // No line has a time of just so many microseconds: it tells those that have none.
  constexpr std::chrono::microseconds kMark{987'653};
  raw.text = text;
  raw.format = format;
  raw.received_at = std::chrono::floor<std::chrono::seconds>(file.modified) + kMark;
  raw.transport = Transport::kFile;
  Event event = normaliser.Normalise(raw, resolver);
  if (options.logsource) event.logsources = {*options.logsource};
  sink.OnEvent(unit, event, event.time != raw.received_at);
}

void RecordReader::Impl::ReadXml(std::uint64_t unit, std::string_view text, RecordSink& sink) {
  arena.Clear();
  record.logsource.reset();
  record.form = 0;
  if (formats::ReadWindowsXml(text, names, arena, record)) {
    Give(unit, Lane::kOther, sink);
  } else {
    const bool is_large = text.size() > formats::WindowsXmlLimits{}.bytes;
    sink.OnUnread(unit, is_large ? Unread::kTooLarge : Unread::kMalformed);
  }
}

std::uint64_t RecordReader::Impl::ReadLines(const Slice& slice, const InputFile& file,
                                            RecordSink& sink) {
  for (const auto& unread : slice.unread) sink.OnUnread(unread.unit, unread.why);
  std::uint64_t unit = slice.unread.size();
  columns = slice.columns;
  const std::string_view all = slice.bytes.view();
  const char* const end = all.data() + all.size();
  for (const char* at = all.data(); at < end;) {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    std::string_view line;
    bool is_read = false;
    if (slice.format == Format::kJsonLines && *at == '{') {
      const auto read = json.ReadLine(rest, record);
      line = rest.substr(0, read.size);
      is_read = TakeJson(read.outcome, ++unit, line, file, sink);
    } else {
      line = rest.substr(0, rest.find('\n'));
      ++unit;
      is_read = line.empty() || (static_cast<unsigned char>(line[0]) <= ' ' && IsBlank(line)) ||
                (slice.format == Format::kJsonLines && ReadJson(unit, line, file, sink));
    }
    at = line.data() + line.size() + 1;
    if (is_read) continue;
    // Text among JSON is looked through all the same.
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line[0] == '#') columns.Take(line);
    ReadText(unit, line, file, sink);
  }
  return unit;
}

std::uint64_t RecordReader::Impl::ReadRecords(const Slice& slice, const InputFile& file,
                                              RecordSink& sink) {
  auto unread = slice.unread.begin();
  std::uint64_t unit = 0;
  for (const auto& extent : slice.records) {
    ++unit;
    if (unread != slice.unread.end() && unread->unit == unit) {
      sink.OnUnread(unit, unread->why);
      ++unread;
      continue;
    }
    const auto text = slice.bytes.view().substr(extent.begin, extent.size);
    if (slice.format == Format::kWindowsXml) {
      ReadXml(unit, text, sink);
    } else {
      ReadJson(unit, text, file, sink);
    }
  }
  return unit;
}

std::uint64_t RecordReader::Impl::ReadChunks(const Slice& slice, RecordSink& sink) {
  const std::string_view all = slice.bytes.view();
  std::uint64_t unit = 0;
  for (std::size_t at = 0; at < all.size(); at += formats::kEvtxChunk) {
    const auto before = evtx.counts();
    evtx.Start(all.substr(at, formats::kEvtxChunk));
    while (evtx.Next(record)) Give(++unit, Lane::kOther, sink);
    const auto& counts = evtx.counts();
    // Where a damaged record was nobody knows: it is told by the last good one before it.
    for (auto i = before.damaged_records; i < counts.damaged_records; ++i) {
      sink.OnUnread(unit, Unread::kDamagedRecord);
    }
    if (counts.damaged_chunks > before.damaged_chunks) {
      sink.OnUnread(unit, Unread::kDamagedChunk);
    }
    if (counts.truncated_records > before.truncated_records) {
      sink.OnFieldsLeftOut(counts.truncated_records - before.truncated_records);
    }
  }
  return unit;
}

RecordReader::RecordReader(const normalise::Normaliser& normaliser, NameTable& json,
                           NameTable& other, Options options)
    : impl_(std::make_unique<Impl>(normaliser, json, other, std::move(options))) {}

RecordReader::~RecordReader() = default;

std::uint64_t RecordReader::Read(const Slice& slice, const InputFile& file, RecordSink& sink) {
  switch (slice.format) {
    case Format::kJsonLines:
    case Format::kText:
      return impl_->ReadLines(slice, file, sink);
    case Format::kJsonDocument:
    case Format::kWindowsXml:
      return impl_->ReadRecords(slice, file, sink);
    case Format::kEvtx:
      return impl_->ReadChunks(slice, sink);
    case Format::kEmpty:
    case Format::kOther:
      break;
  }
  return 0;
}

}  // namespace lachan::scan
