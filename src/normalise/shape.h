// SPDX-License-Identifier: Apache-2.0
/// \file
/// First half of normalising: what a record is written in, and its fields as the format names them.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/event_batch.h"
#include "core/flat_record.h"
#include "normalise/options.h"
#include "normalise/shape_kind.h"

namespace lachan::normalise {

using Field = FlatEvent::Field;

/// What a record says, before any mapping. Views of the record and of the readers' memory.
struct Shape {
  ShapeKind kind = ShapeKind::kText;
  std::vector<Field> fields;
  std::optional<Instant> time;
  std::string_view wrong_time;  ///< What a header has in the place of its time, and is none.
  std::string_view host;
  std::string_view program;
  std::string_view message;  ///< What patterns are tried on.
  bool malformed = false;
  bool is_header = false;             ///< Says what the columns of other lines are.
  std::optional<LogSource> declared;  ///< The record says so itself; its fields are not asked then.
  /// Of JSON: mappings that may apply, as places, where no program narrows them down. Null: ask.
  const std::vector<std::uint16_t>* candidates = nullptr;

  /// Records within records (JSON in syslog in JSON) are read down to here.
  static constexpr std::size_t kDepth = 3;
  // What the views of records within records look at.
  std::array<std::string, kDepth> packed;
  std::string packed_program, packed_host;

  void Clear();
};

/// Memory that reading records uses again: what is learnt of forms of JSON, names, padded copies.
/// One thread.
class Readers {
 public:
  explicit Readers(const Mappings& mappings, const Normaliser::Options& options);
  ~Readers();

  /// \param text      Well-formed UTF-8; stays where it is as long as the shape is used.
  /// \param declared  RawRecord::format; as `text`.
  /// \return valid until the next call.
  Shape& FindShape(std::string_view text, std::string_view declared, Instant received_at);
  /// For texts that are made of the record; cleared by FindShape.
  TextArena& arena();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::normalise
