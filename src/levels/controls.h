// SPDX-License-Identifier: Apache-2.0
/// \file
/// The controls that a level asks for: clause numbers and short titles in our own words, as data
/// (`controls/*.csv`). The standards' texts are the publisher's and not kept here.
/// \source TCVN 11930:2017 through TT 12/2022, annexes I–V; TCVN 14423:2026
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "levels/answers.h"

namespace lachan::levels {

/// Names reach the store.
BOOST_DEFINE_ENUM_CLASS(Standard, tcvn11930, tcvn14423)

struct Control {
  std::string id;  ///< "M1.1.1"; unique within its standard; reaches the store.
  Standard standard = Standard::tcvn11930;
  std::string group;  ///< "management", "technical", "zone", "design", "measure", "cadence", …
  std::string family_vi, family_en;
  std::string vi, en;
  std::array<std::string, 5> at;  ///< By level: empty = not asked for, "x", or a value ("P6M").
  std::string clause;  ///< "x.1.1.1": x is the level's chapter; or one text a level, by "/".
};

/// A control as one level asks for it.
struct LevelControl {
  const Control* control = nullptr;
  std::string clause;
  std::string value;  ///< "x" or a value.
};

class Catalogue {
 public:
  Catalogue() = default;
  explicit Catalogue(std::vector<Control> controls) : controls_(std::move(controls)) {}

  std::vector<LevelControl> Of(Standard standard, int level) const;
  const Control* Find(Standard standard, std::string_view id) const;
  const std::vector<Control>& all() const { return controls_; }

 private:
  std::vector<Control> controls_;
};

/// Reads one file: id,group,family_vi,family_en,title_vi,title_en,L1,L2,L3,L4,L5,clause.
/// \error kInvalidInput  not such a file; names line and column.
Result<std::vector<Control>> ParseControls(Standard standard, std::string_view csv);

/// Standard of a regime.
constexpr Standard StandardOf(Regime regime) {
  return regime == Regime::nd85 ? Standard::tcvn11930 : Standard::tcvn14423;
}
/// "TCVN 11930:2017".
std::string_view NameOf(Standard standard);

}  // namespace lachan::levels
