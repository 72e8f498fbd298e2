// SPDX-License-Identifier: Apache-2.0
#include "hunts/rule_statement.h"

#include "hunts/rule_sql.h"

namespace lachan::hunts {
namespace {

/// A literal of ClickHouse.
std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// A list as a parameter has quotes told apart already.
std::string Escaped(std::string_view list) {
  std::string out;
  for (const char c : list) {
    if (c == '\\') out += c;
    out += c;
  }
  return out;
}

std::string WithValues(const std::string& sql, const events::Statement& statement) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const auto open = sql.find("{p", at);
    if (open == std::string::npos) return out + sql.substr(at);
    const auto colon = sql.find(':', open);
    const auto close = sql.find('}', open);
    const auto number = static_cast<std::size_t>(std::atoi(sql.c_str() + open + 2));
    out += sql.substr(at, open - at);
    const bool is_list = sql.compare(colon + 1, 5, "Array") == 0;
    const std::string& value = statement.parameters.at(number).second;
    out += is_list ? Escaped(value) : Quoted(value);
    at = close + 1;
  }
  return out;
}

}  // namespace

PrintedRule PrintRule(const detect::RuleInfo& rule, const detect::Expr& condition) {
  events::Statement statement;
  const auto compiled = CompileRule(rule, condition, statement);
  PrintedRule printed;
  printed.id = rule.id;
  printed.title = rule.title;
  printed.confirmed = compiled.confirmed;
  printed.sql = "SELECT time, id, agency, host, raw FROM events\nWHERE " +
                WithValues(compiled.candidates, statement) + "\nORDER BY time DESC, id DESC";
  return printed;
}

Result<PrintedRule> PrintRule(const detect::SourceText& source) {
  const auto read = detect::ReadConditions({&source, 1});
  for (std::size_t i = 0; i < read.rules.size(); ++i) {
    if (read.rules[i].kind == detect::RuleKind::kDetection) {
      return PrintRule(read.rules[i], read.conditions[i]);
    }
  }
  for (const auto& finding : read.report.findings) {
    if (finding.severity == Diagnostic::Severity::kError) {
      return Fail(ErrorCode::kInvalidInput, "{}", finding.Text());
    }
  }
  return Fail(ErrorCode::kInvalidInput,
              "{} holds no detection rule: correlations count what their rules match", source.path);
}

}  // namespace lachan::hunts
