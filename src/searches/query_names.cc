// SPDX-License-Identifier: Apache-2.0
#include "searches/query_names.h"

#include <map>

#include "register/entities.h"

namespace lachan::searches {

Result<std::shared_ptr<const events::HuntNames>> NamesFor(journal::StateStore& store,
                                                          const journal::Caller& caller,
                                                          std::string_view text) {
  const bool has_agency = text.contains("agency"), has_source = text.contains("source");
  if (!has_agency && !has_source) return nullptr;
  journal::ListQuery all;
  all.with_archived = true;
  auto names = std::make_shared<events::HuntNames>();
  std::map<std::int64_t, std::string> codes;
  LACHAN_TRY(const auto reader, store.OpenReader(caller));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, all));
  for (const auto& agency : agencies) {
    codes.emplace(agency.id.value, agency.code.value);
    names->agencies.push_back({.text = agency.code.value,
                               .id = agency.id.value,
                               .label = agency.code.value + " — " + agency.name.value});
  }
  if (!has_source) return names;
  LACHAN_TRY(const auto sources, journal::ListAll<Source>(*reader, all));
  for (const auto& source : sources) {
    const auto code = codes.find(source.agency_id.value);
    names->sources.push_back(
        {.text = source.name.value,
         .id = source.id.value,
         .label = source.name.value + (code == codes.end() ? "" : " — " + code->second)});
  }
  return names;
}

}  // namespace lachan::searches
