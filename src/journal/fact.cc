// SPDX-License-Identifier: Apache-2.0
#include "journal/fact.h"

#include <boost/json/serialize.hpp>

#include <charconv>

#include "base/hash.h"

namespace lachan::journal {
namespace {

namespace json = boost::json;

/// Appends "<length>:<bytes>,".
void Append(std::string& out, std::string_view bytes) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes.size()).ptr;
  out.append(digits, end);
  out += ':';
  out += bytes;
  out += ',';
}

void Append(std::string& out, std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  Append(out, std::string_view(digits, end));
}

void AppendCanonical(std::string& out, const json::value& value) {
  if (const auto* object = value.if_object()) {
    std::vector<const json::key_value_pair*> members;
    members.reserve(object->size());
    for (const auto& member : *object) members.push_back(&member);
    std::ranges::sort(members, {}, [](const auto* member) {
      return std::string_view(member->key().data(), member->key().size());
    });
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) out += ',';
      out += json::serialize(json::value(members[i]->key()));
      out += ':';
      AppendCanonical(out, members[i]->value());
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      AppendCanonical(out, (*array)[i]);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string_view GenesisHash() {
  return "0000000000000000000000000000000000000000000000000000000000000000";
}

std::string HashOf(const Fact& fact, std::string_view previous_hash) {
  std::string bytes;
  bytes.reserve(320 + fact.payload.size());
  Append(bytes, "lachan.fact.1");
  Append(bytes, previous_hash);
  Append(bytes, fact.id);
  Append(bytes, fact.kind);
  Append(bytes, fact.subject_kind);
  Append(bytes, fact.subject_id);
  Append(bytes, fact.agency.value);
  Append(bytes, fact.system.value);
  Append(bytes, fact.actor.value);
  Append(bytes, fact.actor_name);
  Append(bytes, static_cast<std::int64_t>(fact.recorded_at.time_since_epoch().count()));
  Append(bytes, static_cast<std::int64_t>(fact.occurred_at.time_since_epoch().count()));
  Append(bytes, fact.origin == Origin::live ? "live" : "exercise");
  Append(bytes, fact.cause.value);
  Append(bytes, fact.payload);
  return Sha256Hex(bytes);
}

std::string CanonicalJson(const json::object& object) {
  std::string out;
  AppendCanonical(out, object);
  return out;
}

}  // namespace lachan::journal
