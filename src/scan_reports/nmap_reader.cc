// SPDX-License-Identifier: Apache-2.0
// Nmap's XML: every open port is an observation of its own, and so is every weakness that a script
// of the `vulns` library or the script `vulners` tells of.
#include <algorithm>

#include "base/text.h"
#include "scan_reports/readers.h"

namespace lachan::scan_reports {
namespace {

using pugi::xml_node;

/// Services that carry passwords in clear text or give control to whoever reaches them.
constexpr std::pair<std::string_view, Level> kServices[] = {
    {"telnet", Level::medium},     {"ftp", Level::low},          {"login", Level::medium},
    {"shell", Level::medium},      {"exec", Level::medium},      {"tftp", Level::low},
    {"vnc", Level::medium},        {"x11", Level::medium},       {"docker", Level::high},
    {"redis", Level::medium},      {"mongodb", Level::medium},   {"memcached", Level::medium},
    {"ms-wbt-server", Level::low}, {"microsoft-ds", Level::low}, {"mysql", Level::low},
    {"postgresql", Level::low},    {"ms-sql-s", Level::low},     {"snmp", Level::low}};

struct Host {
  std::string address, name;
  std::optional<Instant> seen_at;
};

Observation At(const Host& host, std::string place) {
  Observation o;
  o.place = std::move(place);
  o.address = host.address;
  o.host = host.name;
  o.seen_at = host.seen_at;
  return o;
}

std::string Words(std::initializer_list<const char*> parts) {
  std::string text;
  for (const char* part : parts) {
    if (*part == '\0') continue;
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

xml_node ByKey(const xml_node& table, const char* key) {
  return table.find_child_by_attribute("key", key);
}

std::string Joined(const xml_node& table) {
  std::string text;
  for (const auto& elem : table.children("elem")) {
    if (!text.empty()) text += '\n';
    text += elem.child_value();
  }
  return text;
}

/// A table of the `vulns` library: title, state, ids, scores, description, refs.
void AddVuln(const xml_node& table, const std::string& script, Observation o,
             ReportBuilder& builder) {
  const std::string_view state = ByKey(table, "state").child_value();
  if (!state.starts_with("VULNERABLE") && !state.starts_with("LIKELY VULNERABLE")) return;
  o.plugin = script;
  o.title = ByKey(table, "title").child_value();
  o.description = Joined(ByKey(table, "description"));
  o.evidence = Joined(ByKey(table, "check_results"));
  AddCves(table.attribute("key").value(), o.cves);
  AddCves(Joined(ByKey(table, "ids")), o.cves);
  for (const auto& ref : ByKey(table, "refs").children("elem")) {
    o.references.emplace_back(ref.child_value());
  }
  for (const auto& score : ByKey(table, "scores").children("elem")) {
    const std::string_view text = score.child_value();
    OfferVector(text.substr(text.find('(') + 1).substr(0, text.find(')')), o);
    if (const auto tenths = ParseTenths(text.substr(0, text.find(' ')))) OfferScore(*tenths, o);
  }
  o.severity = o.cvss.tenths > 0
                   ? LevelOfScore(o.cvss.tenths)
                   : LevelOfWord(ByKey(table, "risk_factor").child_value()).value_or(Level::high);
  builder.Add(std::move(o));
}

/// `vulners`: a table by product, in it one table a weakness.
void AddVulners(const xml_node& script, const Observation& at, ReportBuilder& builder) {
  for (const auto& product : script.children("table")) {
    for (const auto& row : product.children("table")) {
      if (std::string_view(ByKey(row, "type").child_value()) != "cve") continue;
      Observation o = at;
      const auto cve = CanonicalCve(ByKey(row, "id").child_value());
      if (cve.empty()) {
        builder.Reject(at.place, "vulners names no CVE");
        continue;
      }
      o.cves = {cve};
      o.plugin = "vulners";
      o.title = cve + " (" + product.attribute("key").value() + ")";
      o.cpe = product.attribute("key").value();
      if (const auto tenths = ParseTenths(ByKey(row, "cvss").child_value())) OfferScore(*tenths, o);
      o.severity = LevelOfScore(o.cvss.tenths);
      o.references = {"https://vulners.com/cve/" + cve};
      builder.Add(std::move(o));
    }
  }
}

void AddScripts(const xml_node& holder, const Observation& at, ReportBuilder& builder) {
  for (const auto& script : holder.children("script")) {
    const std::string id = script.attribute("id").value();
    if (id == "vulners") {
      AddVulners(script, at, builder);
      continue;
    }
    for (const auto& table : script.children("table")) {
      if (ByKey(table, "state")) AddVuln(table, id, at, builder);
    }
  }
}

void AddPort(const xml_node& port, const Host& host, ReportBuilder& builder) {
  const int number = port.attribute("portid").as_int(-1);
  const std::string protocol = port.attribute("protocol").value();
  Observation at = At(host, fmt::format("host {} port {}", host.address, number));
  if (number < 0 || number > 65'535) {
    return builder.Reject(at.place, "no port");
  }
  at.port = number;
  at.protocol = protocol;
  const auto service = port.child("service");
  at.cpe = service.child("cpe").child_value();
  if (std::string_view(port.child("state").attribute("state").value()) == "open") {
    Observation o = at;
    const std::string_view name = service.attribute("name").value();
    const auto product =
        Words({service.attribute("product").value(), service.attribute("version").value()});
    o.plugin = "open-port";
    o.title = fmt::format("Open port {}/{}{}{}", protocol, number, name.empty() ? "" : " ", name);
    o.evidence = product;
    for (const auto& [known, level] : kServices) {
      if (name == known) o.severity = level;
    }
    builder.Add(std::move(o));
  }
  AddScripts(port, at, builder);
}

/// Whether the host answered at all. One that was only taken to be there (-Pn) and says nothing is
/// not looked at: its silence proves nothing.
bool Answered(const xml_node& node) {
  if (std::string_view(node.child("status").attribute("reason").value()) != "user-set") return true;
  const auto ports = node.child("ports");
  const auto is_answer = [](std::string_view state) {
    return state == "open" || state == "closed";
  };
  for (const auto& port : ports.children("port")) {
    if (is_answer(port.child("state").attribute("state").value())) return true;
  }
  for (const auto& rest : ports.children("extraports")) {
    if (is_answer(rest.attribute("state").value())) return true;
  }
  return false;
}

void AddHost(const xml_node& node, ReportBuilder& builder) {
  Host host;
  for (const auto& address : node.children("address")) {
    const std::string_view type = address.attribute("addrtype").value();
    if (host.address.empty() && (type == "ipv4" || type == "ipv6")) {
      host.address = address.attribute("addr").value();
    }
  }
  // A name that somebody asked for says more than the one of the reverse look-up.
  for (const auto& name : node.child("hostnames").children("hostname")) {
    const bool is_asked = std::string_view(name.attribute("type").value()) == "user";
    if (host.name.empty() || is_asked) host.name = AsciiLower(name.attribute("name").value());
  }
  host.seen_at = ReadInstant(node.attribute("endtime").value());
  if (!host.seen_at) host.seen_at = builder.report().ended_at;
  if (!IsAddress(host.address)) {
    if (std::string_view(node.child("status").attribute("state").value()) == "up") {
      builder.Reject("host", "a host without an address");
    }
    return;
  }
  if (std::string_view(node.child("status").attribute("state").value()) == "down") return;
  if (!Answered(node)) return;
  builder.Cover(host.address);
  builder.Cover(host.name);
  for (const auto& port : node.child("ports").children("port")) AddPort(port, host, builder);
  AddScripts(node.child("hostscript"), At(host, "host " + host.address), builder);
}

}  // namespace

Status ReadNmap(std::string_view text, ReportBuilder& builder) {
  LACHAN_TRY(const auto document, ReadXml(text, builder.limits()));
  const auto root = document->child("nmaprun");
  auto& report = builder.report();
  report.scanner = "Nmap";
  if (const std::string_view version = root.attribute("version").value(); !version.empty()) {
    report.scanner += " " + std::string(version.substr(0, 20));
  }
  report.started_at = ReadInstant(root.attribute("start").value());
  report.ended_at = ReadInstant(root.child("runstats").child("finished").attribute("time").value());
  if (!report.ended_at) report.ended_at = report.started_at;
  for (const auto& host : root.children("host")) AddHost(host, builder);
  return {};
}

}  // namespace lachan::scan_reports
