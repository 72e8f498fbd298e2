// SPDX-License-Identifier: Apache-2.0
/// \file
/// Member types of entities. The type carries the constraint, so that the table mapping, the
/// validation, the form and the OpenAPI schema all follow from the one declaration of the struct.
#pragma once

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/id.h"
#include "core/time.h"

namespace lachan::schema {

/// What a text holds; decides validation, the form control and the OpenAPI `format`.
enum class TextFormat : std::uint8_t {
  kLine,       ///< One line.
  kParagraph,  ///< Several lines.
  kPhone,      ///< Digits, blanks, + ( ) . - ; at least 3 digits.
  kEmail,      ///< local@domain, one of each.
  kUrl,        ///< http:// or https://.
  kDomain,     ///< Host name, RFC 1123.
  kCidr,       ///< IPv4 or IPv6 address or network in CIDR notation, RFC 4632.
  kCode,       ///< Letters, digits and - _ . / only.
  kJson,       ///< A JSON document; embedded as such in API answers. RFC 8259.
  kSecret,     ///< Hash or key: stored, never in JSON, facts or logs.
};

/// Text of `Min` to `Max` code points. Min > 0 makes the field required.
template <TextFormat Format, std::size_t Min, std::size_t Max>
struct Text {
  std::string value;

  Text() = default;
  Text(std::string text) : value(std::move(text)) {}     // NOLINT: meant to be implicit
  Text(const char* text) : value(text) {}                // NOLINT
  operator const std::string&() const { return value; }  // NOLINT
  bool empty() const { return value.empty(); }
  friend bool operator==(const Text&, const Text&) = default;
};

template <std::size_t Min, std::size_t Max>
using Line = Text<TextFormat::kLine, Min, Max>;
template <std::size_t Max>
using Paragraph = Text<TextFormat::kParagraph, 0, Max>;
/// A paragraph that must not be empty.
template <std::size_t Max>
using RequiredParagraph = Text<TextFormat::kParagraph, 1, Max>;
using Phone = Text<TextFormat::kPhone, 0, 40>;
using Email = Text<TextFormat::kEmail, 0, 254>;
using Url = Text<TextFormat::kUrl, 0, 2000>;
using Domain = Text<TextFormat::kDomain, 0, 253>;
using Cidr = Text<TextFormat::kCidr, 1, 49>;
template <std::size_t Min, std::size_t Max>
using Code = Text<TextFormat::kCode, Min, Max>;
using Json = Text<TextFormat::kJson, 0, 1 << 20>;
using SecretText = Text<TextFormat::kSecret, 0, 1000>;

/// Whole number in [Low, High].
template <std::int64_t Low, std::int64_t High>
struct Number {
  std::int64_t value = Low > 0 ? Low : (High < 0 ? High : 0);

  Number() = default;
  Number(std::int64_t number) : value(number) {}   // NOLINT: meant to be implicit
  operator std::int64_t() const { return value; }  // NOLINT
};

/// A field that the system sets: shown, never accepted from a request body.
template <class T>
struct Computed {
  T value{};

  Computed() = default;
  Computed(T v) : value(std::move(v)) {}       // NOLINT: meant to be implicit
  operator const T&() const { return value; }  // NOLINT
};

/// What every stored entity has. Derive from it and describe the derived struct:
///   struct Supplier : Row { Line<1, 200> name; … };
///   BOOST_DESCRIBE_STRUCT(Supplier, (Row), (name, …))
struct Row {
  Computed<std::int64_t> id;       ///< Positive; assigned by the store.
  Computed<std::int64_t> version;  ///< Counts the changes from 1; compared on update.
  Computed<Instant> created_at;
  Computed<Instant> updated_at;
  Computed<bool> archived;  ///< Out of use; hidden from lists unless asked for.
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, version, created_at, updated_at, archived))

}  // namespace lachan::schema
