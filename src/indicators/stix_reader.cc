// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/text.h"
#include "indicators/collector.h"
#include "indicators/json_cursor.h"
#include "indicators/stix_pattern.h"

namespace lachan::indicators {
namespace {

/// The markings that need no definition in a bundle.
/// \source STIX 2.1 §7.2.1.4; OASIS, extension definition TLP 2.0
const std::pair<std::string_view, Tlp> kKnownMarkings[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::kClear},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::kGreen},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::kAmber},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::kRed},
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::kClear},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::kGreen},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::kAmber},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::kAmberStrict},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::kRed},
};

constexpr std::size_t kNamed = 100'000;  // identities and markings remembered

/// What we read of an object.
struct Object {
  std::string_view type, id, name, description, pattern, pattern_type, value, valid_from,
      valid_until, created_by;
  bool revoked = false;
  std::vector<std::string_view> markings;
  std::vector<std::pair<std::string_view, std::string_view>> hashes;

  void Clear() {
    markings.clear();
    hashes.clear();
    type = id = name = description = pattern = pattern_type = value = valid_from = valid_until =
        created_by = {};
    revoked = false;
  }
};

void ReadMarkings(od::value value, Object& out) {
  od::array array;
  if (value.get_array().get(array)) return;
  std::ignore = ForEachElement(array, [&](od::value marking, std::size_t) {
    out.markings.push_back(TextOf(marking));
    return out.markings.size() < 50;
  });
}

void ReadHashes(od::value value, Object& out) {
  od::object hashes;
  if (value.get_object().get(hashes)) return;
  std::ignore = ForEachMember(hashes, [&](std::string_view name, od::value digest) {
    if (out.hashes.size() < 50) out.hashes.emplace_back(name, TextOf(digest));
  });
}

void ReadMember(std::string_view key, od::value value, Object& out) {
  struct Member {
    std::string_view key;
    std::string_view Object::* text;
  };
  static constexpr Member kMembers[] = {
      {"type", &Object::type},
      {"id", &Object::id},
      {"name", &Object::name},
      {"description", &Object::description},
      {"pattern", &Object::pattern},
      {"pattern_type", &Object::pattern_type},
      {"value", &Object::value},
      {"valid_from", &Object::valid_from},
      {"valid_until", &Object::valid_until},
      {"created_by_ref", &Object::created_by},
  };
  for (const auto& member : kMembers) {
    if (key != member.key) continue;
    out.*member.text = TextOf(value);
    return;
  }
  if (key == "revoked") out.revoked = FlagOf(value, false);
  if (key == "object_marking_refs") ReadMarkings(value, out);
  if (key == "hashes") ReadHashes(value, out);
}

/// The observables whose value is in the member "value".
std::optional<Said> SaidOfObservable(std::string_view type) {
  if (type == "ipv4-addr" || type == "ipv6-addr") return Said::kAddress;
  if (type == "domain-name") return Said::kDomain;
  if (type == "url") return Said::kUrl;
  if (type == "email-addr") return Said::kEmail;
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(Collector& collector) : collector_(collector) {
    for (const auto& [id, tlp] : kKnownMarkings) markings_.emplace(id, tlp);
  }

  simdjson::error_code Run(JsonText& json) {
    if (const auto error = json.Start()) return error;
    // The second reading meets the same error and reports it; what stands before is used.
    std::ignore = ForEachObject(json.document(), [&](od::object& object, std::size_t) {
      Name(object);
      return true;
    });
    if (const auto error = json.Start()) return error;
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachObject(json.document(), [&](od::object& object, std::size_t index) {
      if (collector_.Full()) return false;
      object_.Clear();
      inner = ForEachMember(
          object, [&](std::string_view key, od::value value) { ReadMember(key, value, object_); });
      if (!inner) Take({.pointer = pointer_, .index = index});
      return !inner;
    });
    return inner ? inner : error;
  }

 private:
  /// The objects of a bundle, of an array, or the one that the document is.
  template <class Visit>
  simdjson::error_code ForEachObject(od::document& document, Visit&& visit) {
    od::json_type type;
    if (const auto error = document.type().get(type)) return error;
    od::array array;
    pointer_ = "";
    if (type == od::json_type::array) {
      if (const auto error = document.get_array().get(array)) return error;
      return ForEachIn(array, visit);
    }
    od::object root;
    if (const auto error = document.get_object().get(root)) return error;
    const auto none = root["objects"].get_array().get(array);
    if (!none) {
      pointer_ = "/objects";
      return ForEachIn(array, visit);
    }
    if (none != simdjson::NO_SUCH_FIELD) return none;
    bool ignored = false;
    if (const auto error = root.reset().get(ignored)) return error;
    visit(root, Where::kNone);
    return simdjson::SUCCESS;
  }

  template <class Visit>
  simdjson::error_code ForEachIn(od::array& array, Visit& visit) {
    return ForEachElement(array, [&](od::value value, std::size_t index) {
      od::object object;
      if (value.get_object().get(object)) return true;  // nothing we know
      return visit(object, index);
    });
  }

  /// Remembers what others refer to: organisations and markings.
  void Name(od::object& object) {
    const auto type = Member(object, "type");
    if (type != "identity" && type != "marking-definition") return;
    if (identities_.size() + markings_.size() > kNamed) return;
    const std::string id(Member(object, "id"));
    const auto name = Member(object, "name");
    if (type == "identity") {
      identities_.emplace(id, name);
      return;
    }
    auto tlp = ParseTlp(name);
    std::string_view word;
    if (!object["definition"]["tlp"].get_string().get(word)) tlp = ParseTlp(word);
    od::object extensions;
    if (!object["extensions"].get_object().get(extensions)) {
      std::ignore = ForEachMember(extensions, [&](std::string_view, od::value extension) {
        if (!extension["tlp_2_0"].get_string().get(word)) tlp = ParseTlp(word);
      });
    }
    if (tlp) markings_.emplace(id, *tlp);
  }

  static std::string_view Member(od::object& object, std::string_view key) {
    std::string_view text;
    if (object[key].get_string().get(text)) return {};
    return text;
  }

  void Take(const Where& where) {
    if (object_.type == "indicator") {
      Indicate(where);
    } else if (const auto said = SaidOfObservable(object_.type)) {
      Observe(where, [&](const Context& context, Where at) {
        at.member = "value";
        collector_.Offer(object_.value, *said, context, at);
      });
    } else if (!object_.hashes.empty()) {
      Observe(where, [&](const Context& context, Where at) {
        at.member = "hashes";
        for (const auto& [name, digest] : object_.hashes) OfferHash(name, digest, context, at);
      });
    }
  }

  void OfferHash(std::string_view name, std::string_view digest, const Context& context,
                 const Where& where) {
    if (const auto said = SaidOfHash(name)) {
      collector_.Offer(digest, *said, context, where);
    } else {
      collector_.Skip(fmt::format("digest {}", PrintableForLog(name, 40)));
    }
  }

  template <class Offer>
  void Observe(const Where& where, Offer&& offer) {
    if (!collector_.options().stix_observables) {
      collector_.Skip("observable");
      return;
    }
    offer(ContextOf(), where);
  }

  Context ContextOf() const {
    Context context;
    context.id = object_.id;
    context.description = object_.description.empty() ? object_.name : object_.description;
    if (const auto known = identities_.find(object_.created_by); known != identities_.end()) {
      context.source = known->second;
    }
    for (const auto marking : object_.markings) {
      if (const auto known = markings_.find(marking); known != markings_.end()) {
        Tighten(context.tlp, known->second);
      }
    }
    return context;
  }

  void Indicate(Where where) {
    if (object_.revoked) {
      collector_.Skip("revoked");
      return;
    }
    if (!object_.pattern_type.empty() && object_.pattern_type != "stix") {
      collector_.Skip(fmt::format("pattern type {}", PrintableForLog(object_.pattern_type, 40)));
      return;
    }
    Context context = ContextOf();
    const auto from = ParseWhen(object_.valid_from, false);
    const auto until = ParseWhen(object_.valid_until, true);
    if (!from.good || !until.good) {
      where.member = from.good ? "valid_until" : "valid_from";
      collector_.Reject(
          where, "ioc.time.invalid",
          fmt::format("not a time: '{}'",
                      PrintableForLog(from.good ? object_.valid_until : object_.valid_from, 40)),
          "write 2026-01-31T08:00:00Z");
      return;
    }
    context.valid_from = from.instant;
    context.valid_until = until.instant;
    where.member = "pattern";
    Pattern(context, where);
  }

  void Pattern(const Context& context, const Where& where) {
    if (object_.pattern.size() > collector_.limits().pattern_bytes) {
      collector_.Reject(where, "ioc.pattern.long",
                        fmt::format("a pattern of {} bytes; the limit is {}",
                                    object_.pattern.size(), collector_.limits().pattern_bytes),
                        "divide it");
      return;
    }
    const auto pattern = ParseStixPattern(object_.pattern);
    if (!pattern) {
      collector_.Reject(where, "ioc.pattern.invalid", pattern.error().message,
                        pattern.error().hint);
      return;
    }
    for (const auto& lost : pattern->unsupported) {
      collector_.Skip(fmt::format("pattern with {}", PrintableForLog(lost, 60)));
    }
    for (const auto& term : pattern->terms) {
      collector_.Offer(term.value, term.said, context, where);
    }
  }

  Collector& collector_;
  std::string_view pointer_;
  std::map<std::string, Tlp, std::less<>> markings_;
  std::map<std::string, std::string, std::less<>> identities_;
  Object object_;
};

}  // namespace

simdjson::error_code ReadStix(JsonText& json, Collector& collector) {
  return Reader(collector).Run(json);
}

}  // namespace lachan::indicators
