// SPDX-License-Identifier: Apache-2.0
/// \file
/// Runs BinXML of one chunk: plans and values to fields. For the evtx reader only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/flat_record.h"
#include "formats/evtx.h"
#include "formats/evtx_plan.h"
#include "formats/evtx_values.h"

namespace lachan::formats::evtx {

/// One thread.
class Runner {
 public:
  Runner(NameTable& names, const EvtxLimits& limits);

  void Start(std::string_view chunk);
  /// The fields of the BinXML between `at` and `end`; false when it is damaged.
  bool Record(std::uint32_t at, std::uint32_t end, FlatRecord& record);
  /// The record lost fields to a limit.
  bool truncated() const { return truncated_; }

 private:
  struct Value {
    std::uint32_t at = 0;
    std::uint16_t size = 0;
    std::uint8_t type = 0;
  };
  /// The last value of a name in <System>. They repeat from record to record: texts are made once.
  struct Last {
    std::string_view raw;
    std::uint8_t type = 0;
    std::uint32_t chunk = 0;  ///< Where it was; of another chunk it counts no more.
    std::uint64_t identity = 0;
    RawValue text;
  };
  /// Values of a template's instance in values_.
  struct Values {
    std::size_t first = 0, count = 0;
  };

  bool Fragment(std::uint32_t at, std::uint32_t end, Place place, std::size_t depth);
  bool Element(Cursor& in, Place place, std::size_t depth);
  bool Instance(Cursor& in, Place place, std::size_t depth);
  bool ReadValues(Cursor& in, Values& values);
  const Plan* TemplateAt(std::uint32_t at, Place place);
  bool Run(Plan plan, Values values, std::size_t depth);
  bool RunOp(const Op& op, Values values, std::size_t depth);
  bool RunValue(const Op& op, Values values, std::size_t depth);
  bool RunBinXml(Op op, Value value, std::size_t depth);
  bool RunArray(const Op& op, Value value);
  bool RunJoined(Op op, Values values, std::size_t depth);
  /// What the next field will be; Emit() makes it one.
  FlatField& Next() { return fields_[count_]; }
  void SetUnknown(const RawValue& text) {
    Next().value = text;
    Next().identity = 0;
  }
  void SetText(Place place, std::uint8_t type, std::string_view raw);
  void SetRepeated(NameId name, std::uint8_t type, std::string_view raw);
  void Emit(const Op& op);
  void Add(NameId name);
  void AddSystemValue(NameId name);
  bool StandsInSystem(NameId name) const {
    return name < system_.size() && system_[name] == number_;
  }
  /// The operation's field gets the name that its naming value says.
  void Name(Op& op, Values values);
  std::string_view Bytes(const Value& value) const {
    return {chunk_.data() + value.at, value.size};  // Checked when the values were read.
  }
  void Decode(const Value& value, RawValue& out) {
    TextOf(static_cast<ValueType>(value.type), Bytes(value), room_, out);
  }
  Value ValueAt(Values values, std::uint32_t index) const {
    return index < values.count ? values_[values.first + index] : Value{};
  }

  EvtxLimits limits_;
  TagTable tags_;
  PlanStore store_;
  TextRoom room_;
  Budget budget_;
  std::string_view chunk_;
  Compiler compiler_;
  std::vector<Value> values_;  ///< Of the instances being run, outermost first.
  std::size_t values_used_ = 0;
  std::unique_ptr<FlatField[]>
      fields_;  ///< Of the record being read; limits_.fields of them and one.
  std::size_t count_ = 0;
  bool truncated_ = false;
  bool data_seen_ = false;
  /// By name: the record whose <System> had it last. Such fields cannot be forged by event data.
  std::vector<std::uint32_t> system_;
  std::uint32_t number_ = 0;
  std::vector<Last> last_;  ///< By name.
  std::uint32_t chunk_number_ = 0;
  std::uint64_t identity_ = 0;
};

}  // namespace lachan::formats::evtx
