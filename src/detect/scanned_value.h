// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: a decoded value while the tests of a field are tried on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/event.h"
#include "detect/fold.h"
#include "detect/literal_set.h"
#include "detect/pattern_database.h"
#include "detect/regex.h"
#include "detect/scalar.h"

namespace lachan::detect {

/// A value, its lower case made when asked for. Reused value by value.
class ScannedValue {
 public:
  /// Empties the value; returns where its text goes.
  std::string& Reset(EventField::Kind kind) {
    field_.kind = kind;
    field_.value.clear();
    is_folded_ = false;
    ascii_known_ = false;
    address_.reset();
    return field_.value;
  }

  const EventField& field() const { return field_; }
  const std::string& text() const { return field_.value; }
  bool Ascii() {
    if (!ascii_known_) ascii_ = IsAscii(field_.value);
    ascii_known_ = true;
    return ascii_;
  }
  /// Lower case.
  const std::string& Folded() {
    if (!is_folded_) FoldCase(field_.value, folded_);
    is_folded_ = true;
    return folded_;
  }
  const Address& AsAddress() {
    if (!address_) address_ = Address::Parse(field_.value);
    return *address_;
  }
  /// Text for scanners that ignore the case of ASCII letters.
  const std::string& ForScan() { return Ascii() ? field_.value : Folded(); }

 private:
  EventField field_;
  std::string folded_;
  std::optional<Address> address_;
  bool is_folded_ = false, ascii_ = false, ascii_known_ = false;
};

/// What scanning needs of a thread.
struct ScanTools {
  explicit ScanTools(const ScanMemory& memory) : scan(memory) {}
  ScanMemory scan;
  RegexMemory regex;
  LiteralSet::Memory literal_memory;
  std::vector<std::uint32_t> found;
  std::string buffer;
};

}  // namespace lachan::detect
