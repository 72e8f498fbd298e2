// SPDX-License-Identifier: Apache-2.0
/// \file
/// Steps inside a transaction on the province's behalf. Internal to the module.
#pragma once

#include <boost/json/object.hpp>

#include "advisories/advisory_service.h"

namespace lachan::advisories {

/// The caller with the reach of the province: only for what was checked against the caller's own.
journal::Caller ForProvince(const journal::Caller& caller);

std::unexpected<Error> NotNow(std::string_view what);
std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message);

/// A fact of a delivery, with the advisory's number and title.
journal::FactDraft FactOf(const AdvisoryDelivery& delivery, std::string kind);

template <class T>
Result<std::vector<T>> RowsOf(journal::Reader& reader, const char* field, std::int64_t id) {
  journal::ListQuery query;
  query.filters = {journal::Equals(field, id)};
  return journal::ListAll<T>(reader, query);
}

/// Sends an advisory to an agency. \param systems  That are concerned there; may be empty.
Status Deliver(journal::Writer& writer, const Advisory& advisory, const Candidate& to, Instant now);
/// Counts the deliveries anew; ends the advisory with its last delivery, or opens it again.
Result<Advisory> Recount(journal::Writer& writer, std::int64_t advisory, Instant now);
/// Says that the last fact of a kind about a delivery no longer counts.
Status TakeBack(journal::Writer& writer, const AdvisoryDelivery& delivery, std::string_view kind);
/// Agencies of today with the systems that the advisory's products concern.
Result<std::vector<Candidate>> CandidatesOf(journal::Reader& reader, const Advisory& advisory,
                                            CivilDate today);

}  // namespace lachan::advisories
