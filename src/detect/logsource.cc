// SPDX-License-Identifier: Apache-2.0
#include "detect/logsource.h"

#include <charconv>

#include "base/text.h"
#include "detect/fold.h"
#include "detect/windows_logsource.h"

namespace lachan::detect {
namespace {

constexpr std::string_view kKernelFileProvider = "microsoft-windows-kernel-file";

bool Has(const Event& event, std::string_view name) {
  for (const EventField& field : event.fields) {
    if (field.name == name) return true;
  }
  return false;
}

/// There, and not null.
bool HasValue(const Event& event, std::string_view name) {
  return std::any_of(event.fields.begin(), event.fields.end(), [&](const EventField& field) {
    return field.name == name && field.kind != EventField::Kind::kNull;
  });
}

bool HasAny(const Event& event, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return Has(event, name); });
}

void Add(std::vector<LogSource>& sources, LogSource source) {
  for (const LogSource& known : sources) {
    if (known.product == source.product && known.category == source.category &&
        known.service == source.service) {
      return;
    }
  }
  sources.push_back(std::move(source));
}

int EventId(const Event& event) {
  const std::string_view text = Trim(event.Get("EventID"));
  int id = -1;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

/// Sysmon 12 is a creation or a deletion by its EventType; every other category needs nothing more.
bool CategoryApplies(const Event& event, std::string_view category) {
  const bool add = category == "registry_add", remove = category == "registry_delete";
  if (!add && !remove) return true;
  for (const EventField& field : event.fields) {
    if (field.name != "EventType") continue;
    const std::string type = AsciiLower(field.value);
    if (add ? type == "createkey" : type == "deletekey" || type == "deletevalue") return true;
  }
  return false;
}

void AddLinuxSysmon(const Event& event, std::vector<LogSource>& sources) {
  Add(sources, {"linux", "", "sysmon"});
  switch (EventId(event)) {
    case 1:
      Add(sources, {"linux", "process_creation", "sysmon"});
      break;
    case 3:
      Add(sources, {"linux", "network_connection", "sysmon"});
      break;
    case 11:
      Add(sources, {"linux", "file_event", "sysmon"});
      break;
    default:
      break;
  }
}

void AddWindows(const Event& event, std::vector<LogSource>& sources) {
  const std::string channel = AsciiLower(event.Get("Channel"));
  if (channel == "linux-sysmon/operational") return AddLinuxSysmon(event, sources);
  std::vector<std::string_view> services;
  for (const auto& known : WindowsServices()) {
    if (known.channel == channel) services.push_back(known.service);
  }
  if (services.empty()) services.emplace_back();
  std::vector<std::string_view> categories = {""};
  const int id = EventId(event);
  for (const auto& known : WindowsCategories()) {
    if (known.channel == channel && id >= known.first_id && id <= known.last_id &&
        CategoryApplies(event, known.category)) {
      categories.push_back(known.category);
    }
  }
  if (AsciiEqualsIgnoringCase(event.Get("Provider_Name"), kKernelFileProvider)) {
    categories.insert(categories.end(), {"file_access", "file_rename"});
  }
  for (const auto category : categories) {
    for (const auto service : services) {
      Add(sources, {"windows", std::string(category), std::string(service)});
    }
  }
}

/// Programs of Unix systems by the name in the syslog line.
void AddProgram(std::string_view name, std::vector<LogSource>& sources) {
  const std::string program = AsciiLower(name);
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](auto known) { return program == known; });
  };
  const auto linux_service = [&](std::string_view service) {
    Add(sources, {"linux", "", std::string(service)});
  };
  if (is({"sshd", "sshd-session", "dropbear"})) linux_service("sshd");
  if (is({"sudo"})) linux_service("sudo");
  if (is({"cron", "crond", "anacron", "crontab"})) linux_service("cron");
  if (is({"audit", "auditd", "audispd", "audisp-syslog"})) linux_service("auditd");
  if (is({"clamd", "clamav", "freshclam", "clamav-daemon"})) linux_service("clamav");
  if (is({"vsftpd"})) linux_service("vsftpd");
  if (is({"guacd", "guacamole"})) linux_service("guacamole");
  if (is({"sshd", "sshd-session", "sudo", "su", "login", "useradd", "usermod", "groupadd",
          "userdel", "passwd", "chpasswd", "gdm-password", "systemd-logind", "polkitd",
          "pkexec"})) {
    linux_service("auth");
  }
  if (is({"named", "unbound", "dnsmasq"})) Add(sources, {"", "dns", std::string(program)});
  if (is({"apache2", "httpd"})) Add(sources, {"apache", "", "apache"});
  if (is({"nginx"})) Add(sources, {"nginx", "", "nginx"});
  if (is({"squid"})) Add(sources, {"squid", "proxy", ""});
  linux_service("syslog");
}

/// Web server, proxy, DNS, firewall and mail by their fields in Sigma's taxonomy; feeds of our own
/// (accounts, page content) by theirs.
void AddByFields(const Event& event, std::vector<LogSource>& sources) {
  const bool web = HasAny(event, {"cs-method", "cs-uri-stem", "cs-uri-query", "sc-status"});
  if (HasAny(event, {"c-uri", "c-uri-query", "c-uri-extension", "r-dns", "cs-host"}) &&
      !Has(event, "cs-uri-stem")) {
    Add(sources, {"", "proxy", ""});
  } else if (web) {
    Add(sources, {"", "webserver", ""});
  }
  if (HasAny(event, {"query", "record_type"}) &&
      HasAny(event, {"record_type", "answer", "answers", "qtype", "qtype_name"})) {
    Add(sources, {"", "dns", ""});
  }
  if (Has(event, "dst_ip") && Has(event, "src_ip") && HasAny(event, {"action", "dst_port"})) {
    Add(sources, {"", "firewall", ""});
  }
  if (HasAny(event, {"from", "sender"}) && HasAny(event, {"to", "recipient"}) &&
      HasAny(event, {"subject", "queue_id", "relay", "attachment_name"})) {
    Add(sources, {"", "mail", ""});
  }
  if (Has(event, "password_age_days")) Add(sources, {"", "account_audit", ""});
  if (HasAny(event, {"page_title", "page_text"})) Add(sources, {"", "web_content", ""});
}

/// Sensors and clouds whose records name themselves.
void AddNamed(const Event& event, std::vector<LogSource>& sources) {
  if (const auto path = event.Get("_path"); !path.empty()) {
    Add(sources, {"zeek", "", AsciiLower(path)});
    if (AsciiEqualsIgnoringCase(path, "dns")) Add(sources, {"zeek", "dns", "dns"});
  }
  const auto event_type = event.Get("event_type");
  if (!event_type.empty() && HasAny(event, {"alert.signature", "flow_id", "in_iface"})) {
    Add(sources, {"suricata", "", AsciiLower(event_type)});
  }
  const auto event_source = event.Get("eventSource");
  if (event_source.ends_with(".amazonaws.com")) Add(sources, {"aws", "", "cloudtrail"});
  if (Has(event, "protoPayload.methodName")) Add(sources, {"gcp", "", "gcp.audit"});
  if (Has(event, "legacyEventType") || Has(event, "actor.alternateId")) {
    Add(sources, {"okta", "", "okta"});
  }
  if (event.Get("kind") == "Event" && event.Get("apiVersion").starts_with("audit.k8s.io")) {
    Add(sources, {"kubernetes", "", "audit"});
    Add(sources, {"kubernetes", "application", "audit"});
  }
  const std::string category = AsciiLower(event.Get("category"));
  if (Has(event, "tenantId") || Has(event, "operationName")) {
    if (category == "auditlogs") Add(sources, {"azure", "", "auditlogs"});
    if (category == "signinlogs") Add(sources, {"azure", "", "signinlogs"});
    if (category == "administrative") Add(sources, {"azure", "", "activitylogs"});
  }
  if (Has(event, "Workload") && Has(event, "OrganizationId")) Add(sources, {"m365", "", "audit"});
  if (event.format == "auditd") Add(sources, {"linux", "", "auditd"});
}

constexpr std::string_view kValueFields[] = {"Channel", "EventID",    "EventType",  "Provider_Name",
                                             "program", "_path",      "event_type", "eventSource",
                                             "kind",    "apiVersion", "category"};
constexpr std::string_view kPresenceFields[] = {"cs-method",       "cs-uri-stem",
                                                "cs-uri-query",    "sc-status",
                                                "c-uri",           "c-uri-query",
                                                "c-uri-extension", "r-dns",
                                                "cs-host",         "query",
                                                "record_type",     "answer",
                                                "answers",         "qtype",
                                                "qtype_name",      "dst_ip",
                                                "src_ip",          "action",
                                                "dst_port",        "from",
                                                "sender",          "to",
                                                "recipient",       "subject",
                                                "queue_id",        "relay",
                                                "attachment_name", "password_age_days",
                                                "page_title",      "page_text",
                                                "alert.signature", "flow_id",
                                                "in_iface",        "protoPayload.methodName",
                                                "legacyEventType", "actor.alternateId",
                                                "tenantId",        "operationName",
                                                "Workload",        "OrganizationId"};

constexpr FieldAlias kProcessAliases[] = {{"Image", "NewProcessName"},
                                          {"ParentImage", "ParentProcessName"}};
constexpr FieldAlias kAntivirusAliases[] = {{"Signature", "ThreatName"}, {"Filename", "Path"}};

}  // namespace

std::vector<LogSource> DeriveLogSources(const Event& event) {
  std::vector<LogSource> sources;
  if (HasValue(event, "Channel")) AddWindows(event, sources);
  if (const auto program = event.Get("program"); !program.empty()) AddProgram(program, sources);
  AddByFields(event, sources);
  AddNamed(event, sources);
  return sources;
}

std::span<const std::string_view> LogSourceValueFields() { return kValueFields; }
std::span<const std::string_view> LogSourcePresenceFields() { return kPresenceFields; }

std::span<const FieldAlias> AliasesOf(const LogSource& source) {
  if (source.product != "windows") return {};
  if (source.category == "process_creation" && source.service == "security") {
    return kProcessAliases;
  }
  if (source.category == "antivirus") return kAntivirusAliases;
  return {};
}

std::vector<LogSource> SourcesWithAliases() {
  return {{"windows", "process_creation", "security"}, {"windows", "antivirus", "windefend"}};
}

bool Satisfies(const LogSource& rule, const LogSource& event) {
  return (rule.product.empty() || rule.product == event.product) &&
         (rule.category.empty() || rule.category == event.category) &&
         (rule.service.empty() || rule.service == event.service);
}

}  // namespace lachan::detect
