// SPDX-License-Identifier: Apache-2.0
#include "teams/contacts.h"

#include <sodium.h>

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "schema/json.h"
#include "teams/contact_links.h"

namespace lachan::teams {
namespace {

using journal::Caller;
using journal::Writer;

constexpr std::string_view kPurpose = "lachan contact confirmation 1";
constexpr std::size_t kNonce = 16;
constexpr std::size_t kHead = 8 + 8 + kNonce;
constexpr std::size_t kTokenBytes = kHead + crypto_auth_BYTES;
constexpr std::size_t kLongestToken = 200;

void AppendNumber(std::string& out, std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>((static_cast<std::uint64_t>(number) >> shift) & 0xFF);
  }
}

std::int64_t NumberAt(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    number = (number << 8) | static_cast<unsigned char>(bytes[at + i]);
  }
  return static_cast<std::int64_t>(number);
}

std::string Mac(std::string_view head, const std::string& key) {
  const std::string message = std::string(kPurpose) + std::string(head);
  std::string mac(crypto_auth_BYTES, '\0');
  crypto_auth(reinterpret_cast<unsigned char*>(mac.data()),
              reinterpret_cast<const unsigned char*>(message.data()), message.size(),
              reinterpret_cast<const unsigned char*>(key.data()));
  return mac;
}

/// Contact point in use. \error kNotFound, kFailedPrecondition
Result<ContactPoint> InUse(journal::Reader& reader, std::int64_t id) {
  LACHAN_TRY(auto contact, journal::Get<ContactPoint>(reader, id));
  if (contact.archived.value) {
    return Fail(ErrorCode::kFailedPrecondition, "contact point {} is out of use", id);
  }
  return contact;
}

/// The person behind a link, as the journal calls it.
Caller PersonOf(const ContactPoint& contact) {
  return {{},
          fmt::format("{} (liên kết xác nhận)", contact.name.value),
          journal::Reach::Only(contact.agency_id)};
}

/// The answer in the contact point; texts are checked as the register checks them.
Result<ContactPoint> Corrected(const ContactPoint& contact, const LinkAnswer& answer) {
  const boost::json::object body{{"position", answer.position},
                                 {"phone", answer.phone},
                                 {"mobile", answer.mobile},
                                 {"email", answer.email}};
  LACHAN_TRY(const auto record,
             schema::FromJson(schema::Describe<ContactPoint>(), body, schema::Intent::kChange,
                              schema::ToRecord(contact)));
  auto corrected = schema::FromRecord<ContactPoint>(record);
  if (corrected.phone.empty() && corrected.mobile.empty() && corrected.email.empty()) {
    Error error(ErrorCode::kInvalidInput, "a contact needs a phone number or a mail address");
    return std::unexpected(std::move(error).WithField("phone", "required"));
  }
  return corrected;
}

}  // namespace

std::vector<ContactRole> ContactRules::RolesOf(const Agency& agency) const {
  std::vector<ContactRole> roles;
  switch (agency.kind) {
    case AgencyKind::department:
      roles = department;
      break;
    case AgencyKind::district:
    case AgencyKind::commune:
      roles = commune;
      break;
    case AgencyKind::enterprise:
      roles = enterprise;
      break;
    case AgencyKind::media:
    case AgencyKind::force:
      roles = other;
      break;
  }
  if (!agency.is_coordinator) return roles;
  for (const ContactRole role : coordinator) {
    if (std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
  }
  return roles;
}

Result<ContactRole> ParseContactRole(std::string_view name) {
  ContactRole role{};
  const std::string text(name);
  if (boost::describe::enum_from_string(text.c_str(), role)) return role;
  return Fail(ErrorCode::kInvalidInput,
              "'{}' is not a role of a contact point: head, focal_point, deputy_focal_point, "
              "incident_team, technical, hotline",
              PrintableForLog(name, 40));
}

std::optional<CivilDate> ConfirmedUntil(const ContactPoint& contact, const ContactRules& rules) {
  if (!contact.confirmed_on.value) return std::nullopt;
  return AddDays(AddMonths(*contact.confirmed_on.value, rules.confirm_months), -1);
}

ConfirmState StateOf(const ContactPoint& contact, const ContactRules& rules, CivilDate today) {
  const auto until = ConfirmedUntil(contact, rules);
  if (!until) return ConfirmState::never;
  if (*until < today) return ConfirmState::expired;
  return AddDays(*until, -rules.due_days) < today ? ConfirmState::due : ConfirmState::confirmed;
}

std::vector<ContactRole> MissingRoles(const Agency& agency,
                                      const std::vector<ContactPoint>& contacts,
                                      const ContactRules& rules) {
  std::vector<ContactRole> missing = rules.RolesOf(agency);
  std::erase_if(missing, [&](ContactRole role) {
    return std::ranges::any_of(contacts, [&](const ContactPoint& contact) {
      return contact.role == role && !contact.archived.value;
    });
  });
  return missing;
}

Status NoteConfirmed(Writer& writer, const ContactPoint& contact, std::string_view how,
                     std::optional<Instant> at) {
  journal::FactDraft draft;
  draft.occurred_at = at;
  draft.kind = contact.role == ContactRole::focal_point ? "focal_point.confirmed"
                                                        : "contact_point.confirmed";
  draft.agency = contact.agency_id;
  draft.subject_kind = "contact_point";
  draft.subject_id = contact.id;
  draft.payload["how"] = how;
  return writer.Note(draft);
}

Contacts::Contacts(Options options, Deps deps) : options_(std::move(options)), deps_(deps) {
  LACHAN_CHECK(options_.key.Reveal().size() == crypto_auth_KEYBYTES, "a key has 32 bytes");
}

std::string Contacts::Sign(std::int64_t contact, Instant expires_at) const {
  std::string bytes;
  AppendNumber(bytes, contact);
  AppendNumber(bytes, expires_at.time_since_epoch().count());
  bytes += RandomBytes(kNonce);
  bytes += Mac(bytes, options_.key.Reveal());
  return ToBase64Url({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::optional<Contacts::Parts> Contacts::Verify(std::string_view token) const {
  if (token.size() > kLongestToken) return std::nullopt;
  const auto bytes = FromBase64(token);
  if (!bytes || bytes->size() != kTokenBytes) return std::nullopt;
  const std::string_view head = std::string_view(*bytes).substr(0, kHead);
  if (!EqualsConstantTime(Mac(head, options_.key.Reveal()),
                          std::string_view(*bytes).substr(kHead))) {
    return std::nullopt;
  }
  return Parts{NumberAt(*bytes, 0), Instant{Duration{NumberAt(*bytes, 8)}}};
}

Result<std::optional<ContactLink>> Contacts::FindLink(journal::Reader& reader,
                                                      std::string_view token) {
  journal::ListQuery query;
  query.filters = {journal::Equals("token_hash", Sha256Hex(token))};
  query.limit = 1;
  LACHAN_TRY(const auto links, journal::List<ContactLink>(reader, query));
  return links.empty() ? std::nullopt : std::optional(links.front());
}

Result<std::vector<DueContact>> Contacts::Due(const Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto contacts, journal::ListAll<ContactPoint>(*reader));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  std::map<std::int64_t, const Agency*> by_id;
  for (const auto& agency : agencies) by_id[agency.id] = &agency;
  std::vector<DueContact> due;
  for (const auto& contact : contacts) {
    const auto state = StateOf(contact, options_.rules, today);
    const auto at = by_id.find(contact.agency_id.value);
    if (state == ConfirmState::confirmed || at == by_id.end()) continue;
    if (at->second->valid_to && *at->second->valid_to < today) continue;
    due.push_back({contact, at->second->name, state, ConfirmedUntil(contact, options_.rules)});
  }
  std::ranges::stable_sort(due, {}, [](const DueContact& row) {
    return std::pair(row.until ? FormatDate(*row.until) : std::string(), row.contact.id.value);
  });
  return due;
}

Result<IssuedLink> Contacts::Issue(const Caller& caller, std::int64_t id) {
  IssuedLink issued;
  issued.expires_at = deps_.clock.Now() + std::chrono::days(options_.rules.link_days);
  issued.token = Sign(id, issued.expires_at);
  issued.path = "/xac-nhan/" + issued.token;
  const Status kept = deps_.store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto contact, InUse(writer, id));
    LACHAN_TRY_DO(VoidLinks(writer, id));
    ContactLink link;
    link.agency_id = contact.agency_id;
    link.contact_point_id = Id<ContactPoint>{id};
    link.token_hash = Sha256Hex(issued.token);
    link.expires_at = issued.expires_at;
    journal::FactDraft fact{.kind = "contact_link.issued"};
    fact.payload["token_sha256"] = link.token_hash.value;
    fact.payload["contact_point"] = id;
    fact.payload["expires_at"] = FormatInstant(issued.expires_at);
    LACHAN_TRY_DO(journal::Insert(writer, link, fact));
    return {};
  });
  LACHAN_TRY_DO(kept);
  return issued;
}

Result<ContactPoint> Contacts::Confirm(const Caller& caller, std::int64_t id) {
  return journal::ChangeFor<ContactPoint>(
      deps_.store, caller, [&](Writer& writer) -> Result<ContactPoint> {
        LACHAN_TRY(auto contact, InUse(writer, id));
        contact.confirmed_on = std::optional(CivilDateAt(deps_.clock.Now()));
        LACHAN_TRY(contact, journal::Update(writer, contact, {.kind = "contact_point.changed"}));
        LACHAN_TRY_DO(NoteConfirmed(writer, contact, "account"));
        return contact;
      });
}

Result<LinkView> Contacts::Open(std::string_view token) {
  LinkView view;
  const auto parts = Verify(token);
  if (!parts) return view;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("confirmation link")));
  LACHAN_TRY(const auto link, FindLink(*reader, token));
  if (!link || link->contact_point_id.value != parts->contact) return view;
  view.expires_at = link->expires_at;
  if (link->outcome != LinkOutcome::open) {
    view.state = LinkState::used;
    return view;
  }
  view.state = LinkState::expired;
  if (parts->expires_at <= deps_.clock.Now() || link->expires_at <= deps_.clock.Now()) return view;
  auto contact = InUse(*reader, parts->contact);
  if (!contact) return view;
  LACHAN_TRY(const auto agency, journal::Get<Agency>(*reader, contact->agency_id.value));
  view.state = LinkState::open;
  view.contact = *std::move(contact);
  view.agency_name = agency.name;
  return view;
}

Status Contacts::Answer(std::string_view token, const LinkAnswer& answer) {
  LACHAN_TRY(const auto view, Open(token));
  if (view.state != LinkState::open) return Fail(ErrorCode::kNotFound, "the link is not open");
  const Caller person = PersonOf(view.contact);
  return deps_.store.Change(person, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto link, FindLink(writer, token));
    if (!link || link->outcome != LinkOutcome::open) {
      return Fail(ErrorCode::kNotFound, "the link is not open");
    }
    LACHAN_TRY(const auto contact, InUse(writer, link->contact_point_id.value));
    link->used_at = deps_.clock.Now();
    if (answer.has_left) {
      link->outcome = LinkOutcome::left;
      LACHAN_TRY_DO(journal::Update(writer, *link, {.kind = "contact_link.used"}));
      auto gone = contact;
      gone.archived = true;
      LACHAN_TRY_DO(journal::Update(writer, gone, {.kind = "contact_point.archived"}));
      LACHAN_TRY_DO(VoidLinks(writer, contact.id));
      return contact.role == ContactRole::focal_point ? NoteLeft(writer, contact) : Status{};
    }
    LACHAN_TRY(auto corrected, Corrected(contact, answer));
    corrected.confirmed_on = contact.confirmed_on;
    const bool is_same = schema::ToRecord(corrected) == schema::ToRecord(contact);
    link->outcome = is_same ? LinkOutcome::confirmed : LinkOutcome::corrected;
    LACHAN_TRY_DO(journal::Update(writer, *link, {.kind = "contact_link.used"}));
    corrected.confirmed_on = std::optional(CivilDateAt(deps_.clock.Now()));
    LACHAN_TRY(corrected, journal::Update(writer, corrected, {.kind = "contact_point.changed"}));
    return NoteConfirmed(writer, corrected, "link");
  });
}

}  // namespace lachan::teams
