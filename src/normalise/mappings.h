// SPDX-License-Identifier: Apache-2.0
/// \file
/// Mappings are data (`mappings/*.yaml`): which records they are for, and how their fields are
/// called in the detection rules' terms. `mappings/README.md` describes the files.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "core/event.h"
#include "normalise/pattern.h"
#include "normalise/shape_kind.h"

namespace lachan::normalise {

/// One mapping file: mappings one after the other, `---` between them.
struct MappingText {
  std::string path;  ///< For findings.
  std::string text;  ///< YAML in UTF-8.
};

/// A pattern tried on the message; the first that matches adds its named groups as fields.
struct Extraction {
  Pattern pattern;
  std::vector<std::pair<std::string, std::string>> set;  ///< Constant fields beside the groups.
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// Where a time stands: the values of some fields, joined by blanks; a missing one is left out.
using TimeSource = std::vector<std::string>;

/// One compiled mapping.
struct Mapping {
  std::string id;
  int order = 100;     ///< Lower is tried first; the first whose conditions hold is applied.
  std::string format;  ///< Becomes Event::format; empty: the record's shape.

  // Conditions; an empty one holds.
  std::vector<ShapeKind> shapes;  ///< Any of.
  /// Lower case; any of, exactly or, behind it a '*', as a beginning ("postfix/*").
  std::vector<std::string> programs;
  std::vector<std::string> has;      ///< Fields; all of them.
  std::vector<std::string> has_any;  ///< Fields; one of them.
  std::vector<std::pair<std::string, std::string>>
      equals;                  ///< Field and value, ASCII case ignored.
  bool needs_pattern = false;  ///< Applies only if one of `extractions` matches.

  // Effects, in this order.
  std::vector<Extraction> extractions;
  struct Prefix {
    std::string text;
    bool capital = false;  ///< What remains gets a capital: "win.eventdata.image" → "Image".
  };
  std::vector<Prefix> strip;  ///< Taken off field names.
  struct Rename {
    std::string name;    ///< The new one.
    int target = 0;      ///< Its number.
    int preference = 0;  ///< Of several candidates the lowest is renamed.
  };
  std::unordered_map<std::string, Rename, TextHash, std::equal_to<>> renames;  ///< By old name.
  std::uint64_t rename_lengths = 0;  ///< Bits of the lengths of old names, modulo 64.
  /// New name → candidates: the first that is there is given that name as well, unless something
  /// has it already.
  std::vector<std::pair<std::string, std::vector<std::string>>> copies;
  std::vector<std::pair<std::string, std::string>> constants;  ///< Added unless already there.
  std::vector<TimeSource> time;   ///< What may hold the event's own time, best first.
  std::vector<std::string> host;  ///< Fields that may name the host, best first.
  bool times_are_utc = false;     ///< Times without an offset are UTC, not local.
  std::vector<LogSource> logsources;

  /// True if it changes fields or log sources, not only what the format is called and where time
  /// and host stand.
  bool changes_fields() const {
    return !extractions.empty() || !strip.empty() || !renames.empty() || !copies.empty() ||
           !constants.empty() || !logsources.empty();
  }
};

/// An immutable set of mappings, best first.
struct Mappings {
  std::vector<Mapping> all;

  /// Those that records of a shape and a program (lower case) may have, as places in `all`, best
  /// first: conditions on fields and patterns are left to ask.
  std::span<const std::uint16_t> Candidates(ShapeKind shape, std::string_view program) const;
  /// True if some mapping is for this program (lower case).
  bool KnowsProgram(std::string_view program) const { return ListsOf(program) != nullptr; }

  // Filled by CompileMappings.
  using Places = std::array<std::vector<std::uint16_t>, kShapeKinds>;  ///< By shape.
  Places any_program;
  std::unordered_map<std::string, Places, TextHash, std::equal_to<>> by_program;
  std::vector<std::pair<std::string, Places>> by_prefix;  ///< For programs that are not there.

 private:
  const Places* ListsOf(std::string_view program) const;
};

/// Compiles all files; no value if any has an error (a mapping left out would change what rules see
/// without a word). Unknown keys are errors.
Compiled<Mappings> CompileMappings(std::span<const MappingText> files);

}  // namespace lachan::normalise
