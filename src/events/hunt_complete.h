// SPDX-License-Identifier: Apache-2.0
/// \file
/// What may stand at a place of a query that is being typed. Without I/O: the names and values come
/// from the caller.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "events/event_store.h"
#include "events/hunt_names.h"
#include "events/hunt_parser.h"

namespace lachan::events {

/// What is being typed at the cursor.
struct HuntPlace {
  enum class Kind {
    kField,    ///< The name of a field, before its colon.
    kValue,    ///< A value of `field`.
    kCommand,  ///< After a `|`.
    kColumn,   ///< A field of a command.
    kNothing,  ///< Inside quotes, a range, a regular expression: nothing is offered.
  };
  Kind kind = Kind::kField;
  std::size_t begin = 0;  ///< Bytes [begin, cursor) are what an offer replaces.
  std::string typed;      ///< Those bytes.
  std::string field;      ///< kValue.
  bool is_group = false;  ///< kColumn: `by` may stand here as well.
  /// kCommand: the commands that may stand here. kColumn: words that may stand here besides fields.
  std::vector<std::string> words = {};
  bool only_words = false;  ///< kColumn: no fields, as of a table that has its columns.
};
/// `cursor` in bytes, at most the size of `text`.
HuntPlace PlaceAt(std::string_view text, std::size_t cursor);

/// One offer.
struct Completion {
  std::string text;         ///< What is put in place of HuntPlace::typed.
  std::string label;        ///< What is shown.
  std::uint64_t count = 0;  ///< Events it stands for; 0 unknown.
};

/// Fields whose name has `typed` in it, those that begin with it first, then the more frequent.
std::vector<Completion> CompleteField(std::string_view typed, const FieldSample& sample,
                                      bool with_colon);
/// Those of `words` that begin with `typed`.
std::vector<Completion> CompleteWord(std::string_view typed, const std::vector<std::string>& words);
/// Names that have `typed` in them or in their labels, accents aside, or whose id begins with it:
/// those that begin with it first, then those of more events. `seen`: ids, and their events.
std::vector<Completion> CompleteName(std::string_view typed, const std::vector<HuntName>& names,
                                     const std::vector<ValueCount>& seen);
/// `value` as it is written after a colon: quoted where something in it is special.
std::string QuoteValue(std::string_view value);

/// Fields of the query that are neither known to the table nor in `sample`, with the nearest name.
struct UnknownField {
  std::string name;
  std::size_t position = 0;
  std::string nearest;  ///< Empty: none is near.
};
std::vector<UnknownField> UnknownFields(const HuntQuery& query, const FieldSample& sample);

/// A word that can be asked for but was hardly meant so.
struct HuntRemark {
  std::string code;          ///< "lower_operator": and, or, not; "equals": user=admin
  std::size_t position = 0;  ///< Bytes of `text`.
  std::size_t length = 0;
  std::string suggestion;  ///< "AND"; "user:admin"
};
/// \param text  What `query` was read from.
std::vector<HuntRemark> Remarks(const HuntQuery& query, std::string_view text,
                                const FieldSample& sample);

}  // namespace lachan::events
