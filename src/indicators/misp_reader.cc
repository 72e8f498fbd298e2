// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "indicators/collector.h"
#include "indicators/json_cursor.h"

namespace lachan::indicators {
namespace {

/// One side of a type: "ip-dst", or "filename" and "md5" of "filename|md5".
std::optional<Said> SaidOfPart(std::string_view part) {
  struct Known {
    std::string_view name;
    Said said;
  };
  static constexpr Known kKnown[] = {
      {"ip-src", Said::kAddress},
      {"ip-dst", Said::kAddress},
      {"ip", Said::kAddress},
      {"domain", Said::kDomain},
      {"hostname", Said::kDomain},
      {"url", Said::kUrl},
      {"md5", Said::kMd5},
      {"sha1", Said::kSha1},
      {"sha256", Said::kSha256},
      {"sha512", Said::kSha512},
      {"imphash", Said::kMd5},
      {"x509-fingerprint-md5", Said::kMd5},
      {"x509-fingerprint-sha1", Said::kSha1},
      {"x509-fingerprint-sha256", Said::kSha256},
      {"email", Said::kEmail},
      {"email-src", Said::kEmail},
      {"email-dst", Said::kEmail},
      {"email-reply-to", Said::kEmail},
  };
  for (const auto& known : kKnown) {
    if (known.name == part) return known.said;
  }
  return std::nullopt;
}

/// A type and how its value divides at "|".
struct Type {
  std::optional<Said> first, second;
  bool composite = false;
};
Type TypeOf(std::string_view name) {
  if (name == "malware-sample") name = "filename|md5";
  const auto bar = name.find('|');
  if (bar == std::string_view::npos) return {SaidOfPart(name), std::nullopt, false};
  return {SaidOfPart(name.substr(0, bar)), SaidOfPart(name.substr(bar + 1)), true};
}

struct Attribute {
  std::string_view type, value, uuid, comment;
  bool to_ids = true, deleted = false;
  std::optional<Tlp> tlp;
};

/// What an event says of all its attributes.
struct Event {
  std::string_view info, organisation;
  std::optional<Tlp> tlp;
};

void ReadTags(JsonText& json, od::value value, std::optional<Tlp>& tlp) {
  od::array tags;
  if (value.get_array().get(tags)) return;
  std::ignore = ForEachElement(json, tags, [&](od::value tag, std::size_t) {
    std::string_view name;
    if (!tag["name"].get_string().get(name) && AsciiLower(name.substr(0, 4)) == "tlp:") {
      Tighten(tlp, ParseTlp(name).value_or(Tlp::kAmber));
    }
    return true;
  });
}

class Reader {
 public:
  Reader(JsonText& json, Collector& collector) : json_(json), collector_(collector) {}

  simdjson::error_code Run() {
    if (const auto error = json_.Start()) return error;
    od::document& document = json_.document();
    od::json_type type;
    if (const auto error = document.type().get(type)) return error;
    if (type == od::json_type::array) {
      od::array array;
      if (const auto error = document.get_array().get(array)) return error;
      return Events(array, "");
    }
    od::object root;
    if (const auto error = document.get_object().get(root)) return error;
    return Members(root, "");
  }

 private:
  /// {"Event": …}, {"response": …} or {"Attribute": […]}, whose elements are events or attributes.
  simdjson::error_code Members(od::object& object, const std::string& pointer) {
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachMember(json_, object, [&](std::string_view key, od::value value) {
      if (inner || collector_.Full()) return;
      if (key == "Event") inner = OneEvent(value, pointer + "/Event");
      if (key == "response" && pointer.empty()) inner = Response(value);
      if (key == "Attribute") inner = Attributes(value, {}, pointer + "/Attribute");
    });
    return inner ? inner : error;
  }

  simdjson::error_code Response(od::value value) {
    od::json_type type;
    if (const auto error = value.type().get(type)) return error;
    if (type == od::json_type::object) {
      od::object object;
      if (const auto error = value.get_object().get(object)) return error;
      return Members(object, "/response");
    }
    od::array array;
    if (value.get_array().get(array)) return simdjson::SUCCESS;
    return Events(array, "/response");
  }

  simdjson::error_code Events(od::array& array, const std::string& pointer) {
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachElement(json_, array, [&](od::value value, std::size_t index) {
      od::object object;
      if (value.get_object().get(object)) return true;
      inner = Members(object, fmt::format("{}/{}", pointer, index));
      return !inner && !collector_.Full();
    });
    return inner ? inner : error;
  }

  simdjson::error_code OneEvent(od::value value, const std::string& pointer) {
    od::object object;
    if (value.get_object().get(object)) return simdjson::SUCCESS;  // nothing we know
    Event event;
    if (const auto error =
            ForEachMember(json_, object, [&](std::string_view key, od::value member) {
              if (key == "info") event.info = TextOf(member);
              if (key == "Tag") ReadTags(json_, member, event.tlp);
              if (key == "Orgc" && member["name"].get_string().get(event.organisation)) {
                event.organisation = {};
              }
            })) {
      return error;
    }
    bool ignored = false;
    if (const auto error = object.reset().get(ignored)) return error;
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachMember(json_, object, [&](std::string_view key, od::value member) {
      if (inner || collector_.Full()) return;
      if (key == "Attribute") inner = Attributes(member, event, pointer + "/Attribute");
      if (key == "Object") inner = Objects(member, event, pointer + "/Object");
    });
    return inner ? inner : error;
  }

  simdjson::error_code Objects(od::value value, const Event& event, const std::string& pointer) {
    od::array array;
    if (value.get_array().get(array)) return simdjson::SUCCESS;
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachElement(json_, array, [&](od::value element, std::size_t index) {
      od::object object;
      if (element.get_object().get(object)) return true;
      const auto members =
          ForEachMember(json_, object, [&](std::string_view key, od::value member) {
            if (inner || key != "Attribute" || collector_.Full()) return;
            inner = Attributes(member, event, fmt::format("{}/{}/Attribute", pointer, index));
          });
      if (!inner) inner = members;
      return !inner && !collector_.Full();
    });
    return inner ? inner : error;
  }

  simdjson::error_code Attributes(od::value value, const Event& event, const std::string& pointer) {
    od::array array;
    if (value.get_array().get(array)) return simdjson::SUCCESS;
    simdjson::error_code inner = simdjson::SUCCESS;
    const auto error = ForEachElement(json_, array, [&](od::value element, std::size_t index) {
      od::object object;
      if (element.get_object().get(object)) return true;
      Attribute attribute;
      inner = ForEachMember(json_, object, [&](std::string_view key, od::value member) {
        ReadMember(key, member, attribute);
      });
      if (!inner) Take(attribute, event, {.pointer = pointer, .index = index});
      return !inner && !collector_.Full();
    });
    return inner ? inner : error;
  }

  void ReadMember(std::string_view key, od::value value, Attribute& out) {
    if (key == "type") out.type = TextOf(value);
    if (key == "value") out.value = TextOf(value);
    if (key == "uuid") out.uuid = TextOf(value);
    if (key == "comment") out.comment = TextOf(value);
    if (key == "to_ids") out.to_ids = FlagOf(value, true);
    if (key == "deleted") out.deleted = FlagOf(value, false);
    if (key == "Tag") ReadTags(json_, value, out.tlp);
  }

  void Take(const Attribute& attribute, const Event& event, const Where& where) {
    if (attribute.deleted) {
      collector_.Skip("deleted");
      return;
    }
    const Type type = TypeOf(attribute.type);
    if (!type.first && !type.second) {
      collector_.Skip(fmt::format("type {}", PrintableForLog(attribute.type, 40)));
      return;
    }
    if (!attribute.to_ids) {
      collector_.Skip("to_ids is false");
      return;
    }
    Context context;
    context.source = event.organisation;
    context.description = Trim(attribute.comment).empty() ? event.info : attribute.comment;
    context.id = attribute.uuid;
    context.tlp = attribute.tlp ? attribute.tlp : event.tlp;
    Offer(type, attribute.value, context, where);
  }

  void Offer(const Type& type, std::string_view value, const Context& context, const Where& where) {
    // Names of files may hold a bar, what stands behind the last one does not.
    const auto bar = type.composite ? value.rfind('|') : std::string_view::npos;
    if (bar == std::string_view::npos) {
      collector_.Offer(value, *(type.first ? type.first : type.second), context, where);
      return;
    }
    if (type.first) collector_.Offer(value.substr(0, bar), *type.first, context, where);
    if (type.second) collector_.Offer(value.substr(bar + 1), *type.second, context, where);
  }

  JsonText& json_;
  Collector& collector_;
};

}  // namespace

simdjson::error_code ReadMisp(JsonText& json, Collector& collector) {
  return Reader(json, collector).Run();
}

}  // namespace lachan::indicators
