// SPDX-License-Identifier: Apache-2.0
#include "indicators/collector.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "indicators/address.h"

namespace lachan::indicators {
namespace {

constexpr std::size_t kReasons = 100;

/// Names of the document's making may be long.
std::string Short(std::string_view reason) {
  return reason.size() <= 100 ? std::string(reason) : PrintableForLog(reason, 100);
}

/// A network so wide that it meets much of the Internet.
bool IsVeryWide(const CanonicalValue& value) {
  if (value.kind != Kind::kNetwork) return false;
  const auto network = ParseNetwork(value.value);
  return network && network->bits < (network->first.is_v4 ? 8 : 16);
}

std::optional<Instant> FromSeconds(std::string_view text) {
  if (text.size() < 9 || text.size() > 12) return std::nullopt;  // "20260131" is no time we know
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (seconds < 0 || seconds > 253'402'300'799) return std::nullopt;  // the year 9999
  return Instant{std::chrono::seconds{std::min<std::int64_t>(seconds, 9'214'646'400)}};
}

}  // namespace

bool Collector::Offer(std::string_view value, Said said, const Context& context,
                      const Where& where) {
  if (value.size() > limits().value_bytes) {
    Reject(where, "ioc.value.long",
           fmt::format("a value of {} bytes; the limit is {}", value.size(), limits().value_bytes),
           "shorten it or leave it out");
    return false;
  }
  auto canonical = Canonicalise(value, said);
  if (!canonical) {
    Reject(where, "ioc.value.invalid", std::move(canonical.error().message),
           std::move(canonical.error().hint));
    return false;
  }
  if (context.valid_from && context.valid_until && *context.valid_until <= *context.valid_from) {
    Reject(where, "ioc.validity.empty", "valid_until is not after valid_from",
           "correct one of the two");
    return false;
  }
  if (IsVeryWide(*canonical)) {
    Warn(where, "ioc.network.wide", fmt::format("a very wide network: {}", canonical->value),
         "it will be met by very many events; is that meant?");
  }
  ++report_.found;
  ++report_.loaded;
  Indicator indicator;
  indicator.kind = canonical->kind;
  indicator.source =
      Cut(context.source.empty()
              ? std::string_view(options_.source.empty() ? options_.file : options_.source)
              : context.source);
  if (context.description != value) indicator.description = Cut(context.description);
  if (context.id.size() <= limits().id_bytes) indicator.id = context.id;
  indicator.value = std::move(canonical->value);
  indicator.valid_from = context.valid_from;
  indicator.valid_until = context.valid_until;
  indicator.tlp = context.tlp.value_or(options_.tlp);
  sink_(std::move(indicator));
  return true;
}

void Collector::Reject(const Where& where, std::string code, std::string message,
                       std::string hint) {
  ++report_.found;
  ++report_.rejected;
  Add(Diagnostic::Severity::kError, where, std::move(code), std::move(message), std::move(hint));
}

void Collector::RejectDocument(std::string code, std::string message, std::string hint,
                               const Where& where) {
  report_.complete = false;
  Reject(where, std::move(code), std::move(message), std::move(hint));
}

void Collector::Skip(std::string_view reason) {
  ++report_.found;
  ++report_.skipped;
  auto& why = report_.skipped_why;
  auto known = std::ranges::find(why, Short(reason), &std::pair<std::string, std::size_t>::first);
  if (known == why.end() && why.size() >= kReasons) {
    known = std::ranges::find(why, "other", &std::pair<std::string, std::size_t>::first);
    if (known == why.end()) known = why.insert(why.end(), {"other", 0});
  } else if (known == why.end()) {
    known = why.insert(why.end(), {Short(reason), 0});
  }
  ++known->second;
}

void Collector::Warn(const Where& where, std::string code, std::string message, std::string hint) {
  Add(Diagnostic::Severity::kWarning, where, std::move(code), std::move(message), std::move(hint));
}

bool Collector::Full() {
  if (full_) return true;
  if (report_.found < limits().indicators) return false;
  full_ = true;
  RejectDocument(
      "ioc.limit.indicators",
      fmt::format("more than {} indicators: what follows was not read", limits().indicators),
      "divide the document or raise the limit");
  return true;
}

void Collector::Add(Diagnostic::Severity severity, const Where& where, std::string code,
                    std::string message, std::string hint) {
  if (report_.findings.size() >= limits().findings) {
    ++report_.findings_left_out;
    return;
  }
  Diagnostic finding;
  finding.severity = severity;
  finding.code = std::move(code);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.where.file = options_.file;
  finding.where.line = where.line;
  if (!where.pointer.empty() || where.index != Where::kNone || !where.member.empty()) {
    finding.where.file += fmt::format("#{}", where.pointer);
    if (where.index != Where::kNone) finding.where.file += fmt::format("/{}", where.index);
    if (!where.member.empty()) finding.where.file += fmt::format("/{}", where.member);
  }
  report_.findings.push_back(std::move(finding));
}

std::string Collector::Cut(std::string_view text) const {
  text = Trim(text);
  std::size_t size = std::min(text.size(), limits().text_bytes);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;  // not within a character
  }
  return std::string(text.substr(0, size));
}

WhenText ParseWhen(std::string_view raw, bool end) {
  const auto text = Trim(raw);
  if (text.empty()) return {true, std::nullopt};
  if (const auto seconds = FromSeconds(text)) return {true, seconds};
  if (text.size() >= 10 && text.substr(0, 4) > "2261" && text.substr(0, 4) <= "9999" &&
      text[4] == '-') {
    return {true, std::nullopt};
  }
  if (text.size() == 10) {
    const auto date = ParseDate(text);
    if (!date) return {};
    const Instant midnight{std::chrono::sys_days{*date}};
    return {true, end ? midnight + std::chrono::days{1} : midnight};
  }
  if (const auto instant = ParseInstant(text)) return {true, *instant};
  std::string zoned(text);
  if (zoned.ends_with(" UTC")) zoned.resize(zoned.size() - 4);
  if (zoned.size() == 16) zoned += ":00";
  if (const auto instant = ParseInstant(zoned + 'Z')) return {true, *instant};
  return {};
}

}  // namespace lachan::indicators
