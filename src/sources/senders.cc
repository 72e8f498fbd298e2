// SPDX-License-Identifier: Apache-2.0
#include "sources/senders.h"

#include <fmt/format.h>

#include <algorithm>

#include "sources/guides.h"

namespace lachan::sources {
namespace {

void Replace(std::string& text, std::string_view name, std::string_view value) {
  for (auto at = text.find(name); at != std::string::npos;
       at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
}

int PortOf(Way way, const Reachable& at) {
  switch (way) {
    case Way::kUdp:
    case Way::kTcp:
      return at.syslog_port;
    case Way::kTls:
      return at.tls_port;
    case Way::kRelp:
      return at.relp_port;
    case Way::kRelpTls:
      return at.relp_tls_port;
    case Way::kHttp:
    case Way::kFile:
    case Way::kKafka:
      return 0;
  }
  return 0;
}

/// The parts of "https://host:port".
struct Origin {
  std::string scheme, host, port;
};

Origin OriginOf(std::string_view url) {
  Origin origin;
  const auto scheme_end = url.find("://");
  origin.scheme = url.substr(0, scheme_end);
  auto rest = scheme_end == std::string_view::npos ? url : url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('/'));
  const auto colon = rest.rfind(':');
  // "[::1]:8080" has colons inside its brackets.
  const bool has_port =
      colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos;
  origin.host = has_port ? rest.substr(0, colon) : rest;
  origin.port =
      has_port ? std::string(rest.substr(colon + 1)) : (origin.scheme == "http" ? "80" : "443");
  return origin;
}

}  // namespace

std::string_view ToString(Way way) {
  switch (way) {
    case Way::kUdp:
      return "udp";
    case Way::kTcp:
      return "tcp";
    case Way::kTls:
      return "tls";
    case Way::kRelp:
      return "relp";
    case Way::kRelpTls:
      return "relp_tls";
    case Way::kHttp:
      return "http";
    case Way::kFile:
      return "file";
    case Way::kKafka:
      return "kafka";
  }
  return "";
}

const std::vector<Guide>& Guides() {
  static const std::vector<Guide> kAll = [] {
    std::vector<Guide> all;
    for (auto part :
         {UnixGuides(), WindowsGuides(), CollectorGuides(), DeviceGuides(), FileGuides()}) {
      for (auto& guide : part) all.push_back(std::move(guide));
    }
    return all;
  }();
  return kAll;
}

const Guide* FindGuide(std::string_view key) {
  const auto found = std::ranges::find(Guides(), key, &Guide::key);
  return found == Guides().end() ? nullptr : &*found;
}

bool IsOpen(Way way, const Reachable& at) {
  if (way == Way::kKafka) return at.has_kafka;
  return way == Way::kHttp || way == Way::kFile || PortOf(way, at) != 0;
}

std::string Filled(const Recipe& recipe, const Reachable& at) {
  std::string text(recipe.text);
  const Origin origin = OriginOf(at.url);
  Replace(text, "{{host}}", at.host);
  Replace(text, "{{port}}", std::to_string(PortOf(recipe.way, at)));
  Replace(text, "{{url}}", at.url);
  Replace(text, "{{http_host}}", origin.host);
  Replace(text, "{{http_port}}", origin.port);
  Replace(text, "{{http_tls}}", origin.scheme == "https" ? "on" : "off");
  Replace(text, "{{token}}", at.token);
  Replace(text, "{{source}}", at.source);
  return text;
}

std::string GuidesMarkdown() {
  Reachable at;
  at.host = "lachan.example";
  at.syslog_port = 5514;
  at.tls_port = 6514;
  at.relp_port = 2514;
  at.relp_tls_port = 2515;
  std::string out =
      "# Setting up senders\n\nWritten by `lachan sources guide --markdown`; a check holds the "
      "two "
      "together. The console shows the same texts with the address, the ports and, right after it "
      "was issued, the token of the source.\n\n"
      "A sender is known by its client certificate (TLS), its token (HTTP) or its address (the "
      "rest). What lies behind: [syslog, RELP, certificates](senders-syslog.md), "
      "[HTTP](senders-http.md), [files](senders-files.md), [Kafka](senders-kafka.md).\n";
  for (const Guide& guide : Guides()) {
    out += fmt::format("\n## {}\n", guide.name);
    for (const Recipe& recipe : guide.recipes) {
      out += fmt::format("\n**{}**", ToString(recipe.way));
      if (!recipe.place.empty()) out += fmt::format(" · `{}`", recipe.place);
      if (!recipe.note_en.empty()) out += fmt::format(" · {}", recipe.note_en);
      out += fmt::format("\n\n```{}\n{}```\n", recipe.language == "cli" ? "text" : recipe.language,
                         Filled(recipe, at));
    }
  }
  return out;
}

}  // namespace lachan::sources
