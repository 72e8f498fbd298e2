// SPDX-License-Identifier: Apache-2.0
#include "assurance/assurance_service.h"

#include "base/text.h"
#include "register/entities.h"

namespace lachan::assurance {
namespace {

/// Refuses before anything is stored when the agency is out of reach or does not exist.
Status MustReach(journal::StateStore& store, const journal::Caller& caller, AgencyId agency) {
  if (!agency) {
    Error error(ErrorCode::kInvalidInput, "whose evidence is it?");
    return std::unexpected(std::move(error).WithField("agency_id", "required"));
  }
  if (!caller.reach.Covers(agency)) {
    return Fail(ErrorCode::kDenied, "the evidence would belong to another agency");
  }
  LACHAN_TRY(const auto reader, store.OpenReader(caller));
  const auto row = journal::Get<Agency>(*reader, agency.value);
  if (!row && row.error().code() == ErrorCode::kNotFound) {
    Error error(ErrorCode::kInvalidInput, "no such agency");
    return std::unexpected(std::move(error).WithField("agency_id", "not_found"));
  }
  if (!row) return std::unexpected(row.error());
  return {};
}

std::unexpected<Error> StateSecret() {
  Error error(
      ErrorCode::kFailedPrecondition,
      "Tệp mang dấu độ mật của bí mật nhà nước nên không được lưu ở đây: hãy gửi theo đường "
      "văn bản mật, và chỉ ghi vào hồ sơ này số, ngày của văn bản. / The file carries the "
      "mark of a state secret and was not kept: send it the way secret papers go, and enter "
      "only its number and date here.");
  return std::unexpected(std::move(error).WithField("file", "state_secret"));
}

/// Whose the province's own files are. \error kInvalidInput  nobody coordinates.
Result<AgencyId> CoordinatingAgency(journal::StateStore& store, const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, store.OpenReader(caller));
  LACHAN_TRY(const auto agencies,
             journal::List<Agency>(
                 *reader, {.filters = {journal::Equals("is_coordinator", std::int64_t{1})}}));
  if (!agencies.empty()) return AgencyId{agencies.front().id.value};
  Error error(ErrorCode::kInvalidInput, "say whose evidence it is: agency_id");
  return std::unexpected(std::move(error).WithField("agency_id", "required"));
}

}  // namespace

Result<EvidenceFile> AssuranceService::PutEvidence(const journal::Caller& caller, AgencyId agency,
                                                   std::string_view file_name,
                                                   std::string_view bytes) {
  if (!agency && caller.reach.everything) {
    LACHAN_TRY(agency, CoordinatingAgency(deps_.store, caller));
  }
  LACHAN_TRY_DO(MustReach(deps_.store, caller, agency));
  EvidenceFile file;
  file.agency_id = agency;
  file.file_name.value = SafeFileName(file_name);
  LACHAN_TRY(file.media_type.value.value, MediaTypeOf(bytes, options_.limits));
  LACHAN_TRY(const bool is_secret,
             FileHasSecrecyMark(bytes, file.media_type.value.value, options_.limits));
  if (is_secret) return StateSecret();
  file.size = static_cast<std::int64_t>(bytes.size());
  file.uploaded_by.value = Ellipsis(caller.name, 200);
  // The content first: a row never points at nothing. A content without a row is harmless.
  LACHAN_TRY(file.sha256.value.value, deps_.evidence.Put(bytes), "storing evidence");
  return journal::ChangeFor<EvidenceFile>(deps_.store, caller, [&](journal::Writer& writer) {
    return journal::Insert(writer, file, {.kind = "evidence_file.stored"});
  });
}

Result<EvidenceContent> AssuranceService::GetEvidence(const journal::Caller& caller,
                                                      std::int64_t id) {
  EvidenceContent content;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(content.file, journal::Get<EvidenceFile>(*reader, id));
  }
  LACHAN_TRY(content.bytes, deps_.evidence.Get(content.file.sha256.value.value),
             fmt::format("reading evidence file {}", id));
  return content;
}

}  // namespace lachan::assurance
