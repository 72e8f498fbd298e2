// SPDX-License-Identifier: Apache-2.0
/// \file
/// Events on their way, many at a time: one block of bytes that is written to the spool as it is,
/// and read from there by the rules and the event store without making an `Event` of any.
/// docs/formats/spool.md describes the bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/event.h"

namespace lachan {

/// An event as views of somebody else's bytes.
struct FlatEvent {
  struct Field {
    std::string_view name, value;
    EventField::Kind kind = EventField::Kind::kString;
  };
  std::string_view id;
  Instant time, received_at;
  bool clock_suspect = false, is_exercise = false;
  std::uint8_t level = 0;
  Transport transport = Transport::kUnknown;
  SourceId source;
  AgencyId agency;
  SystemId system;
  std::string_view host, peer, format;
  std::span<const LogSource> logsources;
  std::vector<Field> fields;
  std::string_view raw;
  std::uint32_t kind = 0;  ///< Of a batch: which of its kinds() this is.

  /// First value of `name`, or an empty view.
  std::string_view Get(std::string_view name) const;
  /// Shows `event`, which must stay as it is meanwhile.
  void Show(const Event& event);
  Event ToEvent() const;
};

/// Purpose      Some events, encoded once. What repeats from event to event stands there once: the
///              names of the fields (a *shape*) and who sent it, how, of which log sources (a
///              *context*). A value that is a part of the raw text is kept as its place there.
/// Concurrency  Immutable; safe from any thread.
class EventBatch {
 public:
  struct Name {
    std::uint32_t name = 0;  ///< Index in names().
    EventField::Kind kind = EventField::Kind::kString;
  };
  using Shape = std::vector<Name>;
  struct Context {
    SourceId source;
    AgencyId agency;
    SystemId system;
    std::uint8_t level = 0;
    bool is_exercise = false;
    Transport transport = Transport::kUnknown;
    std::string_view peer, format;
    std::vector<LogSource> logsources;
    std::uint32_t events = 0;  ///< How many events have it.
  };
  /// Events of one context and one shape.
  struct Kind {
    std::uint32_t context = 0, shape = 0, events = 0;
  };

  /// What all events lie within; of no event, nothing does.
  struct Extent {
    Instant earliest = Instant::max(), latest = Instant::min();  ///< Of FlatEvent::time.
    std::size_t shortest_id = SIZE_MAX, longest_id = 0;          ///< Bytes.
    void Add(const FlatEvent& event) {
      earliest = std::min(earliest, event.time);
      latest = std::max(latest, event.time);
      shortest_id = std::min(shortest_id, event.id.size());
      longest_id = std::max(longest_id, event.id.size());
    }
  };

  /// Reads the events one after the other. The batch outlives it.
  class Cursor {
   public:
    explicit Cursor(const EventBatch& batch) : batch_(batch), at_(batch.first_) {}
    /// Views into the batch; `event.fields` is used again. False at the end.
    bool Next(FlatEvent& event);

   private:
    friend class EventBatch;
    const EventBatch& batch_;
    std::size_t at_ = 0;
    std::uint32_t read_ = 0;
  };

  EventBatch() = default;
  /// \error kCorrupt      the bytes are not such a batch (the spool's checksum should have told)
  /// \error kUnsupported  written by a newer version; \error kInvalidInput  by an older one
  static Result<EventBatch> Read(std::shared_ptr<const std::string> bytes);
  /// Convenience for few events.
  static EventBatch Of(std::span<const Event> events);

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::shared_ptr<const std::string>& bytes() const { return bytes_; }
  std::span<const std::string_view> names() const { return names_; }
  std::span<const Shape> shapes() const { return shapes_; }
  std::span<const Context> contexts() const { return contexts_; }
  std::span<const Kind> kinds() const { return kinds_; }
  const Extent& extent() const { return extent_; }
  std::vector<Event> ToEvents() const;

 private:
  friend class EventBatchBuilder;
  Status ReadTables();
  Status CheckEvents();

  std::shared_ptr<const std::string> bytes_;
  std::vector<std::string_view> names_;
  std::vector<Shape> shapes_;
  std::vector<Context> contexts_;
  std::vector<Kind> kinds_;
  Extent extent_;
  std::uint32_t size_ = 0;
  std::size_t first_ = 0;  ///< Place of the first event in bytes_.
};

/// Takes events and gives their batch. Can be used again after Finish().
class EventBatchBuilder {
 public:
  EventBatchBuilder();
  void Add(const FlatEvent& event);
  std::uint32_t size() const { return size_; }
  EventBatch Finish();

 private:
  /// A way from the first field of a shape to its last: shapes share their beginnings.
  struct Node {
    std::uint32_t name = 0;
    EventField::Kind kind = EventField::Kind::kString;
    std::int32_t shape = -1;          ///< The shape that ends here.
    std::vector<std::uint32_t> next;  ///< Those met lately first.
    std::uint32_t parent = 0, depth = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using TextIndex = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;

  std::uint32_t ShapeOf(const FlatEvent& event);
  std::uint32_t NextNode(std::uint32_t node, const FlatEvent::Field& field);
  std::uint32_t KindOf(const FlatEvent& event);

  TextIndex names_, contexts_;
  std::vector<std::string_view> name_texts_;  // Keys of names_.
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> ways_;     ///< Node, name, kind → node.
  std::vector<std::uint32_t> shape_ends_;                     ///< By shape: its last node.
  std::vector<std::uint32_t> kind_of_shape_;                  ///< The one met last.
  std::vector<const std::string*> context_bytes_;             // Keys of contexts_.
  std::unordered_map<std::uint64_t, std::uint32_t> kind_of_;  ///< Shape, context → kind.
  std::vector<EventBatch::Kind> kinds_;
  EventBatch::Extent extent_;
  std::string key_;
  std::string events_;
  std::size_t used_ = 0;  ///< Of events_.
  std::uint32_t size_ = 0;
};

}  // namespace lachan
