// SPDX-License-Identifier: Apache-2.0
#include "core/event_batch.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "base/check.h"

namespace lachan {
namespace {

constexpr char kVersion = 2;
/// Fewest bytes of an event, a context, a shape's field: guards reservations against forged counts.
constexpr std::size_t kLeastEvent = 6, kLeastContext = 8, kLeastField = 2, kLeastKind = 3;
/// A shorter value costs less in place than its place in the raw text.
constexpr std::size_t kShortValue = 3;
constexpr std::size_t kKeptRoom = 8u << 20;
/// So many ways onward are looked at one by one before the table is asked.
constexpr std::size_t kTriedWays = 4;

char* PutNumber(char* at, std::uint64_t value) {
  while (value >= 0x80) {
    *at++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *at++ = static_cast<char>(value);
  return at;
}

/// Small magnitudes of either sign stay short.
std::uint64_t Folded(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t Unfolded(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

char* PutBytes(char* at, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

char* PutText(char* at, std::string_view text) {
  return PutBytes(PutNumber(at, text.size()), text);
}

void AppendNumber(std::string& out, std::uint64_t value) {
  char room[10];
  out.append(room, static_cast<std::size_t>(PutNumber(room, value) - room));
}

void AppendText(std::string& out, std::string_view text) {
  AppendNumber(out, text.size());
  out += text;
}

/// Who sent it, how, of which log sources; without the count of events.
void AppendContext(std::string& out, const FlatEvent& event) {
  AppendNumber(out, Folded(event.source.value));
  AppendNumber(out, Folded(event.agency.value));
  AppendNumber(out, Folded(event.system.value));
  out += static_cast<char>((event.is_exercise ? 1 : 0) | (event.level & 7) << 1);
  out += static_cast<char>(event.transport);
  AppendText(out, event.peer);
  AppendText(out, event.format);
  AppendNumber(out, event.logsources.size());
  for (const LogSource& source : event.logsources) {
    AppendText(out, source.product);
    AppendText(out, source.category);
    AppendText(out, source.service);
  }
}

/// Reads from a place on; after the first mistake every answer is empty and failed() is true.
class Reader {
 public:
  Reader(std::string_view bytes, std::size_t at)
      : begin_(bytes.data()), at_(begin_ + at), end_(begin_ + bytes.size()) {}

  bool failed() const { return failed_; }
  std::size_t place() const { return static_cast<std::size_t>(at_ - begin_); }
  bool AtEnd() const { return at_ == end_; }

  std::uint8_t Byte() {
    if (at_ == end_) return Break(), std::uint8_t{0};
    return static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t Number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = Byte();
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return Break(), 0;
  }
  std::int64_t Signed() { return Unfolded(Number()); }
  std::string_view Bytes(std::uint64_t size) {
    if (size > static_cast<std::uint64_t>(end_ - at_)) return Break(), std::string_view{};
    const std::string_view bytes(at_, size);
    at_ += size;
    return bytes;
  }
  std::string_view Text() { return Bytes(Number()); }
  /// How many elements follow, each of at least `bytes`.
  std::size_t Count(std::size_t bytes) {
    const std::uint64_t count = Number();
    if (count > static_cast<std::uint64_t>(end_ - at_) / bytes) return Break(), 0;
    return count;
  }
  void Break() {
    failed_ = true;
    at_ = end_;
  }

 private:
  const char* begin_;
  const char* at_;
  const char* end_;
  bool failed_ = false;
};

Status Unreadable(std::size_t bytes) {
  return Fail(ErrorCode::kCorrupt, "a batch of events of {} bytes is not readable", bytes);
}

EventBatch::Context TakeContext(Reader& in) {
  EventBatch::Context context;
  context.source.value = in.Signed();
  context.agency.value = in.Signed();
  context.system.value = in.Signed();
  const std::uint8_t flags = in.Byte();
  context.is_exercise = (flags & 1) != 0;
  context.level = (flags >> 1) & 7;
  context.transport = static_cast<Transport>(in.Byte());
  context.peer = in.Text();
  context.format = in.Text();
  context.logsources.resize(in.Count(3));
  for (LogSource& source : context.logsources) {
    source.product = in.Text();
    source.category = in.Text();
    source.service = in.Text();
  }
  return context;
}

EventBatch::Shape TakeShape(Reader& in, std::size_t names) {
  EventBatch::Shape shape(in.Count(kLeastField));
  for (EventBatch::Name& field : shape) {
    const std::uint64_t name = in.Number();
    const std::uint8_t kind = in.Byte();
    if (name >= names || kind > static_cast<std::uint8_t>(EventField::Kind::kNull)) {
      in.Break();
      return {};
    }
    field = {static_cast<std::uint32_t>(name), static_cast<EventField::Kind>(kind)};
  }
  return shape;
}

/// One event; false when the bytes are wrong.
bool TakeEvent(Reader& in, const EventBatch& batch, FlatEvent& event) {
  event.id = in.Text();
  event.received_at = Instant{Duration{in.Signed()}};
  event.time = Instant{Duration{static_cast<std::int64_t>(
      static_cast<std::uint64_t>(event.received_at.time_since_epoch().count()) +
      static_cast<std::uint64_t>(in.Signed()))}};
  const std::uint64_t number = in.Number();
  event.host = in.Text();
  event.raw = in.Text();
  if (number >> 1 >= batch.kinds().size()) return false;
  event.clock_suspect = (number & 1) != 0;
  event.kind = static_cast<std::uint32_t>(number >> 1);
  const EventBatch::Kind kind = batch.kinds()[event.kind];
  const EventBatch::Context& context = batch.contexts()[kind.context];
  event.source = context.source;
  event.agency = context.agency;
  event.system = context.system;
  event.level = context.level;
  event.is_exercise = context.is_exercise;
  event.transport = context.transport;
  event.peer = context.peer;
  event.format = context.format;
  event.logsources = context.logsources;
  const EventBatch::Shape& shape = batch.shapes()[kind.shape];
  event.fields.resize(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    FlatEvent::Field& field = event.fields[i];
    field.name = batch.names()[shape[i].name];
    field.kind = shape[i].kind;
    const std::uint64_t head = in.Number();
    const std::uint64_t size = head >> 1;
    if ((head & 1) == 0) {
      field.value = in.Bytes(size);
      continue;
    }
    const std::uint64_t place = in.Number();
    if (place > event.raw.size() || size > event.raw.size() - place) return false;
    field.value = event.raw.substr(place, size);
  }
  return !in.failed();
}

}  // namespace

std::string_view FlatEvent::Get(std::string_view name) const {
  for (const Field& field : fields) {
    if (field.name == name) return field.value;
  }
  return {};
}

void FlatEvent::Show(const Event& event) {
  id = event.id;
  time = event.time;
  received_at = event.received_at;
  clock_suspect = event.clock_suspect;
  is_exercise = event.is_exercise;
  level = event.level;
  transport = event.transport;
  source = event.source;
  agency = event.agency;
  system = event.system;
  host = event.host;
  peer = event.peer;
  format = event.format;
  logsources = event.logsources;
  raw = event.raw;
  fields.resize(event.fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    fields[i] = {event.fields[i].name, event.fields[i].value, event.fields[i].kind};
  }
}

Event FlatEvent::ToEvent() const {
  Event event;
  event.id = id;
  event.time = time;
  event.received_at = received_at;
  event.clock_suspect = clock_suspect;
  event.is_exercise = is_exercise;
  event.level = level;
  event.transport = transport;
  event.source = source;
  event.agency = agency;
  event.system = system;
  event.host = host;
  event.peer = peer;
  event.format = format;
  event.logsources.assign(logsources.begin(), logsources.end());
  event.raw = raw;
  event.fields.reserve(fields.size());
  for (const Field& field : fields) {
    event.fields.push_back({std::string(field.name), std::string(field.value), field.kind});
  }
  return event;
}

bool EventBatch::Cursor::Next(FlatEvent& event) {
  if (read_ == batch_.size_) return false;
  Reader in(*batch_.bytes_, at_);
  if (!TakeEvent(in, batch_, event)) return false;
  at_ = in.place();
  ++read_;
  return true;
}

Status EventBatch::ReadTables() {
  Reader in(*bytes_, 1);
  names_.resize(in.Count(1));
  for (std::string_view& name : names_) name = in.Text();
  shapes_.reserve(in.Count(1));
  for (std::size_t left = shapes_.capacity(); left > 0 && !in.failed(); --left) {
    shapes_.push_back(TakeShape(in, names_.size()));
  }
  contexts_.reserve(in.Count(kLeastContext));
  for (std::size_t left = contexts_.capacity(); left > 0 && !in.failed(); --left) {
    contexts_.push_back(TakeContext(in));
  }
  kinds_.resize(in.Count(kLeastKind));
  for (Kind& kind : kinds_) {
    const std::uint64_t context = in.Number(), shape = in.Number(), events = in.Number();
    if (context >= contexts_.size() || shape >= shapes_.size() || events > UINT32_MAX) in.Break();
    if (in.failed()) return Unreadable(bytes_->size());
    kind = {static_cast<std::uint32_t>(context), static_cast<std::uint32_t>(shape),
            static_cast<std::uint32_t>(events)};
    contexts_[context].events += kind.events;
  }
  size_ = static_cast<std::uint32_t>(in.Count(kLeastEvent));
  first_ = in.place();
  if (in.failed()) return Unreadable(bytes_->size());
  return {};
}

Status EventBatch::CheckEvents() {
  std::vector<std::uint32_t> events(kinds_.size());
  Cursor cursor(*this);
  FlatEvent event;
  while (cursor.Next(event)) {
    ++events[event.kind];
    extent_.Add(event);
  }
  bool good = cursor.read_ == size_ && cursor.at_ == bytes_->size();
  for (std::size_t i = 0; i < events.size(); ++i) good = good && events[i] == kinds_[i].events;
  if (!good) return Unreadable(bytes_->size());
  return {};
}

Result<EventBatch> EventBatch::Read(std::shared_ptr<const std::string> bytes) {
  if (bytes->empty()) return std::unexpected(Unreadable(0).error());
  if ((*bytes)[0] != kVersion) {
    const int version = static_cast<unsigned char>((*bytes)[0]);
    return Fail(version < kVersion ? ErrorCode::kInvalidInput : ErrorCode::kUnsupported,
                "a batch of events of version {}; this program reads {}", version,
                static_cast<int>(kVersion));
  }
  EventBatch batch;
  batch.bytes_ = std::move(bytes);
  LACHAN_TRY_DO(batch.ReadTables());
  LACHAN_TRY_DO(batch.CheckEvents());
  return batch;
}

EventBatch EventBatch::Of(std::span<const Event> events) {
  EventBatchBuilder builder;
  FlatEvent flat;
  for (const Event& event : events) {
    flat.Show(event);
    builder.Add(flat);
  }
  return builder.Finish();
}

std::vector<Event> EventBatch::ToEvents() const {
  std::vector<Event> events;
  events.reserve(size_);
  Cursor cursor(*this);
  for (FlatEvent event; cursor.Next(event);) events.push_back(event.ToEvent());
  return events;
}

EventBatchBuilder::EventBatchBuilder() : nodes_(1) {}

std::uint32_t EventBatchBuilder::NextNode(std::uint32_t node, const FlatEvent::Field& field) {
  auto& next = nodes_[node].next;
  const std::size_t tried = std::min(next.size(), kTriedWays);
  for (std::size_t i = 0; i < tried; ++i) {
    const Node& candidate = nodes_[next[i]];
    if (candidate.kind != field.kind || name_texts_[candidate.name] != field.name) continue;
    if (i > 0) std::swap(next[i], next[i - 1]);
    return next[i > 0 ? i - 1 : 0];
  }
  auto name = names_.find(field.name);
  if (name == names_.end()) {
    name = names_.emplace(std::string(field.name), static_cast<std::uint32_t>(names_.size())).first;
    name_texts_.push_back(name->first);
  }
  const std::uint64_t key = static_cast<std::uint64_t>(node) << 32 |
                            static_cast<std::uint64_t>(name->second) << 2 |
                            static_cast<std::uint64_t>(field.kind);
  const auto [way, is_new] = ways_.emplace(key, static_cast<std::uint32_t>(nodes_.size()));
  const std::uint32_t target = way->second;
  if (is_new) {
    next.push_back(target);
    Node made;
    made.name = name->second;
    made.kind = field.kind;
    made.parent = node;
    made.depth = nodes_[node].depth + 1;
    nodes_.push_back(std::move(made));  // `next` is not valid any more
  }
  return target;
}

std::uint32_t EventBatchBuilder::ShapeOf(const FlatEvent& event) {
  std::uint32_t node = 0;
  for (const FlatEvent::Field& field : event.fields) node = NextNode(node, field);
  if (nodes_[node].shape < 0) {
    nodes_[node].shape = static_cast<std::int32_t>(shape_ends_.size());
    shape_ends_.push_back(node);
    kind_of_shape_.push_back(0);
  }
  return static_cast<std::uint32_t>(nodes_[node].shape);
}

std::uint32_t EventBatchBuilder::KindOf(const FlatEvent& event) {
  const std::uint32_t shape = ShapeOf(event);
  key_.clear();
  AppendContext(key_, event);
  std::uint32_t& last = kind_of_shape_[shape];
  if (last < kinds_.size() && kinds_[last].shape == shape &&
      *context_bytes_[kinds_[last].context] == key_) {
    return last;
  }
  const auto [at, is_new] = contexts_.emplace(key_, static_cast<std::uint32_t>(contexts_.size()));
  if (is_new) context_bytes_.push_back(&at->first);
  const auto [kind, made] =
      kind_of_.emplace(static_cast<std::uint64_t>(shape) << 32 | at->second, kinds_.size());
  if (made) kinds_.push_back({at->second, shape, 0});
  return last = kind->second;
}

void EventBatchBuilder::Add(const FlatEvent& event) {
  const std::uint32_t kind = KindOf(event);
  ++kinds_[kind].events;
  extent_.Add(event);
  ++size_;
  std::size_t most = event.id.size() + event.host.size() + event.raw.size() + 80;
  for (const FlatEvent::Field& field : event.fields) most += field.value.size() + 20;
  if (used_ + most > events_.size()) {
    events_.resize(std::max(used_ + most, events_.size() + events_.size() / 2));
  }
  char* at = events_.data() + used_;
  at = PutText(at, event.id);
  at = PutNumber(at, Folded(event.received_at.time_since_epoch().count()));
  at =
      PutNumber(at, Folded(static_cast<std::int64_t>(
                        static_cast<std::uint64_t>(event.time.time_since_epoch().count()) -
                        static_cast<std::uint64_t>(event.received_at.time_since_epoch().count()))));
  at = PutNumber(at, static_cast<std::uint64_t>(kind) << 1 | (event.clock_suspect ? 1 : 0));
  at = PutText(at, event.host);
  at = PutText(at, event.raw);
  const char* const raw = event.raw.data();
  for (const FlatEvent::Field& field : event.fields) {
    const std::string_view value = field.value;
    const bool in_raw = value.size() > kShortValue && std::greater_equal<>{}(value.data(), raw) &&
                        std::less_equal<>{}(value.data() + value.size(), raw + event.raw.size());
    at = PutNumber(at, static_cast<std::uint64_t>(value.size()) << 1 | (in_raw ? 1 : 0));
    at = in_raw ? PutNumber(at, static_cast<std::uint64_t>(value.data() - raw))
                : PutBytes(at, value);
  }
  used_ = static_cast<std::size_t>(at - events_.data());
}

EventBatch EventBatchBuilder::Finish() {
  auto bytes = std::make_shared<std::string>();
  std::string& out = *bytes;
  out.reserve(used_ + 4096);
  out += kVersion;
  AppendNumber(out, name_texts_.size());
  for (const std::string_view name : name_texts_) AppendText(out, name);
  AppendNumber(out, shape_ends_.size());
  std::vector<std::uint32_t> way;
  for (std::uint32_t node : shape_ends_) {
    way.clear();
    for (; node != 0; node = nodes_[node].parent) way.push_back(node);
    AppendNumber(out, way.size());
    for (std::size_t i = way.size(); i-- > 0;) {
      AppendNumber(out, nodes_[way[i]].name);
      out += static_cast<char>(nodes_[way[i]].kind);
    }
  }
  AppendNumber(out, context_bytes_.size());
  for (const std::string* context : context_bytes_) out += *context;
  AppendNumber(out, kinds_.size());
  for (const EventBatch::Kind& kind : kinds_) {
    for (const std::uint32_t number : {kind.context, kind.shape, kind.events}) {
      AppendNumber(out, number);
    }
  }
  AppendNumber(out, size_);
  out.append(events_, 0, used_);
  EventBatch batch;
  batch.bytes_ = std::move(bytes);
  LACHAN_CHECK(batch.ReadTables().has_value(), "what was just written is readable");
  names_.clear();
  contexts_.clear();
  name_texts_.clear();
  nodes_.assign(1, {});
  ways_.clear();
  shape_ends_.clear();
  kind_of_shape_.clear();
  context_bytes_.clear();
  kind_of_.clear();
  kinds_.clear();
  batch.extent_ = std::exchange(extent_, {});
  used_ = size_ = 0;
  if (events_.size() > kKeptRoom) events_ = {};  // A giant batch must not hold its memory for ever.
  return batch;
}

}  // namespace lachan
