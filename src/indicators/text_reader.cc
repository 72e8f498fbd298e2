// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "indicators/collector.h"

namespace lachan::indicators {
namespace {

/// Without a remark behind the value ("192.0.2.1  # beacon") and quotes around it.
std::string_view Bare(std::string_view line) {
  for (const std::string_view mark : {" #", "\t#", " ;", "\t;", " //", "\t//"}) {
    line = line.substr(0, line.find(mark));
  }
  line = Trim(line);
  if (line.size() >= 2 && line.front() == line.back() &&
      (line.front() == '"' || line.front() == '\'')) {
    line = Trim(line.substr(1, line.size() - 2));
  }
  return line;
}

bool IsRemark(std::string_view line) {
  return line.empty() || line[0] == '#' || line[0] == ';' ||
         (line.starts_with("//") && line.find('.') == std::string_view::npos) ||
         line.starts_with("// ");
}

void ReadLine(std::string_view line, int number, Collector& collector) {
  const Where where{.line = number};
  if (line.size() > collector.limits().line_bytes) {
    collector.Reject(where, "ioc.line.long",
                     fmt::format("a line of {} bytes; the limit is {}", line.size(),
                                 collector.limits().line_bytes),
                     "write one value a line");
    return;
  }
  line = Trim(line);
  if (IsRemark(line)) return;
  if (!IsValidUtf8(line)) {
    collector.Reject(where, "ioc.encoding", "the line is not UTF-8", "save the file as UTF-8");
    return;
  }
  line = Bare(line);
  if (line.find_first_of(" \t") != std::string_view::npos) {
    collector.Reject(where, "ioc.line.words",
                     fmt::format("several words: '{}'", PrintableForLog(line, 80)),
                     "write one value a line, a remark after ' #'");
    return;
  }
  collector.Offer(line, Said::kNothing, {}, where);
}

}  // namespace

void ReadPlainText(std::string_view text, Collector& collector) {
  int number = 0;
  while (!text.empty() && !collector.Full()) {
    const auto end = text.find('\n');
    ++number;
    ReadLine(text.substr(0, end), number, collector);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace lachan::indicators
