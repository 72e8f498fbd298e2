// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "schema/entity.h"

namespace lachan::schema {

/// Checks a text against its field: UTF-8, length in code points, format, choice, date. Returns it
/// in NFC with outer blanks removed, or the key of the message: "not_utf8", "too_short:N",
/// "too_long:N", "not_a_choice", "not_a_date", "control_character", "not_an_email", "not_a_phone",
/// "not_a_url", "not_a_domain", "not_a_network", "not_a_code", "required".
std::expected<Value, std::string> CheckText(const FieldInfo& field, std::string_view text);

/// "too_small:N", "too_large:N", or "required" for a reference that is not positive.
std::expected<Value, std::string> CheckNumber(const FieldInfo& field, std::int64_t number);

}  // namespace lachan::schema
