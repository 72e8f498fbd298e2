// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "scan_reports/readers.h"

namespace lachan::scan_reports {
namespace json = boost::json;
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

template <class T>
void AddOnce(std::vector<T>& list, T value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

std::optional<int> ParsePort(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65'535) {
    return std::nullopt;
  }
  return port;
}

}  // namespace

std::string CanonicalCve(std::string_view text) {
  text = Trim(text);
  if (text.size() < 13 || text.size() > 28 || !AsciiEqualsIgnoringCase(text.substr(0, 4), "CVE-") ||
      text[8] != '-') {
    return {};
  }
  for (std::size_t i = 4; i < text.size(); ++i) {
    if (i != 8 && !IsDigit(text[i])) return {};
  }
  return "CVE-" + std::string(text.substr(4));
}

void AddCves(std::string_view text, std::vector<std::string>& cves) {
  for (std::size_t i = 0; i + 13 <= text.size(); ++i) {
    if ((text[i] != 'C' && text[i] != 'c') || !AsciiEqualsIgnoringCase(text.substr(i, 4), "CVE-")) {
      continue;
    }
    std::size_t end = i + 9;
    while (end < text.size() && end < i + 28 && IsDigit(text[end])) ++end;
    if (auto cve = CanonicalCve(text.substr(i, end - i)); !cve.empty()) {
      AddOnce(cves, std::move(cve));
      i = end - 1;
    }
    if (cves.size() >= 200) return;
  }
}

void AddCwe(std::string_view text, std::vector<std::string>& cwes) {
  text = Trim(text);
  const auto lower = AsciiLower(text);
  const auto at = lower.rfind("cwe-");
  std::string_view digits = at == std::string::npos ? text : text.substr(at + 4);
  digits = digits.substr(0, digits.find_first_not_of("0123456789"));
  while (digits.starts_with('0')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 5) return;
  if (at == std::string::npos && digits.size() != text.size()) return;
  AddOnce(cwes, "CWE-" + std::string(digits));
}

void OfferVector(std::string_view vector, Observation& observation) {
  if (Trim(vector).empty()) return;
  auto cvss = ComputeCvss(vector);
  if (!cvss) return;
  const bool is_better = !observation.is_computed || cvss->version > observation.cvss.version;
  if (!is_better) return;
  observation.cvss = *std::move(cvss);
  observation.is_computed = true;
}

void OfferScore(int tenths, Observation& observation) {
  if (observation.is_computed || observation.cvss.tenths > 0) return;
  observation.cvss.tenths = tenths;
}

std::optional<int> ParseTenths(std::string_view text) {
  text = Trim(text);
  double score = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
  if (error != std::errc{} || end != text.data() + text.size() || !(score >= 0 && score <= 10)) {
    return std::nullopt;
  }
  return static_cast<int>(score * 10 + 0.5);
}

std::optional<Level> LevelOfWord(std::string_view word) {
  static constexpr std::pair<std::string_view, Level> kWords[] = {
      {"critical", Level::critical},
      {"high", Level::high},
      {"error", Level::high},
      {"medium", Level::medium},
      {"moderate", Level::medium},
      {"warning", Level::medium},
      {"low", Level::low},
      {"note", Level::low},
      {"info", Level::informational},
      {"informational", Level::informational},
      {"information", Level::informational},
      {"log", Level::informational},
      {"debug", Level::informational},
      {"none", Level::informational},
      {"unknown", Level::informational}};
  for (const auto& [name, level] : kWords) {
    if (AsciiEqualsIgnoringCase(Trim(word), name)) return level;
  }
  return std::nullopt;
}

bool IsAddress(std::string_view text) {
  if (text.size() < 2 || text.size() > 45) return false;
  const auto colons = std::ranges::count(text, ':');
  if (colons >= 2) {
    return text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }
  if (colons != 0 || std::ranges::count(text, '.') != 3) return false;
  for (const auto part : Split(text, '.')) {
    int octet = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), octet);
    if (error != std::errc{} || end != part.data() + part.size() || octet < 0 || octet > 255) {
      return false;
    }
  }
  return true;
}

void PlaceByUrl(std::string_view url, Observation& observation) {
  url = Trim(url);
  int port = 0;
  const bool is_tls = url.starts_with("https://");
  if (is_tls || url.starts_with("http://")) {
    if (observation.url.empty()) observation.url = std::string(url);
    port = is_tls ? 443 : 80;
    url.remove_prefix(is_tls ? 8 : 7);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  } else if (url.find("://") != std::string_view::npos || url.find('/') != std::string_view::npos) {
    return;
  }
  std::string_view name = url;
  if (url.starts_with('[')) {
    const auto close = url.find(']');
    if (close == std::string_view::npos) return;
    name = url.substr(1, close - 1);
    url.remove_prefix(close + 1);
    if (url.starts_with(':')) port = ParsePort(url.substr(1)).value_or(port);
  } else if (const auto colon = url.rfind(':');
             colon != std::string_view::npos && url.find(':') == colon) {
    name = url.substr(0, colon);
    port = ParsePort(url.substr(colon + 1)).value_or(port);
  }
  if (IsAddress(name)) {
    if (observation.address.empty()) observation.address = std::string(name);
  } else if (observation.host.empty()) {
    observation.host = std::string(name);
  }
  if (observation.port == 0 && port > 0) observation.port = port;
  if (observation.port > 0 && observation.protocol.empty()) observation.protocol = "tcp";
}

std::optional<Instant> ReadInstant(std::string_view text) {
  text = Trim(text);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc{} && end == text.data() + text.size()) {
    if (seconds < 0 || seconds > 8'000'000'000) return std::nullopt;
    return Instant{std::chrono::seconds{seconds}};
  }
  if (auto instant = ParseInstant(text)) return *instant;
  return std::nullopt;
}

Result<std::unique_ptr<pugi::xml_document>> ReadXml(std::string_view text,
                                                    const ReportLimits& limits) {
  const auto dtd =
      text.substr(0, text.find("<!DOCTYPE") == std::string_view::npos ? 0 : text.size());
  if (text.find("<!ENTITY") != std::string_view::npos || dtd.find("<!ELEMENT") != dtd.npos) {
    return Fail(ErrorCode::kInvalidInput,
                "the XML declares entities or a document type of its own; such files are not read");
  }
  std::size_t nodes = 0;
  for (const char c : text) nodes += c == '<' || c == '=';
  if (nodes > limits.xml_nodes) {
    return Fail(ErrorCode::kExhausted, "the XML has more than {} elements and attributes",
                limits.xml_nodes);
  }
  auto document = std::make_unique<pugi::xml_document>();
  // The document type is passed over; entities but the five of XML stay as they are written.
  const auto parsed = document->load_buffer(text.data(), text.size(), pugi::parse_default);
  if (!parsed) {
    return Fail(ErrorCode::kInvalidInput, "not XML: {} at byte {}", parsed.description(),
                parsed.offset);
  }
  return document;
}

const json::value* Find(const json::value& value, std::string_view path) {
  const json::value* at = &value;
  for (const auto name : Split(path, '.')) {
    const auto* object = at->if_object();
    if (object == nullptr) return nullptr;
    at = object->if_contains(json::string_view(name.data(), name.size()));
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string TextAt(const json::value& value, std::string_view path) {
  const auto* found = Find(value, path);
  if (found == nullptr) return {};
  if (found->is_string()) return std::string(found->get_string());
  if (found->is_int64()) return std::to_string(found->get_int64());
  if (found->is_uint64()) return std::to_string(found->get_uint64());
  if (found->is_double()) return fmt::format("{}", found->get_double());
  return {};
}

const json::array* ArrayAt(const json::value& value, std::string_view path) {
  const auto* found = Find(value, path);
  return found == nullptr ? nullptr : found->if_array();
}

std::vector<std::string> TextsAt(const json::value& value, std::string_view path) {
  std::vector<std::string> texts;
  if (const auto* array = ArrayAt(value, path)) {
    for (const auto& item : *array) {
      if (item.is_string() && texts.size() < 200) texts.emplace_back(item.get_string());
    }
  } else if (auto text = TextAt(value, path); !text.empty()) {
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace lachan::scan_reports
