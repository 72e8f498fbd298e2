// SPDX-License-Identifier: Apache-2.0
#include "sources/source_rules.h"

#include <algorithm>

#include "base/text.h"
#include "register/address.h"
#include "register/entities.h"
#include "sources/senders.h"

namespace lachan::sources {
namespace {

using journal::RowChange;

std::unexpected<Error> Wrong(ErrorCode code, std::string text, std::string field,
                             std::string message) {
  Error error(code, std::move(text));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Status Taken(RowChange& change, const Source& other, const std::string& what,
             const std::string& field) {
  LACHAN_TRY(const auto agency, journal::Get<Agency>(change.writer, other.agency_id.value));
  const std::string whose = fmt::format("{}, {}", other.name.value, agency.name.value);
  return Wrong(ErrorCode::kConflict,
               fmt::format("{} belongs to source {} ({}) already: give each source its own, or "
                           "switch that one off",
                           what, other.id.value, whose),
               field, "taken:" + whose);
}

bool IsSameNetwork(const Source& a, const Source& b) {
  if (!a.network || !b.network) return false;
  const auto x = registry::ParseNetwork(a.network->value);
  const auto y = registry::ParseNetwork(b.network->value);
  return x && y && *x == *y;
}

bool IsSameCertificate(const Source& a, const Source& b) {
  return !a.client_certificate.empty() &&
         AsciiEqualsIgnoringCase(a.client_certificate.value, b.client_certificate.value);
}

/// Only the older of two sources with the same mark would ever receive.
Status MarksAreItsOwn(RowChange& change) {
  const auto source = change.As<Source>();
  const bool is_claimed = change.Changes("network") || change.Changes("client_certificate") ||
                          change.Changes("enabled") || change.Changes("archived") ||
                          change.before == nullptr;
  const bool has_mark = source.network || !source.client_certificate.empty();
  if (source.archived.value || !source.enabled || !has_mark || !is_claimed) return {};
  LACHAN_TRY(const auto others, journal::ListAll<Source>(change.writer));
  for (const Source& other : others) {
    if (other.id.value == source.id.value || !other.enabled) continue;
    if (IsSameNetwork(source, other)) {
      return Taken(change, other, "network " + source.network->value, "network");
    }
    if (IsSameCertificate(source, other)) {
      return Taken(change, other, "certificate " + source.client_certificate.value,
                   "client_certificate");
    }
  }
  return {};
}

Status SenderIsKnown(RowChange& change) {
  const auto source = change.As<Source>();
  if (source.sender.empty() || !change.Changes("sender")) return {};
  if (FindGuide(source.sender.value) != nullptr) return {};
  return Wrong(ErrorCode::kInvalidInput,
               fmt::format("there is no sender {}: GET /api/v1/sources/guides lists them",
                           PrintableForLog(source.sender.value, 40)),
               "sender", "not_a_choice");
}

Status FormatIsKnown(RowChange& change, std::span<const std::string_view> formats) {
  const auto source = change.As<Source>();
  if (source.format.empty() || !change.Changes("format")) return {};
  if (std::ranges::find(formats, source.format.value) != formats.end()) return {};
  return Wrong(ErrorCode::kInvalidInput,
               fmt::format("there is no format {}: leave it empty to have it found out, or say {}",
                           PrintableForLog(source.format.value, 40), fmt::join(formats, ", ")),
               "format", "not_a_choice");
}

}  // namespace

void AddSourceRules(journal::Registers& registers, std::span<const std::string_view> formats) {
  auto& hooks = registers.Existing("source").before_change;
  hooks.push_back(MarksAreItsOwn);
  hooks.push_back(SenderIsKnown);
  hooks.push_back([formats](RowChange& change) { return FormatIsKnown(change, formats); });
}

}  // namespace lachan::sources
