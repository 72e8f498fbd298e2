// SPDX-License-Identifier: Apache-2.0
/// \file
/// The receipt of a reorganisation: what it did to each row. Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/state_store.h"
#include "register/reorganisation.h"

namespace lachan::registry {

struct Step {
  std::string entity = {};
  std::int64_t row_id = 0;
  std::string title = {};
  StepAction action = StepAction::changed;
  std::optional<AgencyId> from = {}, to = {};
  std::string old_values = "{}", new_values = "{}";
};

class StepBook {
 public:
  StepBook(journal::Writer& writer, ReorganisationId reorganisation)
      : writer_(writer), reorganisation_(reorganisation) {}
  void Add(Step step) { steps_.push_back(std::move(step)); }
  /// A step with the fields that differ.
  void AddChange(const schema::EntityInfo& entity, const schema::Record& before,
                 const schema::Record& after, StepAction action, std::optional<AgencyId> from,
                 std::optional<AgencyId> to);
  Status Write();

 private:
  journal::Writer& writer_;
  ReorganisationId reorganisation_;
  std::vector<Step> steps_;
};

Result<std::vector<ReorganisationStep>> StepsOf(journal::Reader& reader, ReorganisationId id);

/// Fields by name in stored form, as a step keeps them.
Result<std::vector<journal::FieldValue>> ValuesOf(const std::string& text);

}  // namespace lachan::registry
