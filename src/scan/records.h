// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/event.h"
#include "core/flat_record.h"
#include "normalise/normaliser.h"
#include "scan/input.h"
#include "scan/slice.h"

namespace lachan::scan {

/// Readers number the values they give: what remembers values by these numbers must be of one lane.
enum class Lane : std::uint8_t { kJson, kOther };

/// Takes what a RecordReader reads. Units count from 1 within the slice.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  /// A record laid out, its fields named by the names of `lane`.
  virtual void OnRecord(std::uint64_t unit, Lane lane, const FlatRecord& record) = 0;
  /// A line that the normaliser read. \param has_time  The line says when.
  virtual void OnEvent(std::uint64_t unit, const Event& event, bool has_time) = 0;
  virtual void OnUnread(std::uint64_t unit, Unread why) = 0;
  virtual void OnFieldsLeftOut(std::uint64_t records) = 0;
};

/// Purpose      Reads the records of slices, whatever their format.
/// Concurrency  One thread.
class RecordReader {
 public:
  static constexpr std::size_t kTextLineBytes = 1 << 20;  ///< Longer ones cannot be read.

  struct Options {
    std::optional<LogSource> logsource = {};  ///< Of everything that does not declare its own.
  };

  /// The names outlive the reader; there is one table a lane.
  RecordReader(const normalise::Normaliser& normaliser, NameTable& json, NameTable& other,
               Options options);
  ~RecordReader();

  /// \return units in the slice: lines, also blank ones, or records.
  std::uint64_t Read(const Slice& slice, const InputFile& file, RecordSink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::scan
