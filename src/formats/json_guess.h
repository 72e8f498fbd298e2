// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: reads records that look like earlier ones without parsing them again.
///
/// Senders print their records in a fixed form: between one value and the next stand the same bytes
/// every time ("glue": `","ProcessId":"`). The forms seen are a tree of glue and values. A record
/// that follows a path of the tree is read by comparing glue; of its values only those that differ
/// from the value that stood there last time are looked at. Anything else is parsed by simdjson,
/// and its form is learnt.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/flat_record.h"

namespace lachan::formats {

class JsonGuess {
 public:
  /// A value of a parsed record, in the order of the text.
  struct Token {
    std::string_view text;  ///< Of strings what stands between the quotes.
    RawValue::Form form = RawValue::Form::kNull;
  };
  /// A field of a parsed record.
  struct Emission {
    static constexpr std::uint32_t kNothing = ~std::uint32_t{0};
    NameId name = 0;
    std::uint32_t token = kNothing;  ///< Index of its value; kNothing: null.
  };

  JsonGuess();
  ~JsonGuess();

  /// True: `record.fields` is what parsing would give, `record.form` is set. False says nothing
  /// about the record.
  bool Read(std::string_view text, FlatRecord& record);
  /// The same for the first of some lines.
  /// \return where the line ends (a line feed, or the end of `text`); null says nothing.
  const char* ReadLine(std::string_view text, FlatRecord& record);
  /// A record that Read refused, was parsed, and is well-formed.
  /// \param number  What FlatRecord::form says of such records.
  void Learn(std::string_view text, const std::vector<Token>& tokens,
             const std::vector<Emission>& emissions, std::uint64_t number);
  /// True if it is worth calling Learn now: a stream without forms must not cost much.
  bool WantsToLearn() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::formats
