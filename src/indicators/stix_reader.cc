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
      valid_until, created_by, level;
  bool revoked = false;
  std::vector<std::string_view> markings;
  std::vector<std::pair<std::string_view, std::string_view>> hashes;

  void Clear() {
    markings.clear();
    hashes.clear();
    type = id = name = description = pattern = pattern_type = value = valid_from = valid_until =
        created_by = level = {};
    revoked = false;
  }
};

void ReadMarkings(JsonText& json, od::value value, Object& out) {
  od::array array;
  if (value.get_array().get(array)) return;
  std::ignore = ForEachElement(json, array, [&](od::value marking, std::size_t) {
    out.markings.push_back(TextOf(marking));
    return out.markings.size() < 50;
  });
}

void ReadHashes(JsonText& json, od::value value, Object& out) {
  od::object hashes;
  if (value.get_object().get(hashes)) return;
  std::ignore = ForEachMember(json, hashes, [&](std::string_view name, od::value digest) {
    if (out.hashes.size() < 50) out.hashes.emplace_back(name, TextOf(digest));
  });
}

/// {"tlp": "red"}, or an extension's {"tlp_2_0": "red"}.
void ReadLevel(JsonText& json, od::value value, Object& out) {
  od::object object;
  if (value.get_object().get(object)) return;
  std::ignore = ForEachMember(json, object, [&](std::string_view key, od::value level) {
    if (key == "tlp" || key == "tlp_2_0") out.level = TextOf(level);
  });
}

void ReadExtensions(JsonText& json, od::value value, Object& out) {
  od::object extensions;
  if (value.get_object().get(extensions)) return;
  std::ignore = ForEachMember(json, extensions, [&](std::string_view, od::value extension) {
    ReadLevel(json, extension, out);
  });
}

void ReadMember(JsonText& json, std::string_view key, od::value value, Object& out) {
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
  if (key == "object_marking_refs") ReadMarkings(json, value, out);
  if (key == "hashes") ReadHashes(json, value, out);
}

/// Of an identity or marking.
void ReadName(JsonText& json, std::string_view key, od::value value, Object& out) {
  if (key == "type") out.type = TextOf(value);
  if (key == "id") out.id = TextOf(value);
  if (key == "name") out.name = TextOf(value);
  if (key == "definition") ReadLevel(json, value, out);
  if (key == "extensions") ReadExtensions(json, value, out);
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
  Reader(JsonText& json, Collector& collector) : json_(json), collector_(collector) {
    for (const auto& [id, tlp] : kKnownMarkings) markings_.emplace(id, tlp);
  }

  simdjson::error_code Run() {
    if (const auto error = json_.Start()) return error;
    // What stands before a fault is used.
    const auto naming = ForEachObject(ReadName, [&](std::size_t) {
      Name();
      return true;
    });
    if (const auto error = json_.Start()) return error;
    const auto reading = ForEachObject(ReadMember, [&](std::size_t index) {
      if (collector_.Full()) return false;
      Take({.pointer = pointer_, .index = index});
      return true;
    });
    return reading ? reading : naming;
  }

 private:
  /// Reads each object of a bundle or of an array, or the one that the document is, into object_
  /// and calls `visit(index)`.
  template <class Read, class Visit>
  simdjson::error_code ForEachObject(Read&& read, Visit&& visit) {
    od::document& document = json_.document();
    od::json_type type;
    if (const auto error = document.type().get(type)) return error;
    od::array array;
    pointer_ = "";
    if (type == od::json_type::array) {
      if (const auto error = document.get_array().get(array)) return error;
      return ForEachIn(array, read, visit);
    }
    od::object root;
    if (const auto error = document.get_object().get(root)) return error;
    const auto none = root["objects"].get_array().get(array);
    if (!none) {
      pointer_ = "/objects";
      return ForEachIn(array, read, visit);
    }
    if (none != simdjson::NO_SUCH_FIELD) return none;
    bool ignored = false;
    if (const auto error = root.reset().get(ignored)) return error;
    if (const auto error = One(root, read)) return error;
    visit(Where::kNone);
    return simdjson::SUCCESS;
  }

  template <class Read, class Visit>
  simdjson::error_code ForEachIn(od::array& array, Read& read, Visit& visit) {
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachElement(json_, array, [&](od::value value, std::size_t index) {
      od::object object;
      if (value.get_object().get(object)) return true;  // nothing we know
      inner = One(object, read);
      return !inner && visit(index);
    });
    return inner ? inner : error;
  }

  template <class Read>
  simdjson::error_code One(od::object& object, Read& read) {
    object_.Clear();
    return ForEachMember(json_, object, [&](std::string_view key, od::value value) {
      read(json_, key, value, object_);
    });
  }

  /// Remembers what others refer to: organisations and markings.
  void Name() {
    if (identities_.size() + markings_.size() > kNamed) return;
    if (object_.type == "identity") identities_.emplace(object_.id, object_.name);
    if (object_.type != "marking-definition") return;
    const auto level = ParseTlp(object_.level.empty() ? object_.name : object_.level);
    if (level) markings_.emplace(object_.id, *level);
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

  JsonText& json_;
  Collector& collector_;
  std::string_view pointer_;
  std::map<std::string, Tlp, std::less<>> markings_;
  std::map<std::string, std::string, std::less<>> identities_;
  Object object_;
};

}  // namespace

simdjson::error_code ReadStix(JsonText& json, Collector& collector) {
  return Reader(json, collector).Run();
}

}  // namespace lachan::indicators
