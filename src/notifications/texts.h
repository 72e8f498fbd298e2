// SPDX-License-Identifier: Apache-2.0
/// \file
/// What notices and mails say, in both languages. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/time.h"
#include "directive/assess.h"
#include "directive/directive.h"
#include "notifications/entities.h"

namespace lachan::notifications {

using directive::Text;

/// What a notice says; kept with it, so that the ledger shows what was said then.
struct Content {
  Text title;
  Text body;         ///< May be empty.
  std::string link;  ///< Path in the console, "/my?duty=…"; or a whole address.
};
std::string ToJson(const Content& content);
Content ContentOf(std::string_view json);

struct DutyWords {
  std::string agency;  ///< Its name.
  std::string system;  ///< Its name; empty: a duty of the agency itself.
  CivilDate due_on;
  int days_left = 0;  ///< Of today; negative: overdue.
  bool is_escalation = false;
};
Content DutyContent(const directive::Directive& directive, const directive::Duty& duty,
                    NoticeAudience audience, const DutyWords& words);

/// `text` with the secret part of personal links left out: for readers other than the addressee.
std::string WithoutSecrets(std::string text);

/// "vì ông/bà là đầu mối an ninh mạng của Sở Y tế".
Text BecauseText(std::string_view because, std::string_view agency);

/// A notice as a mail shows it.
struct Item {
  Content content;
  std::string because;  ///< In the mail's language.
};
struct MailWords {
  NoticeLanguage language = NoticeLanguage::vi;
  std::string name;
  std::string province;
  std::string console_url;  ///< "https://lachan…/console"; empty: no links.
  bool is_digest = false;
};
std::string MailSubject(const MailWords& words, std::span<const Item> told);
std::string MailText(const MailWords& words, std::span<const Item> told);

}  // namespace lachan::notifications
