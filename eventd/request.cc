// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace lachan::eventd {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> Decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return Fail(ErrorCode::kInvalidInput, "bad percent-encoding at byte {} of the URL", i);
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

constexpr std::array<std::string_view, 10> kIgnored = {"user",
                                                       "password",
                                                       "quota_key",
                                                       "wait_end_of_query",
                                                       "buffer_size",
                                                       "log_comment",
                                                       "http_write_exception_in_output_format",
                                                       "stacktrace",
                                                       "role",
                                                       "send_progress_in_http_headers"};
constexpr std::array<std::string_view, 7> kUnsupported = {
    "session_id", "session_check", "session_timeout", "compress",
    "decompress", "readonly",      "close_session"};

Status Take(Request& request, std::string name, std::string value) {
  if (name == "query") {
    request.sql = std::move(value);
  } else if (name == "database") {
    request.database = std::move(value);
  } else if (name == "default_format") {
    request.format = std::move(value);
  } else if (name == "query_id") {
    request.query_id = std::move(value);
  } else if (name.starts_with("param_")) {
    request.parameters.emplace_back(name.substr(6), std::move(value));
  } else if (std::ranges::find(kUnsupported, name) != kUnsupported.end() && value != "0") {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not supported by the embedded engine", name);
  } else if (std::ranges::find(kIgnored, name) != kIgnored.end()) {
    return {};
  } else if (!IsIdentifier(name)) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a setting name", PrintableForLog(name, 60));
  } else {
    request.settings.emplace_back(std::move(name), std::move(value));
  }
  return {};
}

std::string_view SkipSpaceAndComments(std::string_view sql) {
  for (;;) {
    sql = sql.substr(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
    if (sql.starts_with("--")) {
      sql = sql.substr(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with("/*")) {
      const auto end = sql.find("*/");
      sql = end == std::string_view::npos ? std::string_view{} : sql.substr(end + 2);
    } else {
      return sql;
    }
  }
}

std::string FirstWord(std::string_view sql) {
  sql = SkipSpaceAndComments(sql);
  std::size_t end = 0;
  while (end < sql.size() && std::isalpha(static_cast<unsigned char>(sql[end]))) ++end;
  return AsciiLower(sql.substr(0, end));
}

}  // namespace

bool IsIdentifier(std::string_view text) {
  if (text.empty() || text.size() > 128 || std::isdigit(static_cast<unsigned char>(text[0]))) {
    return false;
  }
  return std::ranges::all_of(text,
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

Result<Request> ParseTarget(std::string_view target) {
  Request request;
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark == std::string_view::npos) return request;
  for (const auto pair : Split(target.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    LACHAN_TRY(std::string name, Decode(pair.substr(0, equals)));
    LACHAN_TRY(
        std::string value,
        Decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1)));
    LACHAN_TRY_DO(Take(request, std::move(name), std::move(value)));
  }
  return request;
}

InsertHead SplitInsert(std::string_view sql) {
  if (FirstWord(sql) != "insert") return {};
  while (!sql.empty() &&
         (std::isspace(static_cast<unsigned char>(sql.back())) != 0 || sql.back() == ';')) {
    sql.remove_suffix(1);
  }
  // "… FORMAT <word>" at the very end; anything else carries its data itself.
  std::size_t word = sql.size();
  while (word > 0 && (std::isalnum(static_cast<unsigned char>(sql[word - 1])) != 0)) --word;
  std::string_view before = sql.substr(0, word);
  const std::string_view format = sql.substr(word);
  while (!before.empty() && std::isspace(static_cast<unsigned char>(before.back())) != 0) {
    before.remove_suffix(1);
  }
  constexpr std::string_view kFormat = "format";
  if (format.empty() || before.size() <= kFormat.size() || before.size() == word ||
      !AsciiEqualsIgnoringCase(before.substr(before.size() - kFormat.size()), kFormat)) {
    return {};
  }
  before.remove_suffix(kFormat.size());
  if (before.empty() ||
      (std::isspace(static_cast<unsigned char>(before.back())) == 0 && before.back() != ')')) {
    return {};
  }
  while (std::isspace(static_cast<unsigned char>(before.back())) != 0) before.remove_suffix(1);
  return {.head = std::string(before), .format = std::string(format)};
}

bool IsWrite(std::string_view sql) {
  static constexpr std::array<std::string_view, 9> kReads = {
      "select", "with", "show", "describe", "desc", "exists", "explain", "check", ""};
  return std::ranges::find(kReads, FirstWord(sql)) == kReads.end();
}

bool IsUrgent(const Request& request) {
  return std::ranges::any_of(request.settings, [](const auto& setting) {
    return setting.first == "priority" && setting.second == "1";
  });
}

std::string Quote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    if (c == '\0') {
      out += "\\0";
    } else {
      out += c;
    }
  }
  return out + "'";
}

unsigned HttpStatus(int code) {
  switch (code) {
    case 0:
      return 200;
    case 6:
    case 16:
    case 26:
    case 27:
    case 36:
    case 38:
    case 41:
    case 42:
    case 43:
    case 46:
    case 47:
    case 53:
    case 62:
    case 72:
    case 73:
    case 115:
    case 117:
    case 456:
    case 457:
      return 400;
    case 60:
    case 81:
      return 404;
    case 159:
    case 160:
      return 408;
    case 202:
      return 503;
    case 516:
      return 401;
    default:
      return 500;
  }
}

}  // namespace lachan::eventd
