// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "demo/script.h"
#include "journal/state_store.h"

namespace lachan::demo {

/// A text file of the demo's folder.
struct NamedText {
  std::string name;  ///< "normal/web.log"
  std::string text;
};

/// What is played and who plays it.
struct Stage {
  std::vector<Script> normal, attacks;
  std::vector<Actor> actors;

  /// Null when nobody of the kind is there.
  const Actor* Pick(Role target, Random& random) const;
  const Script& PickNormal(Random& random) const;
};

/// Reads "normal/…" and "attack/…". \error kInvalidInput  of ParseScript, or none of a kind.
Result<Stage> ParseStage(std::span<const NamedText> files);
/// Fills the actors: enabled sources that speak for a system with a domain and an address.
Status LoadActors(journal::StateStore& store, Stage& stage);

}  // namespace lachan::demo
