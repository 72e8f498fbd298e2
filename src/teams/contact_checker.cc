// SPDX-License-Identifier: Apache-2.0
#include "teams/contact_checker.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "contact_page/address.h"
#include "contact_page/find.h"
#include "contact_page/robots.h"

namespace lachan::teams {
namespace {

using contact_page::PageUrl;
using journal::Caller;
using journal::Reader;
using journal::Writer;

constexpr std::string_view kAgent = "lachan";

/// "www.syt.vn" and "syt.vn" are one place.
std::string DomainOf(std::string host) {
  if (host.starts_with("www.") && std::ranges::count(host, '.') > 1) host.erase(0, 4);
  return host;
}

/// The domains of the register: web sites of agencies, domains of systems.
Result<std::set<std::string>> RegisteredDomains(Reader& reader) {
  std::set<std::string> domains;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(reader));
  for (const Agency& agency : agencies) {
    if (const auto url = contact_page::ParsePageUrl(agency.website.value)) {
      domains.insert(DomainOf(url->host));
    }
  }
  LACHAN_TRY(const auto systems, journal::ListAll<System>(reader));
  for (const System& system : systems) {
    if (!system.domain.empty()) domains.insert(DomainOf(AsciiLower(system.domain.value)));
  }
  return domains;
}

Result<bool> WasPublished(Reader& reader, AgencyId agency) {
  journal::FactQuery query;
  query.kinds = {"contact.published", "contact.missing"};
  query.agency = agency;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  return !facts.empty() && facts.front().kind == "contact.published";
}

/// What the visits to the pages of an agency say about its duty.
Status NoteVerdict(Writer& writer, AgencyId agency, const std::vector<ContactCheck>& checks) {
  const auto has = [&](CheckOutcome outcome) {
    return std::ranges::find(checks, outcome, &ContactCheck::outcome);
  };
  const auto missing = has(CheckOutcome::missing);
  const bool all_found = std::ranges::all_of(
      checks, [](const ContactCheck& check) { return check.outcome == CheckOutcome::found; });
  if (missing == checks.end() && !all_found) return {};
  const ContactCheck& check = all_found ? checks.front() : *missing;
  journal::FactDraft draft;
  draft.kind = all_found ? "contact.published" : "contact.missing";
  if (!all_found) {
    LACHAN_TRY(const bool was_published, WasPublished(writer, agency));
    if (!was_published) return {};
  }
  draft.agency = agency;
  draft.subject_kind = "contact_check";
  draft.subject_id = check.id;
  draft.occurred_at = check.checked_at;
  draft.payload["url"] = check.url.value;
  draft.payload["page_sha256"] = check.page_sha256.value;
  draft.payload["contact_point"] = check.contact_point_id.value;
  return writer.Note(draft);
}

}  // namespace

void CheckCounts::Count(CheckOutcome outcome) {
  ++checked;
  switch (outcome) {
    case CheckOutcome::found:
      ++found;
      return;
    case CheckOutcome::partly:
      ++partly;
      return;
    case CheckOutcome::missing:
      ++missing;
      return;
    case CheckOutcome::unreachable:
      ++unreachable;
      return;
    case CheckOutcome::refused:
      ++refused;
      return;
  }
}

ContactCheck JudgePage(std::string_view text, const ContactPoint& contact) {
  ContactCheck check;
  auto phone = contact_page::FindPhone(text, contact.phone.value);
  if (!phone) phone = contact_page::FindPhone(text, contact.mobile.value);
  const auto email = contact_page::FindEmail(text, contact.email.value);
  check.phone_found = phone.has_value();
  check.email_found = email.has_value();
  const bool wants_phone = !contact.phone.empty() || !contact.mobile.empty();
  const bool wants_email = !contact.email.empty();
  std::string excerpt = phone ? phone->around : "";
  if (email && excerpt.find(contact.email.value) == std::string::npos) {
    excerpt += (excerpt.empty() ? "" : "\n") + email->around;
  }
  check.excerpt = Ellipsis(excerpt, 1990);
  if (!wants_phone && !wants_email) {
    check.outcome = CheckOutcome::refused;
    check.detail = "no_data";
  } else if (phone.has_value() == wants_phone && email.has_value() == wants_email) {
    check.outcome = CheckOutcome::found;
  } else {
    check.outcome = phone || email ? CheckOutcome::partly : CheckOutcome::missing;
    check.detail = !phone && wants_phone && !email && wants_email ? "phone_and_email"
                   : !phone && wants_phone                        ? "phone"
                                                                  : "email";
  }
  return check;
}

ContactChecker::ContactChecker(Options options, Deps deps)
    : options_(std::move(options)), deps_(std::move(deps)) {}

std::string ContactChecker::Objection(const PageUrl& url) const {
  std::vector<std::string_view> domains(allowed_.begin(), allowed_.end());
  domains.insert(domains.end(), options_.domains.begin(), options_.domains.end());
  if (!contact_page::IsWithinDomains(url.host, domains)) return "host_not_registered";
  if (!options_.any_port && url.port != 80 && url.port != 443) return "port";
  return "";
}

Result<FetchedPage> ContactChecker::Fetch(const PageUrl& url) {
  const bool same = url.host == last_host_;
  last_host_ = url.host;
  if (same && !deps_.wait(options_.pause)) return Fail(ErrorCode::kUnavailable, "stopped");
  return deps_.fetcher.Get(url);
}

/// \return the text of robots.txt; empty when there is none; nothing when the site cannot say.
Result<std::optional<std::string>> ContactChecker::RobotsOf(const PageUrl& url) {
  const auto known = robots_.find(url.Site());
  if (known != robots_.end()) return known->second;
  std::optional<std::string> text;
  PageUrl at = url;
  at.target = "/robots.txt";
  for (int hop = 0; hop <= options_.redirects && Objection(at).empty(); ++hop) {
    const auto page = Fetch(at);
    if (!page && !deps_.wait({})) return std::unexpected(page.error());
    if (!page) break;
    if (page->status >= 300 && page->status < 400 && !page->location.empty()) {
      const auto next = contact_page::ResolvePageUrl(at, page->location);
      if (!next) break;
      at = *next;
      continue;
    }
    if (page->status >= 200 && page->status < 300) text = page->body;
    if (page->status >= 400 && page->status < 500) text = "";
    break;
  }
  return robots_[url.Site()] = text;
}

Result<ContactChecker::Page> ContactChecker::LoadFollowing(PageUrl url) {
  Page page;
  const auto refuse = [&](std::string why) {
    page.is_refused = true;
    page.problem = std::move(why);
    return page;
  };
  for (int hop = 0; hop <= options_.redirects; ++hop) {
    page.url = url.Text();
    if (auto objection = Objection(url); !objection.empty()) return refuse(std::move(objection));
    LACHAN_TRY(const auto robots, RobotsOf(url));
    if (!robots) {
      page.problem = "robots_unreachable";
      return page;
    }
    if (!contact_page::RobotsAllow(*robots, kAgent, url.target)) return refuse("robots");
    auto answer = Fetch(url);
    if (!answer) {
      if (!deps_.wait({})) return std::unexpected(std::move(answer).error());
      page.is_refused = answer.error().code() == ErrorCode::kDenied;
      page.problem = page.is_refused ? "address_not_public" : answer.error().message();
      return page;
    }
    page.status = answer->status;
    if (answer->status >= 300 && answer->status < 400 && !answer->location.empty()) {
      const auto next = contact_page::ResolvePageUrl(url, answer->location);
      if (!next) return refuse(next.error().message());
      url = *next;
      continue;
    }
    if (answer->status < 200 || answer->status >= 300) {
      page.problem = fmt::format("HTTP {}", answer->status);
      return page;
    }
    page.sha256 = Sha256Hex(answer->body);
    page.text = contact_page::HtmlToText(answer->body, options_.html);
    return page;
  }
  page.problem = "too_many_redirects";
  return page;
}

Result<ContactChecker::Page> ContactChecker::Load(const std::string& address) {
  const auto known = pages_.find(address);
  if (known != pages_.end()) return known->second;
  const auto url = contact_page::ParsePageUrl(address);
  Page page;
  if (!url) {
    page.url = address;
    page.is_refused = true;
    page.problem = address.empty() ? "no_page" : url.error().message();
  } else {
    LACHAN_TRY(page, LoadFollowing(*url));
  }
  pages_[address] = page;
  return page;
}

Result<ContactCheck> ContactChecker::Visit(const Target& target) {
  LACHAN_TRY(const Page page, Load(target.page));
  ContactCheck check;
  if (page.problem.empty()) {
    check = JudgePage(page.text, target.contact);
  } else {
    check.outcome = page.is_refused ? CheckOutcome::refused : CheckOutcome::unreachable;
    check.detail = Ellipsis(page.problem, 290);
  }
  check.agency_id = target.contact.agency_id;
  check.contact_point_id = Id<ContactPoint>{target.contact.id};
  check.url = page.url.size() > 2000 ? std::string() : page.url;
  check.checked_at = deps_.clock.Now();
  check.page_sha256 = page.sha256;
  check.http_status = page.status;
  return check;
}

Result<ContactChecker::Targets> ContactChecker::Collect(const Caller& caller,
                                                        const Selection& selection) {
  // The allow-list is the whole register's, whoever asks.
  LACHAN_TRY(const auto all, deps_.store.OpenReader(Caller::System("publication checker")));
  LACHAN_TRY(allowed_, RegisteredDomains(*all));
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.filters = {journal::Equals("is_published", std::int64_t{1})};
  if (selection.agency) {
    query.filters.push_back(journal::Equals("agency_id", selection.agency.value));
  }
  LACHAN_TRY(const auto contacts, journal::ListAll<ContactPoint>(*reader, query));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*all));
  std::map<std::int64_t, const Agency*> by_id;
  for (const Agency& agency : agencies) by_id[agency.id] = &agency;
  std::set<std::int64_t> visited;
  if (selection.not_since) {
    journal::ListQuery recent;
    recent.filters = {
        {"checked_at",
         journal::Filter::Op::kGreaterOrEqual,
         {static_cast<std::int64_t>(selection.not_since->time_since_epoch().count())}}};
    LACHAN_TRY(const auto checks, journal::ListAll<ContactCheck>(*all, recent));
    for (const ContactCheck& check : checks) visited.insert(check.contact_point_id.value);
  }
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  Targets targets;
  for (const ContactPoint& contact : contacts) {
    const auto at = by_id.find(contact.agency_id.value);
    if (at == by_id.end() || visited.contains(contact.id)) continue;
    if (at->second->valid_to && *at->second->valid_to < today) continue;
    const auto& own = contact.published_at.value;
    targets[contact.agency_id.value].push_back(
        {contact, own.empty() ? at->second->website.value : own});
  }
  return targets;
}

Status ContactChecker::Keep(const Caller& caller, AgencyId agency,
                            std::vector<ContactCheck>& checks) {
  return deps_.store.Change(caller, [&](Writer& writer) -> Status {
    for (ContactCheck& check : checks) {
      LACHAN_TRY(check, journal::Insert(writer, check, {.kind = "contact_check.created"}));
      if (check.outcome != CheckOutcome::found) continue;
      const journal::FieldValue seen{"seen_on", FormatDate(CivilDateAt(check.checked_at))};
      LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<ContactPoint>(),
                                             check.contact_point_id.value, {&seen, 1}));
    }
    return NoteVerdict(writer, agency, checks);
  });
}

Result<CheckCounts> ContactChecker::Run(const Caller& caller, const Selection& selection,
                                        const Progress& progress) {
  pages_.clear();
  robots_.clear();
  last_host_.clear();
  LACHAN_TRY(const Targets targets, Collect(caller, selection));
  std::int64_t total = 0;
  for (const auto& [agency, list] : targets) total += static_cast<std::int64_t>(list.size());
  CheckCounts counts;
  for (const auto& [agency, list] : targets) {
    std::vector<ContactCheck> checks;
    for (const Target& target : list) {
      if (!deps_.wait({})) return Fail(ErrorCode::kUnavailable, "stopped");
      LACHAN_TRY(auto check, Visit(target));
      counts.Count(check.outcome);
      if (progress) progress(check, counts.checked, total);
      checks.push_back(std::move(check));
    }
    LACHAN_TRY_DO(Keep(caller, AgencyId{agency}, checks));
  }
  return counts;
}

}  // namespace lachan::teams
