// SPDX-License-Identifier: Apache-2.0
#include <protozero/pbf_reader.hpp>

#include "base/text.h"
#include "bodies/otlp_record.h"
#include "bodies/render.h"

namespace lachan::bodies {
namespace {

using protozero::data_view;
using protozero::pbf_reader;
using protozero::pbf_wire_type;

// The library asserts that a field has the wire type that is read: a field of another one is
// skipped, so both are looked at together.
constexpr std::uint32_t Bytes(std::uint32_t tag) {
  return protozero::tag_and_type(tag, pbf_wire_type::length_delimited);
}
constexpr std::uint32_t Varint(std::uint32_t tag) {
  return protozero::tag_and_type(tag, pbf_wire_type::varint);
}
constexpr std::uint32_t Fixed64(std::uint32_t tag) {
  return protozero::tag_and_type(tag, pbf_wire_type::fixed64);
}

std::string_view View(data_view data) { return {data.data(), data.size()}; }

std::string_view TakeBytes(pbf_reader& message) { return View(message.get_view()); }

std::string HexOf(std::string_view bytes) {
  return ToHex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

/// common.v1.AnyValue and what it holds, as JSON.
class Values {
 public:
  explicit Values(std::size_t depth) : depth_(depth) {}

  void Append(std::string& out, std::string_view any, std::size_t depth = 0) const {
    std::string value = "null";
    pbf_reader message(any.data(), any.size());
    while (message.next()) {
      switch (message.tag_and_type()) {
        case Bytes(1):
          value.clear();
          AppendQuoted(value, TakeBytes(message));
          break;
        case Varint(2):
          value = message.get_bool() ? "true" : "false";
          break;
        case Varint(3):
          value = std::to_string(message.get_int64());
          break;
        case Fixed64(4):
          value.clear();
          AppendDouble(value, message.get_double());
          break;
        case Bytes(5):
          value = depth < depth_ ? List(TakeBytes(message), depth + 1) : Null(message);
          break;
        case Bytes(6):
          value = depth < depth_ ? "{" + Members(TakeBytes(message), 1, depth + 1) + "}"
                                 : Null(message);
          break;
        case Bytes(7): {
          const auto bytes = TakeBytes(message);
          value = fmt::format(
              "\"{}\"",
              ToBase64Url({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}));
          break;
        }
        default:
          message.skip();
      }
    }
    out += value;
  }

  /// The KeyValues of field `tag`, as members of an object.
  std::string Members(std::string_view list, std::uint32_t tag, std::size_t depth = 0) const {
    std::string members;
    pbf_reader message(list.data(), list.size());
    while (message.next()) {
      if (message.tag_and_type() == Bytes(tag)) {
        AppendMember(members, TakeBytes(message), depth);
      } else {
        message.skip();
      }
    }
    return members;
  }

  void AppendMember(std::string& members, std::string_view pair, std::size_t depth = 0) const {
    std::string_view key, value;
    pbf_reader message(pair.data(), pair.size());
    while (message.next()) {
      if (message.tag_and_type() == Bytes(1)) {
        key = TakeBytes(message);
      } else if (message.tag_and_type() == Bytes(2)) {
        value = TakeBytes(message);
      } else {
        message.skip();
      }
    }
    if (!members.empty()) members += ',';
    AppendQuoted(members, key);
    members += ':';
    Append(members, value, depth);
  }

 private:
  static std::string Null(pbf_reader& message) {
    message.skip();
    return "null";
  }

  std::string List(std::string_view list, std::size_t depth) const {
    std::string out = "[";
    pbf_reader message(list.data(), list.size());
    while (message.next()) {
      if (message.tag_and_type() != Bytes(1)) {
        message.skip();
        continue;
      }
      if (out.size() > 1) out += ',';
      Append(out, TakeBytes(message), depth);
    }
    return out + "]";
  }

  const std::size_t depth_;
};

/// The text of an AnyValue that is one.
std::optional<std::string_view> TextOf(std::string_view any) {
  std::optional<std::string_view> text;
  pbf_reader message(any.data(), any.size());
  while (message.next()) {
    text.reset();
    if (message.tag_and_type() == Bytes(1)) {
      text = TakeBytes(message);
    } else {
      message.skip();
    }
  }
  return text;
}

OtlpRecord RecordOf(const Values& values, std::string_view bytes) {
  OtlpRecord record;
  pbf_reader message(bytes.data(), bytes.size());
  while (message.next()) {
    switch (message.tag_and_type()) {
      case Fixed64(1):
        record.time = message.get_fixed64();
        break;
      case Fixed64(11):
        record.observed = message.get_fixed64();
        break;
      case Varint(2):
        record.severity = message.get_enum();
        break;
      case Bytes(3):
        record.severity_text = TakeBytes(message);
        break;
      case Bytes(5): {
        const auto any = TakeBytes(message);
        record.body.clear();
        record.body_text = TextOf(any).value_or("");
        if (record.body_text.empty()) values.Append(record.body, any);
        break;
      }
      case Bytes(6):
        values.AppendMember(record.attributes, TakeBytes(message));
        break;
      case Bytes(9):
        record.trace_id = HexOf(TakeBytes(message));
        break;
      case Bytes(10):
        record.span_id = HexOf(TakeBytes(message));
        break;
      case Bytes(12):
        record.event_name = TakeBytes(message);
        break;
      default:
        message.skip();
    }
  }
  return record;
}

/// Name, version and attributes of an InstrumentationScope.
std::string ScopeMembers(const Values& values, std::string_view bytes) {
  std::string members;
  pbf_reader message(bytes.data(), bytes.size());
  while (message.next()) {
    switch (message.tag_and_type()) {
      case Bytes(1):
      case Bytes(2): {
        const bool is_name = message.tag() == 1;
        const auto text = TakeBytes(message);
        if (text.empty()) break;
        if (!members.empty()) members += ',';
        members += is_name ? "\"scope.name\":" : "\"scope.version\":";
        AppendQuoted(members, text);
        break;
      }
      case Bytes(3):
        values.AppendMember(members, TakeBytes(message));
        break;
      default:
        message.skip();
    }
  }
  return members;
}

/// Calls `found` with each message of field `tag`, until it fails.
template <class Found>
Taking<void> ForEach(std::string_view bytes, std::uint32_t tag, Found found) {
  pbf_reader message(bytes.data(), bytes.size());
  while (message.next()) {
    if (message.tag_and_type() != Bytes(tag)) {
      message.skip();
      continue;
    }
    if (auto outcome = found(TakeBytes(message)); !outcome) return outcome;
  }
  return {};
}

Taking<void> ReadScope(const Values& values, std::string_view scope_logs, OtlpWriter& writer) {
  std::string scope;
  auto read = ForEach(scope_logs, 1, [&](std::string_view bytes) -> Taking<void> {
    scope = ScopeMembers(values, bytes);
    return {};
  });
  writer.SetScope(std::move(scope));
  return ForEach(scope_logs, 2,
                 [&](std::string_view bytes) { return writer.Write(RecordOf(values, bytes)); });
}

Taking<void> ReadResource(const Values& values, std::string_view resource_logs,
                          OtlpWriter& writer) {
  std::string resource;
  auto read = ForEach(resource_logs, 1, [&](std::string_view bytes) -> Taking<void> {
    resource = values.Members(bytes, 1);
    return {};
  });
  writer.SetResource(std::move(resource));
  return ForEach(resource_logs, 2,
                 [&](std::string_view bytes) { return ReadScope(values, bytes, writer); });
}

}  // namespace

Taking<void> ReadOtlpProtobuf(std::string_view body, const OtlpLimits& limits,
                              const OtlpSink& sink) {
  const Values values(limits.depth);
  OtlpWriter writer(limits, sink);
  try {
    return ForEach(body, 1,
                   [&](std::string_view bytes) { return ReadResource(values, bytes, writer); });
  } catch (const protozero::exception& error) {
    return std::unexpected(Trouble{
        400,
        fmt::format("the body is not an ExportLogsServiceRequest in protobuf: {}", error.what()),
        {}});
  }
}

}  // namespace lachan::bodies
