// SPDX-License-Identifier: Apache-2.0
#include "bodies/otlp_record.h"

#include "base/text.h"
#include "bodies/render.h"
#include "formats/json_extent.h"

namespace lachan::bodies {
namespace {

void AppendText(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  AppendName(out, name);
  AppendQuoted(out, value);
}

bool IsIdentity(std::string_view hex) {
  return hex.find_first_not_of('0') != std::string_view::npos;
}

bool IsObject(std::string_view text) {
  return text.starts_with('{') && formats::JsonExtent().Find(text) == text.size();
}

void AppendBody(std::string& out, const OtlpRecord& record) {
  // An object as it is, and a line of JSON that nobody has read yet.
  const auto object =
      IsObject(record.body) ? std::string_view(record.body) : Trim(record.body_text);
  if (IsObject(object)) {
    const auto members = Trim(object.substr(1, object.size() - 2));
    if (!members.empty() && out.back() != '{') out += ',';
    out += members;
  } else if (!record.body_text.empty()) {
    AppendName(out, "message");
    AppendQuoted(out, record.body_text);
  } else if (!record.body.empty() && record.body != "null") {
    AppendName(out, "body");
    out += record.body;
  }
}

}  // namespace

void JoinMembers(std::string& members, std::string_view more) {
  if (more.empty()) return;
  if (!members.empty() && members.back() != '{') members += ',';
  members += more;
}

Taking<void> OtlpWriter::Write(const OtlpRecord& record) {
  std::string out = "{";
  out.reserve(256 + record.body.size() + record.body_text.size() + record.attributes.size() +
              resource_.size() + scope_.size());
  const auto time = record.time != 0 ? record.time : record.observed;
  if (time != 0) {
    AppendName(out, "@timestamp");
    AppendTime(out, time);
  }
  if (record.time != 0 && record.observed != 0) {
    AppendName(out, "observed_timestamp");
    AppendTime(out, record.observed);
  }
  AppendText(out, "log.level", record.severity_text);
  if (record.severity != 0) {
    AppendName(out, "severity_number");
    out += std::to_string(record.severity);
  }
  if (IsIdentity(record.trace_id)) AppendText(out, "trace.id", record.trace_id);
  if (IsIdentity(record.span_id)) AppendText(out, "span.id", record.span_id);
  AppendText(out, "event.name", record.event_name);
  AppendBody(out, record);
  JoinMembers(out, record.attributes);
  JoinMembers(out, scope_);
  JoinMembers(out, resource_);
  out += '}';
  written_ += out.size();
  if (written_ > limits_.rendered) {
    return std::unexpected(
        Trouble{413,
                fmt::format("with the attributes of their resources these records are more than {} "
                            "MiB; send smaller batches",
                            limits_.rendered >> 20),
                {}});
  }
  sink_(std::move(out));
  return {};
}

}  // namespace lachan::bodies
