// SPDX-License-Identifier: Apache-2.0
#include "teams/contact_links.h"
#include "teams/contacts.h"

namespace lachan::teams {
namespace {

using journal::RowAction;
using journal::RowChange;
using journal::Writer;

/// Whether the agency itself speaks: then what it enters is right today.
bool ByTheAgency(const RowChange& change) { return !change.caller.reach.everything; }

bool ChangesData(const RowChange& change) {
  for (const char* field : {"name", "position", "phone", "mobile", "email"}) {
    if (change.Changes(field)) return true;
  }
  return false;
}

/// Whether the change itself says that the contact point is right.
bool Confirms(const RowChange& change) {
  const bool enters = change.action == RowAction::kCreate || change.action == RowAction::kRestore ||
                      (change.action == RowAction::kChange && ChangesData(change));
  return enters && ByTheAgency(change);
}

Status BeforeContact(RowChange& change, const Clock& clock) {
  auto contact = change.As<ContactPoint>();
  if (Confirms(change)) {
    contact.confirmed_on = std::optional(CivilDateAt(clock.Now()));
  } else if (change.action == RowAction::kChange && change.Changes("name")) {
    contact.confirmed_on = std::optional<CivilDate>();  // Another person, who said nothing yet.
  }
  change.Set(contact);
  return {};
}

Status AfterContact(const RowChange& change) {
  const auto contact = change.As<ContactPoint>();
  if (change.action == RowAction::kCreate) {
    return ByTheAgency(change) ? NoteConfirmed(change.writer, contact, "account") : Status{};
  }
  const auto before = schema::FromRecord<ContactPoint>(*change.before);
  if (change.Changes("name") || change.Changes("email") || change.Changes("archived")) {
    LACHAN_TRY_DO(VoidLinks(change.writer, contact.id));
  }
  const bool was_focal = before.role == ContactRole::focal_point && !before.archived.value;
  const bool is_focal = contact.role == ContactRole::focal_point && !contact.archived.value;
  if (was_focal && !is_focal) LACHAN_TRY_DO(NoteLeft(change.writer, contact));
  return Confirms(change) ? NoteConfirmed(change.writer, contact, "account") : Status{};
}

void OnlyByServices(journal::RegisterDefinition& definition) {
  definition.is_creatable = definition.is_changeable = definition.is_archivable = false;
}

}  // namespace

Status VoidLinks(Writer& writer, std::int64_t contact) {
  journal::ListQuery query;
  query.filters = {journal::Equals("contact_point_id", contact),
                   journal::Equals("outcome", std::string("open"))};
  LACHAN_TRY(const auto links, journal::ListAll<ContactLink>(writer, query));
  for (ContactLink link : links) {
    link.outcome = LinkOutcome::withdrawn;
    LACHAN_TRY_DO(journal::Update(writer, link, {.kind = "contact_link.withdrawn"}));
  }
  return {};
}

Status NoteLeft(Writer& writer, const ContactPoint& contact) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", contact.agency_id.value),
                   journal::Equals("role", std::string("focal_point")),
                   {"id", journal::Filter::Op::kNotEqual, {contact.id.value}}};
  LACHAN_TRY(const auto others, writer.Count(schema::Describe<ContactPoint>(), query));
  if (others > 0) return {};
  journal::FactDraft draft;
  draft.kind = "focal_point.left";
  draft.agency = contact.agency_id;
  draft.subject_kind = "contact_point";
  draft.subject_id = contact.id;
  return writer.Note(draft);
}

void AddContactRegisters(journal::Registers& registers, const Clock& clock) {
  auto& contacts = registers.Existing("contact_point");
  contacts.before_change.push_back(
      [&clock](RowChange& change) { return BeforeContact(change, clock); });
  contacts.after_change.push_back(AfterContact);
  OnlyByServices(registers.Add<ContactLink>());
  OnlyByServices(registers.Add<ContactCheck>());
}

}  // namespace lachan::teams
