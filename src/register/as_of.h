// SPDX-License-Identifier: Apache-2.0
/// \file
/// The register as it was on a day: what was in force then, by what is known now.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "register/entities.h"

namespace lachan::registry {

/// A row as it was at the end of a day.
template <class T>
struct RowOn {
  T row;
  bool entered_later = false;  ///< It existed, but was entered into the register afterwards.
};

/// Agencies that existed on the day, with name, parent and the rest as they were then.
/// \param reader  Of the caller: rows outside its reach are not seen.
Result<std::vector<RowOn<Agency>>> AgenciesOn(journal::Reader& reader, CivilDate day);

/// Systems that were registered or in operation by the day; `row.agency_id` is who answered for it
/// then.
/// \param reader  Of the caller.
/// \param all     Of full reach, for the owners.
/// \param agency  Only those that this agency answered for on the day.
Result<std::vector<RowOn<System>>> SystemsOn(journal::Reader& reader, journal::Reader& all,
                                             CivilDate day, std::optional<AgencyId> agency);

/// A value as a fact's "changed" carries it, back in stored form; nothing when it is of no such
/// field.
std::optional<schema::Value> StoredForm(const schema::FieldInfo& field,
                                        const boost::json::value& value);

}  // namespace lachan::registry
