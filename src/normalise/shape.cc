// SPDX-License-Identifier: Apache-2.0
#include "normalise/shape.h"

#include "base/text.h"
#include "formats/audit.h"
#include "formats/cef.h"
#include "formats/columns.h"
#include "formats/key_value.h"
#include "formats/leef.h"
#include "formats/syslog.h"
#include "formats/web_access.h"
#include "normalise/json_lane.h"

namespace lachan::normalise {
namespace {

using Kind = EventField::Kind;

void Add(Shape& shape, std::string_view name, std::string_view value, Kind kind = Kind::kString) {
  if (!value.empty()) shape.fields.push_back({name, value, kind});
}

void AddAll(Shape& shape, const std::vector<formats::KeyValue>& pairs) {
  for (const auto& [name, value] : pairs) Add(shape, name, value);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Templates of collectors may leave the blank that stands between syslog's tag and the text.
std::string_view WithoutLeadingBlanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

/// "message repeated 3 times: [ Failed password …]", as rsyslog sums up what comes several times.
/// \return the text in brackets; `times` stays empty where nothing is summed up.
std::string_view WithoutSum(std::string_view text, std::string_view& times) {
  constexpr std::string_view kBegin = "message repeated ", kMiddle = " times: [";
  if (!text.starts_with(kBegin) || !text.ends_with(']')) return text;
  const std::string_view rest = text.substr(kBegin.size());
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0 || digits > 9 || !rest.substr(digits).starts_with(kMiddle)) return text;
  times = rest.substr(0, digits);
  const std::string_view inner = rest.substr(digits + kMiddle.size());
  return WithoutLeadingBlanks(inner.substr(0, inner.size() - 1));
}

/// "[  12.345678] ", as the kernel's log begins.
std::string_view WithoutUptime(std::string_view text) {
  if (!text.starts_with('[')) return text;
  const std::size_t close = text.find("] ");
  if (close == std::string_view::npos || close > 20) return text;
  const bool is_time = std::ranges::all_of(
      text.substr(1, close - 1), [](char c) { return IsDigit(c) || c == '.' || c == ' '; });
  return is_time ? text.substr(close + 2) : text;
}

/// A first word that is a pair: then the whole line is meant as pairs.
bool BeginsWithPair(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != std::string_view::npos && equals > 0 && text.find_first_of(" \t:,;") > equals;
}

/// What patterns are tried on, of a line that a header or a collector stood around.
void SetMessage(std::string_view text, Shape& shape) {
  std::string_view times;
  shape.message = WithoutSum(WithoutLeadingBlanks(text), times);
  Add(shape, "repeated", times, Kind::kNumber);
}

/// "<38>" or "Nov 23 …": a time in digits begins many a line that is no syslog.
bool BeginsLikeSyslog(std::string_view text) {
  return text.starts_with('<') || (text.size() > 16 && text[0] >= 'A' && text[0] <= 'S' &&
                                   text[3] == ' ' && text.substr(6, 8).contains(':'));
}

}  // namespace

struct Readers::Impl {
  Impl(const Mappings& all_mappings, const Normaliser::Options& all_options)
      : mappings(all_mappings), options(all_options), lane(all_mappings, all_options, arena) {}

  const Mappings& mappings;
  const Normaliser::Options& options;
  TextArena arena;
  FlatLane lane;
  Shape shape;
  std::vector<formats::KeyValue> pairs;
  formats::ColumnRecord columns;
  Instant received_at;
  std::size_t depth = 0;

  bool ReadJson(std::string_view text, Shape& shape);
  void ReadPacked(std::string_view program, Shape& shape);
  bool ReadCef(std::string_view text, Shape& shape);
  bool ReadLeef(std::string_view text, Shape& shape);
  bool ReadWeb(std::string_view text, Shape& shape);
  bool ReadAudit(std::string_view text, Shape& shape);
  bool ReadPairs(std::string_view text, Shape& shape);
  bool ReadColumns(std::string_view text, std::string_view declared, Shape& shape);
  bool ReadMarked(std::string_view text, Shape& shape);
  bool ReadPayload(std::string_view text, Shape& shape);
  bool ReadSyslog(std::string_view text, Shape& shape);
  bool ReadLine(std::string_view text, Shape& shape);
};

bool Readers::Impl::ReadJson(std::string_view text, Shape& shape) {
  if (depth >= Shape::kDepth) return false;
  std::string program;
  const auto time = shape.time;
  const std::string host(shape.host);
  if (!lane.ReadJson(text, received_at, shape, shape.packed[depth], program)) return false;
  if (!shape.time) shape.time = time;
  if (!host.empty()) {
    shape.packed_host = host;
    shape.host = shape.packed_host;
  }
  if (!shape.packed[depth].empty()) ReadPacked(program, shape);
  return true;
}

/// The line that a collector put into JSON, and who wrote it.
void Readers::Impl::ReadPacked(std::string_view program, Shape& shape) {
  SetMessage(shape.packed[depth], shape);
  if (shape.program.empty() && !program.empty() && mappings.KnowsProgram(AsciiLower(program))) {
    shape.packed_program = program;
    shape.program = shape.packed_program;
    shape.candidates = nullptr;
    const bool named = std::ranges::any_of(
        shape.fields, [](const Field& field) { return field.name == "program"; });
    if (!named) Add(shape, "program", shape.packed_program);
  }
  const bool was_malformed = shape.malformed;
  const std::string_view line = Trim(shape.packed[depth]);
  ++depth;
  // Reading JSON again may forget what is known of this one.
  if (line.starts_with('{')) shape.candidates = nullptr;
  // Prose with a pair or two in it is left alone.
  const ShapeKind before = shape.kind;
  if (!line.empty() && (ReadMarked(line, shape) || ReadWeb(line, shape) ||
                        (BeginsLikeSyslog(line) && ReadSyslog(line, shape)) ||
                        (BeginsWithPair(line) && ReadPairs(line, shape)))) {
    shape.candidates = nullptr;
  } else {
    shape.kind = before;
  }
  --depth;
  shape.malformed = was_malformed;
}

bool Readers::Impl::ReadCef(std::string_view text, Shape& shape) {
  const auto cef = formats::ParseCef(text, arena, options.cef);
  if (!cef) {
    shape.malformed = true;
    return false;
  }
  shape.kind = ShapeKind::kCef;
  Add(shape, "cef.vendor", cef->vendor);
  Add(shape, "cef.product", cef->product);
  Add(shape, "cef.version", cef->device_version);
  Add(shape, "cef.signature", cef->signature);
  Add(shape, "cef.name", cef->name);
  Add(shape, "cef.severity", cef->severity);
  AddAll(shape, cef->extensions);
  return true;
}

bool Readers::Impl::ReadLeef(std::string_view text, Shape& shape) {
  const auto leef = formats::ParseLeef(text, options.leef);
  if (!leef) {
    shape.malformed = true;
    return false;
  }
  shape.kind = ShapeKind::kLeef;
  Add(shape, "leef.vendor", leef->vendor);
  Add(shape, "leef.product", leef->product);
  Add(shape, "leef.version", leef->product_version);
  Add(shape, "leef.event", leef->event_id);
  AddAll(shape, leef->attributes);
  return true;
}

/// Field names of the webserver log source in Sigma's taxonomy. Rules ask cs-uri-query both for the
/// part behind '?' and for the whole target, so it has both as values.
bool Readers::Impl::ReadWeb(std::string_view text, Shape& shape) {
  const auto access = formats::ParseWebAccess(text, arena, options.web);
  if (!access) return false;
  shape.kind = ShapeKind::kWeb;
  shape.time = access->time;
  Add(shape, "c-ip", access->client);
  Add(shape, "cs-username", access->user);
  Add(shape, "cs-host", access->host);
  Add(shape, "cs-method", access->method);
  Add(shape, "cs-uri", access->target);
  Add(shape, "cs-uri-stem", access->stem());
  Add(shape, "cs-uri-query", access->query());
  Add(shape, "cs-uri-query", access->target);
  Add(shape, "cs-version", access->protocol);
  Add(shape, "sc-status", access->status, Kind::kNumber);
  Add(shape, "sc-bytes", access->bytes, Kind::kNumber);
  Add(shape, "cs-referer", access->referer);
  Add(shape, "cs-user-agent", access->user_agent);
  return true;
}

bool Readers::Impl::ReadAudit(std::string_view text, Shape& shape) {
  const auto audit = formats::ParseAudit(text, arena, options.audit);
  if (!audit) return false;
  shape.kind = ShapeKind::kAudit;
  if (audit->time) shape.time = audit->time;
  if (!audit->node.empty()) shape.host = audit->node;
  Add(shape, "type", audit->type);
  Add(shape, "serial", audit->serial);
  Add(shape, "audit.id", audit->id);
  AddAll(shape, audit->fields);
  return true;
}

bool Readers::Impl::ReadPairs(std::string_view text, Shape& shape) {
  formats::ParseKeyValues(text, arena, pairs, options.key_value);
  if (pairs.size() < options.key_value_pairs) return false;
  shape.kind = ShapeKind::kKeyValue;
  AddAll(shape, pairs);
  return true;
}

bool Readers::Impl::ReadColumns(std::string_view text, std::string_view declared, Shape& shape) {
  if (!formats::ReadColumns(text, declared, arena, columns)) return false;
  const bool is_zeek = declared.starts_with("zeek");
  shape.kind = is_zeek ? ShapeKind::kZeek : ShapeKind::kW3c;
  Add(shape, "_path", columns.path);
  AddAll(shape, columns.fields);
  if (is_zeek) return true;
  // As for other web servers, cs-uri-query has the whole target as a value too.
  const auto find = [&](std::string_view name) -> std::string_view {
    const auto at = std::ranges::find(shape.fields, name, &Field::name);
    return at == shape.fields.end() ? std::string_view{} : at->value;
  };
  const std::string_view stem = find("cs-uri-stem"), query = find("cs-uri-query");
  if (stem.empty()) return true;
  const std::string_view target =
      query.empty() ? stem : arena.Keep(fmt::format("{}?{}", stem, query));
  Add(shape, "cs-uri", target);
  Add(shape, "cs-uri-query", target);
  return true;
}

/// Formats that say what they are at the start of a line.
bool Readers::Impl::ReadMarked(std::string_view text, Shape& shape) {
  switch (text.front()) {
    case '{':
      return ReadJson(text, shape);
    case 'C':
      return text.starts_with("CEF:") && ReadCef(text, shape);
    case 'L':
      return text.starts_with("LEEF:") && ReadLeef(text, shape);
    case '<':
      return (text.starts_with("<Event") || text.starts_with("<?xml")) && lane.ReadXml(text, shape);
    case 't':
    case 'n':
    case 'a':
      return ReadAudit(text, shape);
    case '[': {
      const std::string_view rest = WithoutUptime(text);
      return rest.starts_with("audit: ") && ReadAudit(rest, shape);
    }
    default:
      return false;
  }
}

/// What stands in a line or behind a syslog header.
bool Readers::Impl::ReadPayload(std::string_view text, Shape& shape) {
  if (text.empty()) return false;
  if (ReadMarked(text, shape) || ReadWeb(text, shape)) return true;
  if (const auto columns_of = formats::GuessColumns(text); !columns_of.empty()) {
    if (ReadColumns(text, columns_of, shape)) return true;
  }
  return ReadPairs(text, shape);
}

bool Readers::Impl::ReadSyslog(std::string_view text, Shape& shape) {
  // A collector's time is nearer to the line's than the receipt.
  const auto outer = shape.time;
  const auto message =
      formats::ParseSyslog(text, outer.value_or(received_at), options.zone, options.syslog);
  if (!message) return false;
  shape.kind = ShapeKind::kSyslog;
  shape.time = message->time;
  shape.wrong_time = message->wrong_time;
  if (!message->host.empty()) shape.host = message->host;
  shape.program = message->program;
  Add(shape, "facility", formats::FacilityName(message->facility));
  Add(shape, "severity", formats::SeverityName(message->severity));
  Add(shape, "program", message->program);
  Add(shape, "pid", message->pid);
  Add(shape, "msgid", message->msgid);
  for (const auto& parameter : message->structured) {
    Add(shape, arena.Keep(fmt::format("sd.{}.{}", parameter.element, parameter.name)),
        arena.Keep(parameter.value));
  }
  if (depth == 0) Add(shape, "message", message->message);
  SetMessage(message->message, shape);
  std::string_view payload = Trim(shape.message);
  // Container runtimes: "<time> stdout F <line>".
  if ((shape.host == "stdout" || shape.host == "stderr") &&
      (payload.starts_with("F ") || payload.starts_with("P "))) {
    shape.host = {};
    payload = Trim(payload.substr(2));
    shape.message = payload;
  }
  if (payload.starts_with("@cee:")) payload = Trim(payload.substr(5));
  const auto header_time = shape.time;
  ReadPayload(payload, shape);
  if (!shape.time) shape.time = header_time ? header_time : outer;
  return true;
}

bool Readers::Impl::ReadLine(std::string_view text, Shape& shape) {
  if (text.empty()) return false;
  if (ReadMarked(text, shape)) return true;
  if (text.front() == '{') return false;  // Broken: what it holds is not to be guessed.
  if (text.front() != '<') {
    if (ReadWeb(text, shape)) return true;
    if (const auto columns_of = formats::GuessColumns(text); !columns_of.empty()) {
      if (ReadColumns(text, columns_of, shape)) return true;
    }
  }
  return ReadSyslog(text, shape) || ReadPairs(text, shape);
}

Readers::Readers(const Mappings& mappings, const Normaliser::Options& options)
    : impl_(std::make_unique<Impl>(mappings, options)) {}
Readers::~Readers() = default;

TextArena& Readers::arena() { return impl_->arena; }

Shape& Readers::FindShape(std::string_view text, std::string_view declared, Instant received_at) {
  Shape& shape = impl_->shape;
  shape.Clear();
  impl_->arena.Clear();
  impl_->lane.Begin();
  impl_->received_at = received_at;
  impl_->depth = 0;
  text = Trim(text);
  shape.message = text;
  if (formats::IsColumnHeader(text)) {
    shape.is_header = true;
  } else if (declared == "json") {
    if (text.starts_with('{') && impl_->ReadJson(text, shape)) return shape;
    shape.malformed = true;
  } else {
    const bool has_columns = declared.starts_with("w3c ") || declared.starts_with("zeek ");
    if (has_columns && impl_->ReadColumns(text, declared, shape)) return shape;
    if (impl_->ReadLine(text, shape)) {
      shape.malformed = false;
      return shape;
    }
    const auto wanted = ShapeOf(declared);
    shape.malformed = shape.malformed || has_columns || (wanted && *wanted != ShapeKind::kText);
  }
  shape.kind = ShapeKind::kText;
  shape.message = text;
  Add(shape, "message", text);
  return shape;
}

void Shape::Clear() {
  kind = ShapeKind::kText;
  fields.clear();
  time.reset();
  wrong_time = host = program = message = {};
  malformed = is_header = false;
  declared.reset();
  candidates = nullptr;
}

}  // namespace lachan::normalise
