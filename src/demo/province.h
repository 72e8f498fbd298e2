// SPDX-License-Identifier: Apache-2.0
/// \file
/// The register of the demo province: real names of agencies, everything else invented.
/// Internal to the module.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "demo/random.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "register/entities.h"

namespace lachan::demo {

struct SystemEntry {
  System row;
  std::size_t agency = 0;  ///< Index into Province::agencies.
  std::string address;
  bool has_source = false;
};

struct AgencyEntry {
  Agency row;
  std::string slug;
  double diligence = 0.5;  ///< 0: does nothing, 1: does everything in time.
  std::string officer;     ///< Name of the focal point.
  std::string subnet;      ///< "10.38.3."
  std::vector<std::size_t> systems;

  AgencyId id() const { return AgencyId{row.id}; }
  /// Departments and communes: those that the common duties bind.
  bool IsUnit() const {
    return row.kind == AgencyKind::department || row.kind == AgencyKind::commune;
  }
  journal::Caller Officer() const { return {{}, officer, journal::Reach::Only(id())}; }
};

struct Province {
  std::vector<AgencyEntry> agencies;
  std::vector<SystemEntry> systems;

  const AgencyEntry* Find(std::string_view code) const;
  std::size_t IndexOf(std::string_view code) const;
};

/// Makes rows of the registers inside one transaction a call.
class RowMaker {
 public:
  RowMaker(journal::StateStore& store, const journal::Registers& registers)
      : store_(store), registers_(registers) {}
  template <class T>
  Result<T> Make(journal::Writer& writer, const journal::Caller& caller, const T& row) const {
    LACHAN_TRY(const auto record, journal::CreateRow(writer, caller, registers_,
                                                     *registers_.Find(schema::Describe<T>().name),
                                                     schema::ToRecord(row)));
    return schema::FromRecord<T>(record);
  }
  template <class T>
  Result<T> Make(const journal::Caller& caller, const T& row) const {
    return journal::ChangeFor<T>(
        store_, caller, [&](journal::Writer& writer) { return Make(writer, caller, row); });
  }
  journal::StateStore& store() const { return store_; }
  const journal::Registers& registers() const { return registers_; }

 private:
  journal::StateStore& store_;
  const journal::Registers& registers_;
};

/// Reads the lists of agencies and gives each its diligence; nothing is stored yet.
/// \error kInvalidInput  not such a list; names the row.
Result<Province> ReadProvince(std::string_view agencies_csv, std::string_view communes_csv,
                              Random& random);

/// Stores agencies, systems, addresses, contacts, suppliers and sources.
/// \param http_token  Of the source that visitors of the demo may use.
Status StoreProvince(const RowMaker& rows, const journal::Caller& caller, Random& random,
                     CivilDate today, const std::string& http_token, Province& province);

}  // namespace lachan::demo
