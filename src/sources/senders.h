// SPDX-License-Identifier: Apache-2.0
/// \file
/// How each kind of sender is set up to send here: texts to paste, told once for the console, the
/// command line and docs/operations/senders.md.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::sources {

/// How records travel.
enum class Way : std::uint8_t { kUdp, kTcp, kTls, kRelp, kRelpTls, kHttp, kFile, kKafka };
/// "udp", "tcp", "tls", "relp", "relp_tls", "http", "file", "kafka"
std::string_view ToString(Way way);

/// Where this server is reached, as the settings say.
struct Reachable {
  std::string host = "lachan.example";  ///< Name or address.
  int syslog_port = 0;                  ///< UDP and TCP; 0: off.
  int tls_port = 0;
  int relp_port = 0;
  int relp_tls_port = 0;
  bool has_kafka = false;                      ///< Topics are read.
  std::string url = "https://lachan.example";  ///< Of HTTP, without a path.
  std::string source = "SOURCE";               ///< Its name.
  std::string token = "TOKEN";                 ///< Of the source.
};

/// One text to paste.
struct Recipe {
  Way way = Way::kTcp;
  std::string_view language;  ///< "conf", "yaml", "sh", "powershell", "xml", "cli"
  std::string_view place;     ///< File or prompt where it belongs.
  std::string_view note_vi, note_en;
  /// {{host}} {{port}} {{url}} {{http_host}} {{http_port}} {{http_tls}} (on or off) {{token}}
  /// {{source}} stand for what Reachable says.
  std::string_view text;
};

/// One kind of sender.
struct Guide {
  std::string_view key;         ///< "rsyslog"; Source::sender.
  std::string_view name;        ///< "rsyslog"
  std::string_view group;       ///< "unix", "windows", "collector", "device", "file"
  std::vector<Recipe> recipes;  ///< Best first.
};

const std::vector<Guide>& Guides();
/// Null: no such sender.
const Guide* FindGuide(std::string_view key);

/// Whether the server takes records that way.
bool IsOpen(Way way, const Reachable& at);
/// The text with the address put in.
std::string Filled(const Recipe& recipe, const Reachable& at);

/// docs/operations/senders.md.
std::string GuidesMarkdown();

}  // namespace lachan::sources
