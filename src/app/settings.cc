// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <filesystem>

#include "base/check.h"
#include "base/text.h"

namespace lachan::app {
namespace {

using enum SettingKind;

// clang-format off
constexpr SettingInfo kTable[] = {
  {"data", kPath, "data", 0, 0, false, "Folder of everything that is kept: state, spool, events, evidence."},
  {"http.address", kAddress, "127.0.0.1:8080", 0, 0, false, "Where console, public site, API and HTTP intake listen."},
  {"http.tls_certificate", kPath, "", 0, 0, false, "PEM file with the certificate chain; empty: plain HTTP (loopback or behind a proxy only)."},
  {"http.tls_key", kPath, "", 0, 0, false, "PEM file with the key of the certificate."},
  {"http.trusted_proxies", kList, "", 0, 0, false, "Addresses whose X-Forwarded-For and -Proto are believed."},
  {"http.public_url", kText, "", 0, 0, false, "Address under which people reach the public site, e.g. https://attt.thanhhoa.gov.vn; for links in messages, security.txt and RFC 2350. Empty: http.address."},
  {"http.threads", kNumber, "8", 1, 256, false, "Requests that are worked on at the same time."},
  {"syslog.address", kAddresses, "127.0.0.1:5514", 0, 0, false, "Where syslog over UDP and TCP is received, e.g. 0.0.0.0:514,[::]:514; empty: not at all."},
  {"syslog.tls_address", kAddresses, "", 0, 0, false, "Where syslog over TLS is received (RFC 5425), usually port 6514; empty: not at all."},
  {"relp.address", kAddresses, "", 0, 0, false, "Where RELP is received, usually port 2514; empty: not at all."},
  {"relp.tls_address", kAddresses, "", 0, 0, false, "Where RELP over TLS is received; empty: not at all."},
  {"syslog.max_line_kib", kNumber, "64", 1, 1024, false, "A longer record of syslog or RELP is refused and counted."},
  {"syslog.threads", kNumber, "2", 1, 64, false, "Threads that serve connections of syslog and RELP."},
  {"syslog.udp_threads", kNumber, "2", 1, 64, false, "Threads and sockets that share a UDP port."},
  {"syslog.udp_buffer_mib", kNumber, "16", 1, 1024, false, "Receive buffer of each of these sockets; the kernel grants at most net.core.rmem_max, unless lachan has CAP_NET_ADMIN."},
  {"syslog.connections", kNumber, "4096", 1, 100000, false, "Connections of syslog and RELP at the same time."},
  {"syslog.connections_per_sender", kNumber, "256", 1, 100000, false, "The same of one address."},
  {"syslog.idle_hours", kNumber, "24", 1, 720, false, "A connection that was silent for so long is closed. One whose sender vanished ends after four minutes."},
  {"senders.tls_certificate", kPath, "", 0, 0, false, "PEM file with the certificate chain for syslog and RELP over TLS; read again when it changes. Empty: that of `lachan tls init`."},
  {"senders.tls_key", kPath, "", 0, 0, false, "PEM file with its key."},
  {"senders.tls_client_ca", kPath, "", 0, 0, false, "PEM file of the authorities whose certificates senders may show. Empty: that of `lachan tls init`."},
  {"senders.tls_revoked", kPath, "", 0, 0, false, "PEM file with their list of revoked certificates (CRL); empty: none."},
  {"senders.client_certificates", kText, "optional", 0, 0, false, "required, optional or none: whether a sender over TLS shows a certificate. Without one it is known by its address."},
  {"senders.certificate_warning_days", kNumber, "30", 1, 365, false, "The health page warns this long before the certificate ends."},
  {"files.rules", kPath, "", 0, 0, false, "YAML file that says which files are followed and to which source they belong; empty: none."},
  {"files.poll_seconds", kNumber, "5", 1, 3600, false, "How often files are looked at where the kernel tells of no change (network shares)."},
  {"kafka.brokers", kAddresses, "", 0, 0, false, "Brokers of a Kafka cluster whose topics are read, e.g. kafka1:9092,kafka2:9092; empty: none."},
  {"kafka.topics", kPath, "", 0, 0, false, "YAML file that says which topics are read and to which source they belong."},
  {"kafka.group", kText, "lachan", 0, 0, false, "Consumer group: all nodes of one installation have the same."},
  {"kafka.security", kText, "plaintext", 0, 0, false, "plaintext, ssl, sasl_plaintext or sasl_ssl, as the brokers' listener has it."},
  {"kafka.ca_file", kPath, "", 0, 0, false, "PEM file of the authorities that sign the brokers' certificates; empty: those of the system."},
  {"kafka.certificate", kPath, "", 0, 0, false, "PEM file with a certificate to show to the brokers; empty: none."},
  {"kafka.key", kPath, "", 0, 0, false, "PEM file with its key."},
  {"kafka.key_password_file", kPath, "", 0, 0, false, "File whose first line opens the key; empty: the key is not encrypted."},
  {"kafka.sasl_mechanism", kText, "SCRAM-SHA-512", 0, 0, false, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; with kafka.security sasl_… only."},
  {"kafka.user", kText, "", 0, 0, false, "User of SASL."},
  {"kafka.password_file", kPath, "", 0, 0, false, "File whose first line is its password."},
  {"kafka.max_message_kib", kNumber, "1024", 1, 1024, false, "A longer message is refused and counted."},
  {"kafka.session_seconds", kNumber, "15", 6, 300, false, "A node that the brokers have not heard for so long loses its topics to the others; after a kill, it waits as long for its own."},
  {"intake.unknown_senders", kFlag, "true", 0, 0, false, "Take syslog from addresses that no source claims (stored without agency)."},
  {"intake.max_body_mib", kNumber, "16", 1, 256, false, "Largest body of an HTTP intake request, as it is sent."},
  {"intake.max_unpacked_mib", kNumber, "64", 1, 1024, false, "Largest body of an HTTP intake request, unpacked."},
  {"intake.clock_slack_hours", kNumber, "24", 1, 8760, false, "An event whose own time is further off is flagged and filed under its receipt."},
  {"pipeline.queue_mib", kNumber, "64", 1, 4096, false, "Records waiting to be written; beyond it senders are held back."},
  {"pipeline.when_full", kText, "block", 0, 0, false, "What happens to syslog over TCP when that much waits: block (the sender is read slower, nothing is lost) or shed (dropped and counted, no sender is held back). UDP is always shed, HTTP always answered 429."},
  {"pipeline.insert_events", kNumber, "50000", 100, 1000000, false, "Most events of one insert into the event store: more are cheaper, and take more memory."},
  {"pipeline.insert_ms", kNumber, "200", 10, 10000, false, "Least time between two inserts while nothing waits; up to four times as long while the store is slow."},
  {"pipeline.correlation_mib", kNumber, "32", 1, 4096, false, "Memory for the windows of one correlation; beyond it the groups that were idle longest are forgotten."},
  {"pipeline.workers", kNumber, "2", 1, 64, false, "Threads that parse and normalise."},
  {"spool.max_mib", kNumber, "4096", 16, 4194304, false, "Disk for events between acknowledgement and storing."},
  {"disk.reserve_mib", kNumber, "256", 0, 1048576, false, "Kept free on the data folder's disk for what people do: below it no records are taken or stored, and senders are told to wait."},
  {"state.backend", kText, "sqlite", 0, 0, false, "sqlite or postgresql."},
  {"state.postgresql", kText, "", 0, 0, true, "Connection string of libpq, e.g. host=/run/postgresql dbname=lachan."},
  {"events.url", kText, "", 0, 0, false, "http://host:8123 of a ClickHouse server; empty: the embedded engine."},
  {"events.user", kText, "default", 0, 0, false, "User of the ClickHouse server."},
  {"events.password", kText, "", 0, 0, true, "Its password."},
  {"events.memory_mib", kNumber, "1024", 256, 1048576, false, "Memory limit of the embedded engine."},
  {"events.start_seconds", kNumber, "180", 10, 3600, false, "How long the start of the embedded engine may last: its library (half a gigabyte) comes from the disk."},
  {"events.cluster", kText, "", 0, 0, false, "Name of the ClickHouse cluster that events.url belongs to; its tables are made from `lachan store plan`. Empty: one server."},
  {"events.database", kText, "lachan", 0, 0, false, "Database of the event tables."},
  {"retention.level1_months", kNumber, "1", 1, 120, false, "How long events of systems of level 1 are kept. TCVN 14423:2026 asks for nothing at level 1."},
  {"retention.level2_months", kNumber, "1", 1, 120, false, "Of level 2: at least 1 month (TCVN 14423:2026 x.8; the same number in TCVN 11930)."},
  {"retention.level3_months", kNumber, "3", 3, 120, false, "Of level 3: at least 3 months (TCVN 14423:2026 x.8)."},
  {"retention.level4_months", kNumber, "6", 6, 120, false, "Of level 4: at least 6 months (TCVN 14423:2026 x.8)."},
  {"retention.level5_months", kNumber, "12", 12, 120, false, "Of level 5: at least 12 months (TCVN 14423:2026 x.8)."},
  {"retention.unknown_months", kNumber, "12", 1, 120, false, "Of events whose system is not known: as the strictest level, until somebody says otherwise."},
  {"retention.provider_months", kNumber, "12", 12, 120, false, "Of events of telecom and IT enterprises: at least 12 months (333/2026/NĐ-CP Art. 16.6). The longest of what applies holds."},
  {"storage.warn_days", kNumber, "30", 1, 365, false, "Warn when the disk will be full of events within so many days, at the present rate."},
  {"storage.reserve_mib", kNumber, "2048", 256, 1048576, false, "Part of the disk that the forecast leaves for the spool, the state and the system."},
  {"node.name", kText, "", 0, 0, false, "Name of this node among several on one state store; empty: the name of the machine. It must stay the same over restarts."},
  {"node.lease_seconds", kNumber, "15", 3, 600, false, "A node that has not been heard for so long loses the scheduled work to another one (PostgreSQL only)."},
  {"node.shared_folder", kPath, "", 0, 0, false, "Folder that all nodes see, for evidence files and contents of rules; empty: the data folder (one node)."},
  {"rules.folders", kList, "rules", 0, 0, false, "Folders of Sigma rules, read with their subfolders."},
  {"ledgers.budget_floors", kText, "2019-06-07:10,2026-07-01:15", 0, 0, false, "Least share of the IT budget for security in percent, each from a day on (Directive 14/CT-TTg 2019; Law 116/2025 Art. 38.1)."},
  {"ledgers.layer_days", kNumber, "7", 1, 90, false, "An agency whose systems sent events within so many days has layer 2 measured, not only declared; after as many days of silence it is lost."},
  {"mappings.folder", kPath, "mappings", 0, 0, false, "Folder of the mappings that normalise records."},
  {"directive.folder", kPath, "directives/vn-thanh-hoa-2022", 0, 0, false, "Folder of the directive."},
  {"controls.folder", kPath, "controls", 0, 0, false, "Folder of the catalogues of controls per level (TCVN 11930, TCVN 14423)."},
  {"levels.nd331_from", kText, "2026-08-19", 0, 0, false, "First day on which levels and dossiers follow NĐ 331/2026; the law leaves 01/7/2026 to 18/8/2026 open."},
  {"levels.low_appraisal_days", kNumber, "15", 1, 90, false, "Days to appraise a dossier of level 1 or 2, which neither decree states."},
  {"console.folder", kPath, "web/dist", 0, 0, false, "Folder of the built console."},
  {"province.name", kText, "Tỉnh Thanh Hóa", 0, 0, false, "Name on pages and documents."},
  {"province.hotline", kText, "", 0, 0, false, "24/24 hotline shown on the public site; empty: not shown."},
  {"province.place", kText, "Thanh Hóa", 0, 0, false, "Place in the heading of documents."},
  {"province.superior_body", kText, "Ủy ban nhân dân tỉnh Thanh Hóa", 0, 0, false, "Superior body in the heading of documents."},
  {"province.issuing_body", kText, "Công an tỉnh", 0, 0, false, "Issuing body: who coordinates today (dated data of the directive decides who did earlier)."},
  {"province.document_symbol", kText, "CAT", 0, 0, false, "Symbol of the issuing body in document numbers."},
  {"csirt.name", kText, "", 0, 0, false, "Name of the province's response team in RFC 2350; empty: that of the team in the register."},
  {"csirt.short_name", kText, "", 0, 0, false, "Its short name."},
  {"csirt.address", kText, "", 0, 0, false, "Its postal address; empty: that of the coordinator."},
  {"csirt.key_url", kText, "", 0, 0, false, "Address of its public key (OpenPGP)."},
  {"csirt.hours", kText, "", 0, 0, false, "When it can be reached; empty: by the duty roster."},
  {"csirt.constituency", kText, "", 0, 0, false, "Whom it serves; empty: agencies, organisations and citizens of the province."},
  {"csirt.authority", kText, "", 0, 0, false, "On what its authority rests; the decision in the register is added."},
  {"contacts.confirm_months", kNumber, "6", 1, 60, false, "A contact point is confirmed again after this (proposal, directive 1.d)."},
  {"contacts.due_days", kNumber, "30", 1, 365, false, "How long before that it is asked for."},
  {"contacts.link_days", kNumber, "14", 1, 90, false, "How long a link to confirm without log-in holds."},
  {"contacts.roles_department", kList, "focal_point,incident_team", 0, 0, false, "Roles that a department must name (proposal): head, focal_point, deputy_focal_point, incident_team, technical, hotline."},
  {"contacts.roles_commune", kList, "focal_point,incident_team", 0, 0, false, "Roles that a commune or district must name (proposal)."},
  {"contacts.roles_enterprise", kList, "incident_team,hotline", 0, 0, false, "Roles that a telecom or IT enterprise must name (proposal, directive 6.a)."},
  {"contacts.roles_other", kList, "focal_point", 0, 0, false, "Roles that media, police and military must name (proposal)."},
  {"contacts.roles_coordinator", kList, "hotline", 0, 0, false, "Roles that the coordinator must name on top (directive 2.d)."},
  {"contacts.check", kFlag, "false", 0, 0, false, "Visit the agencies' web pages to see whether they show their contact. Goes out to the Internet."},
  {"contacts.check_days", kNumber, "7", 1, 365, false, "A page is visited again after this."},
  {"contacts.check_domains", kList, "", 0, 0, false, "Domains that may be visited besides those of the register, with what is below them."},
  {"contacts.check_pause_seconds", kNumber, "1", 0, 60, false, "Pause between two requests to one host."},
  {"contacts.check_loopback", kFlag, "false", 0, 0, false, "Let the checker reach this machine and any port. For tests only."},
  {"teams.province_experts", kNumber, "5", 1, 1000, false, "Qualified experts that the province's team must have (directive 2.d)."},
  {"teams.agency_experts", kNumber, "1", 0, 1000, false, "Qualified experts that an agency is encouraged to have (directive 1.d)."},
  {"teams.certificate_warning_days", kNumber, "60", 0, 3650, false, "A certificate is shown as running out this long before."},
  {"roster.horizon_days", kNumber, "14", 1, 366, false, "How far ahead a gap in the duty roster is an alarm."},
  {"alerts.join_minutes", kNumber, "60", 1, 1440, false, "A detection this near to an open alert of the same rule, agency and host joins it."},
  {"ranking.appeal_days", kNumber, "5", 1, 60, false, "Working days after a month was frozen in which agencies may appeal (proposal; no rule sets it)."},
  {"ranking.answer_days", kNumber, "10", 1, 60, false, "Working days in which an appeal is to be answered (proposal; no rule sets it)."},
  {"findings.days_critical", kNumber, "7", 1, 365, false, "Days to fix a critical weakness (proposal)."},
  {"findings.days_high", kNumber, "30", 1, 365, false, "Days to fix one of severity high (proposal)."},
  {"findings.days_medium", kNumber, "90", 1, 730, false, "Days to fix one of severity medium (proposal)."},
  {"findings.days_low", kNumber, "180", 1, 1460, false, "Days to fix one of severity low (proposal)."},
  {"findings.urgent_days_critical", kNumber, "3", 1, 365, false, "The same for what is known to be exploited or reached from the Internet (proposal)."},
  {"findings.urgent_days_high", kNumber, "7", 1, 365, false, "The same, severity high (proposal)."},
  {"findings.urgent_days_medium", kNumber, "30", 1, 730, false, "The same, severity medium (proposal)."},
  {"findings.urgent_days_low", kNumber, "90", 1, 1460, false, "The same, severity low (proposal)."},
  {"findings.control_hours", kNumber, "72", 1, 720, false, "Hours to fix and to hunt after what lets an attacker take control (proposal; directive 1.c says 'at once')."},
  {"findings.longest_acceptance_days", kNumber, "365", 1, 1825, false, "An accepted risk ends after this at the latest."},
  {"scan.program", kPath, "/usr/bin/nmap", 0, 0, false, "The scanner; Debian package nmap. Without it, reports can still be imported."},
  {"scan.requests_per_second", kNumber, "1", 1, 1000, false, "Requests a second to one host, at most."},
  {"scan.max_addresses", kNumber, "4096", 1, 65536, false, "Addresses in one scan, at most."},
  {"hunts.threads", kNumber, "1", 1, 64, false, "Threads that a hunt matches with; the engine uses as many for it. Both stand behind the intake."},
  {"hunts.longest_days", kNumber, "400", 1, 4000, false, "Days that one hunt may go over, at most."},
  {"sources.silent_minutes", kNumber, "60", 1, 10080, false, "A source that sent nothing for this long is silent, unless it has a limit of its own or usually sends nothing at that hour of the week."},
  {"sources.slow_percent", kNumber, "20", 0, 90, false, "A source that sends less than this share of its usual for two hours is slow; 0: never."},
  {"sources.watch_seconds", kNumber, "60", 1, 600, false, "How often silence is looked for."},
  {"sources.clock_seconds", kNumber, "300", 1, 86400, false, "A source whose own times are further from receipt than this (median) is shown with a clock that is off."},
  {"sources.token_overlap_hours", kNumber, "24", 1, 720, false, "How much longer a replaced token of a source holds, when whoever replaces it wants that."},
  {"sources.address", kText, "", 0, 0, false, "Name or address under which senders reach this server, for the instructions; empty: the host of http.public_url, else as the console was called."},
  {"sources.ca_file", kPath, "", 0, 0, false, "PEM file with the authority that vouches for this server's certificates, offered to senders; empty: that of `lachan tls init`."},
  {"advisories.days_to_act", kNumber, "15", 1, 365, false, "Calendar days from its issue in which agencies deal with an advisory that sets no day itself (a proposal; the directive says only in time)."},
  {"inspections.plan_days_after_decision", kNumber, "10", 1, 365, false, "Calendar days from its approval within which the plan of an inspection goes to the agency (TT 03/2017 Đ11)."},
  {"inspections.plan_days_before_visit", kNumber, "10", 0, 365, false, "Calendar days before the visit by which the agency must have the plan; not of surprise inspections (TT 03/2017 Đ11)."},
  {"inspections.comment_days", kNumber, "5", 1, 365, false, "Calendar days in which the agency answers the draft conclusion (TT 03/2017 Đ11)."},
  {"inspections.conclusion_days", kNumber, "30", 1, 365, false, "Calendar days from the end of the visit to the conclusion (TT 03/2017 Đ11)."},
  {"identity.idle_hours", kNumber, "8", 1, 72, false, "A session unused for this long ends."},
  {"identity.session_hours", kNumber, "24", 1, 168, false, "A session ends after this in any case."},
  {"identity.password_max_age_days", kNumber, "90", 0, 3650, false, "Passwords must be changed after this (directive 1.e); 0: never."},
  {"reminders.ladder", kText, "-30:person, -7:person/head, -2:person/head, 0:head/coordinator, 2:coordinator", 0, 0, false, "Days from the last day in time, who is told at once, and after / how far it climbs while nobody acknowledges. A proposal, not law. Empty: no reminders."},
  {"reminders.ladder_monthly", kText, "-7:person, -2:person/head, 0:head/coordinator, 2:coordinator", 0, 0, false, "The same for monthly duties."},
  {"reminders.ladder_events", kText, "-7:person, -2:person/head, 0:head/coordinator, 2:coordinator", 0, 0, false, "The same for duties that an event starts."},
  {"reminders.hour", kNumber, "8", 0, 23, false, "Hour of the day in Viet Nam at which reminders are made."},
  {"reminders.climb_hours", kNumber, "24", 1, 720, false, "Without an acknowledgement for this long, the next one above is told."},
  {"notices.quiet_hours", kText, "21:00-06:30", 0, 0, false, "No mail goes out then, but for severe incidents; people may choose their own. Empty: never quiet."},
  {"notices.digest", kFlag, "false", 0, 0, false, "One mail a morning in place of many, for people who have not chosen."},
  {"notices.digest_at", kText, "07:30", 0, 0, false, "When that mail goes out."},
  {"console.url", kText, "", 0, 0, false, "Address of the console as people reach it, for links in mails: https://host/console. Empty: mails have no links."},
  {"mail.server", kText, "", 0, 0, false, "Name of the mail server; empty: no mail, notices in the console only."},
  {"mail.port", kNumber, "587", 1, 65535, false, "Its port."},
  {"mail.tls", kText, "starttls", 0, 0, false, "starttls, tls or none (a relay on this machine). Certificates are always verified."},
  {"mail.ca_file", kPath, "", 0, 0, false, "PEM file of the authorities that vouch for the server; empty: those of the system."},
  {"mail.user", kText, "", 0, 0, false, "User at the mail server; empty: no sign-in."},
  {"mail.password_file", kPath, "", 0, 0, false, "File whose first line is the password."},
  {"mail.from", kText, "", 0, 0, false, "Address of the sender."},
  {"mail.from_name", kText, "Lá Chắn", 0, 0, false, "Name of the sender."},
  {"mail.attempts", kNumber, "24", 1, 100, false, "A mail that the server puts off is given up after so many attempts (24: about three days)."},
  {"mail.repeat_uncertain", kFlag, "false", 0, 0, false, "A mail that was handed over but not confirmed is sent again: rather two than none. Otherwise the ledger shows it and a person decides."},
  {"demo.enabled", kFlag, "false", 0, 0, false, "Fill an empty data folder with the demo province and replay sample logs. Everything is marked."},
  {"demo.folder", kPath, "demo", 0, 0, false, "Folder of the demo province: lists of agencies and sample logs."},
  {"demo.events_per_second", kNumber, "6", 0, 1000, false, "Sample events a second while the data folder is a demo; 0: no feed."},
  {"log.level", kText, "info", 0, 0, false, "debug, info, warn or error."},
};
// clang-format on

const SettingInfo* FindSetting(std::string_view key) {
  for (const auto& info : kTable) {
    if (info.key == key) return &info;
  }
  return nullptr;
}

/// The known key that looks most like `key`, for the message.
std::string Suggestion(std::string_view key) {
  if (key == "events.retention_days") {
    return "; events are kept by the level of their system now: retention.level3_months and its "
           "like";
  }
  const auto dot = key.rfind('.');
  const auto leaf = dot == std::string_view::npos ? key : key.substr(dot + 1);
  for (const auto& info : kTable) {
    if (!leaf.empty() && info.key.find(leaf) != std::string_view::npos) {
      return fmt::format("; did you mean '{}'?", info.key);
    }
  }
  return "; `lachan settings` lists what there is";
}

Result<std::string> Checked(const SettingInfo& info, std::string_view value) {
  const auto text = Trim(value);
  switch (info.kind) {
    case kNumber: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc{} || end != text.data() + text.size() || number < info.minimum ||
          number > info.maximum) {
        return Fail(ErrorCode::kInvalidInput,
                    "setting {}: '{}' is not a whole number from {} to {}", info.key,
                    PrintableForLog(text, 60), info.minimum, info.maximum);
      }
      return std::string(text);
    }
    case kFlag:
      if (text != "true" && text != "false") {
        return Fail(ErrorCode::kInvalidInput, "setting {}: '{}' is neither true nor false",
                    info.key, PrintableForLog(text, 60));
      }
      return std::string(text);
    case kAddress:
      if (!text.empty() && text.rfind(':') == std::string_view::npos) {
        return Fail(ErrorCode::kInvalidInput, "setting {}: '{}' is not host:port", info.key,
                    PrintableForLog(text, 60));
      }
      return std::string(text);
    case kAddresses:
      for (const auto part : Split(text, ',')) {
        if (text.empty() || part.rfind(':') != std::string_view::npos) continue;
        return Fail(ErrorCode::kInvalidInput, "setting {}: '{}' is not host:port", info.key,
                    PrintableForLog(part, 60));
      }
      return std::string(text);
    case kText:
    case kPath:
    case kList:
      return std::string(text);
  }
  return std::string(text);
}

Status Walk(Settings& settings, const std::string& path, const YAML::Node& node,
            const std::string& prefix) {
  for (const auto& entry : node) {
    const auto key = prefix + entry.first.as<std::string>();
    const auto where = fmt::format("{}:{}", path, entry.first.Mark().line + 1);
    if (entry.second.IsMap()) {
      LACHAN_TRY_DO(Walk(settings, path, entry.second, key + "."));
      continue;
    }
    std::string value;
    if (entry.second.IsSequence()) {
      for (const auto& item : entry.second) {
        if (!value.empty()) value += ",";
        value += item.as<std::string>();
      }
    } else if (entry.second.IsScalar()) {
      value = entry.second.as<std::string>();
    }
    LACHAN_TRY_DO(settings.Set(key, value), fmt::format("reading {}", where));
  }
  return {};
}

}  // namespace

std::span<const SettingInfo> SettingTable() { return kTable; }

Settings::Settings() {
  for (const auto& info : kTable) values_.emplace(info.key, info.standard);
}

Status Settings::ReadFile(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) {
    return Fail(ErrorCode::kInvalidInput, "settings file '{}' does not exist or is no file", path);
  }
  try {
    const auto root = YAML::LoadFile(path);
    if (root.IsNull()) return {};
    if (!root.IsMap()) {
      return Fail(ErrorCode::kInvalidInput, "{}: must be a map of settings", path);
    }
    return Walk(*this, path, root, "");
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalidInput, "{}:{}: not YAML: {}", path, error.mark.line + 1,
                error.msg);
  }
}

Status Settings::Set(std::string_view key, std::string_view value) {
  const auto* info = FindSetting(key);
  if (info == nullptr) {
    return Fail(ErrorCode::kInvalidInput, "unknown setting '{}'{}", PrintableForLog(key, 80),
                Suggestion(key));
  }
  LACHAN_TRY(values_[std::string(key)], Checked(*info, value));
  return {};
}

const std::string& Settings::Text(std::string_view key) const {
  const auto at = values_.find(key);
  LACHAN_CHECK(at != values_.end(), "a setting that the code reads stands in the table");
  return at->second;
}

std::int64_t Settings::Number(std::string_view key) const {
  const auto& text = Text(key);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool Settings::Flag(std::string_view key) const { return Text(key) == "true"; }

std::vector<std::string> Settings::List(std::string_view key) const {
  std::vector<std::string> items;
  for (const auto part : Split(Text(key), ',')) {
    if (!Trim(part).empty()) items.emplace_back(Trim(part));
  }
  return items;
}

bool Settings::IsStandard(std::string_view key) const {
  const auto* info = FindSetting(key);
  return info != nullptr && Text(key) == info->standard;
}

std::string Settings::Print() const {
  std::string out;
  for (const auto& info : kTable) {
    const auto& value = Text(info.key);
    out += fmt::format("{} = {}\n", info.key,
                       info.secret ? (value.empty() ? "(not set)" : "(set)") : value.c_str());
  }
  return out;
}

std::string Settings::Markdown() {
  std::string out =
      "# Settings\n\nWritten by `lachan settings --markdown`; a test holds the two together.\n\n"
      "A file given with `--config` is YAML of nested maps:\n\n"
      "```yaml\nhttp:\n  address: 0.0.0.0:8443\nretention:\n  level3_months: 6\n```\n\n"
      "`--set key=value` on the command line goes before the file. An unknown key refuses the "
      "start.\n\n| key | default | bounds | meaning |\n|---|---|---|---|\n";
  for (const auto& info : kTable) {
    const std::string bounds =
        info.kind == kNumber ? fmt::format("{}–{}", info.minimum, info.maximum) : std::string("");
    out += fmt::format("| `{}` | {} | {} | {}{} |\n", info.key,
                       info.standard.empty() ? "" : fmt::format("`{}`", info.standard), bounds,
                       info.meaning, info.secret ? " Secret: never shown." : "");
  }
  return out;
}

}  // namespace lachan::app
