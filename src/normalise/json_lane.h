// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: records that readers lay out flat (JSON, Windows XML) as fields of
/// events.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_record.h"
#include "formats/windows_xml.h"
#include "normalise/json_plan.h"
#include "normalise/options.h"
#include "normalise/shape.h"

namespace lachan::normalise {

/// One thread. Forgets what it learnt when senders made up too many names.
class FlatLane {
 public:
  FlatLane(const Mappings& mappings, const Normaliser::Options& options, TextArena& arena)
      : mappings_(mappings), options_(options), arena_(arena) {}

  /// Another record: names of fields of the one before are not used any more.
  void Begin() { retired_.clear(); }

  /// Appends the fields of one JSON object. Where it holds a line of another format, `packed` gets
  /// it and `program` who wrote it.
  /// \return false when it is not JSON, with shape.malformed set when it looked like it.
  bool ReadJson(std::string_view text, Instant received_at, Shape& shape, std::string& packed,
                std::string& program);
  /// Appends the fields of one <Event>.
  bool ReadXml(std::string_view text, Shape& shape);

 private:
  struct Json {
    Json(const Mappings& mappings, const formats::JsonRecordLimits& limits)
        : reader(names, limits), plans(mappings) {}
    NameTable names;
    formats::JsonRecordReader reader;
    JsonPlans plans;
  };
  struct Xml {
    NameTable names;
    TextArena arena;
  };

  /// Names may be missing from now on.
  static bool IsFull(const NameTable& names) {
    return names.size() >= NameTable::kMaxNames * 3 / 4;
  }
  formats::JsonRecordOutcome Parse(std::size_t size);
  void AddFields(const NameTable& names, std::string_view text, Shape& shape);
  std::string_view ValueOf(const RawValue& value, std::string_view text);
  void Renew();
  void SetTimeAndHost(const JsonPlan& plan, Instant received_at, Shape& shape) const;

  const Mappings& mappings_;
  const Normaliser::Options& options_;
  TextArena& arena_;
  std::unique_ptr<Json> json_;
  std::vector<std::unique_ptr<Json>> retired_;  ///< Names of theirs are used by this record.
  std::unique_ptr<Xml> xml_;
  FlatRecord record_;
  std::string padded_, decoded_;
};

}  // namespace lachan::normalise
