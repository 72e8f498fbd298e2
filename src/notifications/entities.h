// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people are told (notices), what goes out by mail (messages: the delivery ledger), and how
/// each person wants to be told.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

struct Message;
template <>
inline constexpr const char* kReferenceName<Message> = "message";

/// What a notice is about. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(NoticeKind, duty, incident, decision, order, publication, contact, roster,
                        certificate, storage, source, test)
/// To whom it goes: the ladder climbs from the first to the last.
BOOST_DEFINE_ENUM_CLASS(NoticeAudience, person, head, coordinator)
BOOST_DEFINE_ENUM_CLASS(NoticeLanguage, vi, en)

/// One thing told to one person. Accounts see it behind the bell; with an address it goes out by
/// mail, alone or together with others.
struct Notice : schema::Row {
  schema::Line<1, 300> key;        ///< What is told; once for each recipient.
  schema::Line<1, 300> recipient;  ///< "account:5", "contact:7" or "mail:a@b.vn".
  std::optional<AccountId> account_id;
  std::optional<AgencyId> agency_id;  ///< Whom it concerns.
  schema::Line<0, 200> name;
  schema::Email email;
  NoticeLanguage language = NoticeLanguage::vi;
  NoticeKind kind = NoticeKind::duty;
  NoticeAudience audience = NoticeAudience::person;
  schema::Line<0, 40> because;  ///< Key of the reason: "focal_point", "head", "coordinator" …
  schema::Line<0, 200> duty;    ///< directive::Duty::Key() of a reminder.
  std::optional<CivilDate> due_on;
  std::int64_t rung = 0;              ///< Days from the due day; of a reminder.
  bool is_urgent = false;             ///< Breaks quiet hours and digests.
  schema::Json content;               ///< {title_vi, title_en, body_vi, body_en, link}
  std::optional<Instant> release_at;  ///< Earliest time for the mail; absent: no mail.
  std::optional<Id<Message>> message_id;
  bool is_dropped = false;  ///< Its cause went before the mail was made.
  std::optional<Instant> read_at;
  std::optional<Instant> acknowledged_at;
};
BOOST_DESCRIBE_STRUCT(Notice, (schema::Row),
                      (key, recipient, account_id, agency_id, name, email, language, kind, audience,
                       because, duty, due_on, rung, is_urgent, content, release_at, message_id,
                       is_dropped, read_at, acknowledged_at))
template <>
inline constexpr schema::Naming schema::kNaming<Notice>{
    .name = "notice", .path = "notices", .tenancy = Tenancy::kNobody, .title = "key"};
LACHAN_ENTITY(Notice);

/// How far a message has come. `handing_over`: its last byte is on the way and the server's word is
/// awaited; a stop at this point leaves it `uncertain`.
BOOST_DEFINE_ENUM_CLASS(MessageState, queued, sending, handing_over, accepted, deferred, failed,
                        uncertain, cancelled)
BOOST_DEFINE_ENUM_CLASS(MessageChannel, mail)

/// One mail to one person: a line of the delivery ledger.
struct Message : schema::Row {
  schema::Line<0, 200> to_name;
  schema::Email to_address;
  std::optional<AccountId> account_id;
  std::optional<AgencyId> agency_id;
  schema::Line<0, 40> because;
  MessageChannel channel = MessageChannel::mail;
  schema::Line<0, 300> subject;
  MessageState state = MessageState::queued;
  std::int64_t attempts = 0;
  std::optional<Instant> next_try_at;
  std::optional<Instant> accepted_at;
  schema::Line<0, 500> reply;  ///< The server's last words, or what went wrong.
  std::int64_t notices = 0;    ///< How many notices it carries.
  bool is_urgent = false;
  schema::Line<0, 200> mail_id;     ///< Message-ID; the same at each attempt.
  schema::Line<0, 64> body_sha256;  ///< Of `body`, in hex.
  schema::Text<schema::TextFormat::kSecret, 0, 200'000> body;  ///< Text as sent; may hold a link.
  std::optional<Instant> lease_until;  ///< While an attempt runs: nobody else may try.
};
BOOST_DESCRIBE_STRUCT(Message, (schema::Row),
                      (to_name, to_address, account_id, agency_id, because, channel, subject, state,
                       attempts, next_try_at, accepted_at, reply, notices, is_urgent, mail_id,
                       body_sha256, body, lease_until))
template <>
inline constexpr schema::Naming schema::kNaming<Message>{
    .name = "message", .path = "messages", .tenancy = Tenancy::kNobody, .title = "subject"};
LACHAN_ENTITY(Message);

/// How a person wants to be told. Without a row the settings decide.
struct NoticePreference : schema::Row {
  AccountId account_id;
  NoticeLanguage language = NoticeLanguage::vi;
  bool wants_mail = true;
  bool wants_digest = false;      ///< One mail a morning in place of many.
  schema::Line<0, 5> quiet_from;  ///< "21:00"; empty: as the settings say.
  schema::Line<0, 5> quiet_to;    ///< Equal to quiet_from: never quiet.
};
BOOST_DESCRIBE_STRUCT(NoticePreference, (schema::Row),
                      (account_id, language, wants_mail, wants_digest, quiet_from, quiet_to))
template <>
inline constexpr schema::Naming schema::kNaming<NoticePreference>{.name = "notice_preference",
                                                                  .path = "notice-preferences",
                                                                  .tenancy = Tenancy::kNobody,
                                                                  .title = "id"};
LACHAN_ENTITY(NoticePreference);

/// One row: how far the machine has read, and who works.
struct NoticeProgress : schema::Row {
  Instant reminding_since;    ///< Rungs before it are history.
  std::int64_t facts_to = 0;  ///< Last fact that was read.
};
BOOST_DESCRIBE_STRUCT(NoticeProgress, (schema::Row), (reminding_since, facts_to))
template <>
inline constexpr schema::Naming schema::kNaming<NoticeProgress>{.name = "notice_progress",
                                                                .path = "notice-progress",
                                                                .tenancy = Tenancy::kNobody,
                                                                .title = "id"};
LACHAN_ENTITY(NoticeProgress);

}  // namespace lachan
