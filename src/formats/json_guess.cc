// SPDX-License-Identifier: Apache-2.0
#include "formats/json_guess.h"

#include <algorithm>
#include <cstring>

#include "base/large_pages.h"
#include "formats/json_number.h"
#include "formats/strides.h"

namespace lachan::formats {
namespace {

using Form = RawValue::Form;

constexpr std::size_t kMaxNodes = 20'000, kMaxGlueBytes = 2 << 20, kMaxForms = 4'000;
constexpr std::size_t kMaxTokens = 1'000, kMaxGlue = 4'000, kMaxSiblings = 64;
constexpr std::size_t kKeptGlue = 32, kKeptValue = 160;
/// A step of the tree: glue, and the value behind it.
struct alignas(64) Node {
  std::uint32_t child = 0, sibling = 0;
  std::uint32_t end_form = 0;  ///< Of an end: which form.
  std::uint16_t glue_size = 0;
  Form form = Form::kNull;
  bool is_end = false;         ///< Nothing follows the glue.
  std::uint64_t identity = 0;  ///< Of the last value; 0 if it is not kept.
  const char* glue = nullptr;  ///< Where it is too long for `text`.
  /// Bytes of `text`: the glue in it, the last value, that and what shows that it ends there, and
  /// those to go on by.
  std::uint8_t head = 0, last_size = 0, kept_size = 0, advance = 0;
  /// Side by side what a record that repeats the last value has.
  char text[kKeptGlue + kKeptValue + 1 + kStride] = {};
};

bool SameWord(const char* at, std::string_view word) {
  return std::memcmp(at, word.data(), word.size()) == 0;
}

const char* FindNumberEnd(const char* at, const char* end) {
  while (at != end && ((*at >= '0' && *at <= '9') || *at == '.' || *at == '-' || *at == '+' ||
                       *at == 'e' || *at == 'E')) {
    ++at;
  }
  return at;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

struct JsonGuess::Impl {
  struct Value {
    RawValue value;
    std::uint64_t identity = 0;
  };

  std::vector<Node, LargePageAllocator<Node>> nodes{1};
  struct FormOfRecord {
    std::uint64_t number = 0;
    bool has_lines = false;  ///< Printed on more than one line.
    std::vector<Emission> emissions;
  };

  std::vector<FormOfRecord> forms;
  TextArena glue_texts, arena;
  std::size_t glue_bytes = 0;
  std::vector<Value> values{kMaxTokens};
  std::size_t used = 0;
  std::uint64_t identities = 0;
  /// Of the last thousand records or so.
  std::uint32_t tried = 0, read = 0, pause = 0;

  void Clear() {
    nodes.assign(1, Node{});
    forms.clear();
    glue_texts.Clear();
    glue_bytes = 0;
  }

  bool TakeValue(Node& node, const char*& at, const char* end);
  bool TakeString(Node& node, const char*& at, const char* end);
  template <bool (*kSame)(const char*, const char*, std::size_t)>
  std::uint32_t FollowRepeatsBy(std::uint32_t from, const char*& at, const char* end);
  std::uint32_t FollowRepeatsWithAvx512(std::uint32_t from, const char*& at, const char* end);
  std::uint32_t FollowRepeats(std::uint32_t from, const char*& at, const char* end);
  bool Follow(Node& node, const char*& at, const char* end, bool is_line, bool may_repeat);
  std::uint32_t Step(std::uint32_t from, const char*& at, const char* end, bool is_line);
  void Keep(Node& node, std::string_view value, std::size_t to_end, std::size_t advance);
  const char* Read(const char* at, const char* end, bool is_line, FlatRecord& record);
  std::uint32_t AddChild(std::uint32_t from, std::string_view glue, Form form, bool is_end);
  std::uint32_t FindChild(std::uint32_t from, std::string_view glue, Form form, bool is_end) const;
  void Count(bool success);
};

/// \param to_end   Bytes from the begin of the value to what shows that it ends, inclusive.
/// \param advance  Bytes of the value in the record.
void JsonGuess::Impl::Keep(Node& node, std::string_view value, std::size_t to_end,
                           std::size_t advance) {
  CopyStrides(value.data(), node.text + node.head, to_end);
  node.last_size = static_cast<std::uint8_t>(value.size());
  node.kept_size = static_cast<std::uint8_t>(node.head + to_end);
  node.advance = static_cast<std::uint8_t>(node.head + advance);
  node.identity = ++identities;
  values[used - 1].identity = node.identity;
}

bool JsonGuess::Impl::TakeString(Node& node, const char*& at, const char* end) {
  const auto [quote, escapes] = FindStringEnd(at, end);
  if (quote == nullptr) return false;
  const auto size = static_cast<std::size_t>(quote - at);
  Value& value = values[used++] = {{Form::kJsonString, {at, size}}, 0};
  if (escapes ==
      Escapes::kAny) {  // Decoded, so that equal values have equal bytes for whoever looks at them.
    std::string text;
    if (!AppendDecoded(value.value, text)) return false;
    value.value = {Form::kText, arena.Keep(text)};
  } else if (size <= kKeptValue) {
    Keep(node, value.value.bytes, size + 1, size);
  }
  at = quote;
  return true;
}

/// A value that is not the last one.
bool JsonGuess::Impl::TakeValue(Node& node, const char*& at, const char* end) {
  const auto left = static_cast<std::size_t>(end - at);
  node.identity = 0;
  switch (node.form) {
    case Form::kJsonString:
      return TakeString(node, at, end);
    case Form::kNull:
      if (left < 4 || !SameWord(at, "null")) return false;
      values[used++] = {};
      Keep(node, {at, 0}, 4, 4);
      at += 4;
      return true;
    case Form::kBoolean: {
      const bool is_true = left >= 4 && SameWord(at, "true");
      if (!is_true && (left < 5 || !SameWord(at, "false"))) return false;
      const std::size_t size = is_true ? 4 : 5;
      values[used++] = {{Form::kBoolean, {at, size}}, 0};
      Keep(node, {at, size}, size, size);
      at += size;
      return true;
    }
    case Form::kNumber: {
      const char* stop = FindNumberEnd(at, end);
      const std::string_view token(at, static_cast<std::size_t>(stop - at));
      const NumberShape shape = ShapeOfNumber(token);
      if (shape == NumberShape::kNone) return false;
      Value& value = values[used++] = {{Form::kNumber, token}, 0};
      if (shape == NumberShape::kOther) {
        value.value.bytes = arena.Keep(CanonicalNumber(token));
      } else if (token.size() <= kKeptValue && stop != end) {
        Keep(node, token, token.size() + 1, token.size());  // Also that no digit follows.
      }
      at = stop;
      return true;
    }
    case Form::kText:
    case Form::kUtf16:
      break;
  }
  return false;
}

/// Follows the first children as long as the record has what stood there last.
/// \return the last node reached
template <bool (*kSame)(const char*, const char*, std::size_t)>
[[gnu::always_inline]] inline std::uint32_t JsonGuess::Impl::FollowRepeatsBy(std::uint32_t from,
                                                                             const char*& at,
                                                                             const char* end) {
  const Node* const all = nodes.data();
  Value* value = values.data() + used;
  const char* next = at;
  for (;;) {
    const std::uint32_t id = all[from].child;
    const Node& node = all[id];
    const auto left = static_cast<std::size_t>(end - next);
    const char* kept = next;
    if (node.glue != nullptr) {
      if (left < node.glue_size || !kSame(next, node.glue, node.glue_size)) break;
      kept += node.glue_size;
    }
    if (node.identity == 0 || static_cast<std::size_t>(end - kept) < node.kept_size ||
        !kSame(kept, node.text, node.kept_size)) {
      break;
    }
    *value++ = {{node.form, {kept + node.head, node.last_size}}, node.identity};
    next = kept + node.advance;
    from = id;
  }
  used = static_cast<std::size_t>(value - values.data());
  at = next;
  return from;
}

#ifdef __x86_64__
__attribute__((target("avx512bw,bmi2"))) std::uint32_t JsonGuess::Impl::FollowRepeatsWithAvx512(
    std::uint32_t from, const char*& at, const char* end) {
  return FollowRepeatsBy<SameWithAvx512>(from, at, end);
}
#endif

std::uint32_t JsonGuess::Impl::FollowRepeats(std::uint32_t from, const char*& at, const char* end) {
#ifdef __x86_64__
  static const bool kHasAvx512 =
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2");
  if (kHasAvx512) return FollowRepeatsWithAvx512(from, at, end);
#endif
  return FollowRepeatsBy<Same>(from, at, end);
}

/// True if the record goes on with what the node says.
/// \param may_repeat  False: it is known that its value is not the last one again.
bool JsonGuess::Impl::Follow(Node& node, const char*& at, const char* end, bool is_line,
                             bool may_repeat) {
  auto left = static_cast<std::size_t>(end - at);
  if (left < node.glue_size) return false;
  const char* next = at;
  if (node.glue != nullptr) {
    if (!Same(next, node.glue, node.glue_size)) return false;
    next += node.glue_size;
    left -= node.glue_size;
  }
  if (may_repeat && node.identity != 0 && left >= node.kept_size &&
      Same(next, node.text, node.kept_size)) {
    values[used++] = {{node.form, {next + node.head, node.last_size}}, node.identity};
    at = next + node.advance;
    return true;
  }
  if (node.head != 0) {
    if (!Same(next, node.text, node.head)) return false;
    next += node.head;
  }
  if (node.is_end) {
    while (is_line && next != end && IsBlank(*next) && *next != '\n') ++next;
    if (next != end && !(is_line && *next == '\n')) return false;
  } else if (!TakeValue(node, next, end)) {
    return false;
  }
  at = next;
  return true;
}

/// The next node of the path, 0 if there is none; FollowRepeats has come to `from`.
std::uint32_t JsonGuess::Impl::Step(std::uint32_t from, const char*& at, const char* end,
                                    bool is_line) {
  std::uint32_t before = 0;
  for (std::uint32_t id = nodes[from].child; id != 0; before = id, id = nodes[id].sibling) {
    Node& node = nodes[id];
    if (!Follow(node, at, end, is_line, before != 0)) continue;
    if (before != 0) {  // To the front.
      nodes[before].sibling = node.sibling;
      node.sibling = nodes[from].child;
      nodes[from].child = id;
    }
    return id;
  }
  return 0;
}

void JsonGuess::Impl::Count(bool success) {
  ++tried;
  if (success) ++read;
  if (tried < 1'024) return;
  if (read < tried / 4) pause = 16'384;  // No forms to be found here for now.
  tried = read = 0;
}

JsonGuess::JsonGuess() : impl_(std::make_unique<Impl>()) {}
JsonGuess::~JsonGuess() = default;

bool JsonGuess::WantsToLearn() const { return impl_->pause == 0; }

/// Where the record ends; null where it has no form that is known.
const char* JsonGuess::Impl::Read(const char* at, const char* end, bool is_line,
                                  FlatRecord& record) {
  if (pause > 0) {
    --pause;
    return nullptr;
  }
  used = 0;
  arena.Clear();
  std::uint32_t node = 0;
  do {
    node = Step(FollowRepeats(node, at, end), at, end, is_line);
  } while (node != 0 && !nodes[node].is_end);
  if (is_line && node != 0 && forms[nodes[node].end_form].has_lines) node = 0;
  Count(node != 0);
  if (node == 0) return nullptr;
  const FormOfRecord& form = forms[nodes[node].end_form];
  record.form = form.number;
  record.fields.resize(form.emissions.size());
  FlatField* field = record.fields.data();
  for (const Emission& emission : form.emissions) {
    field->name = emission.name;
    if (emission.token == Emission::kNothing) {
      field->value = {};
      field->identity = 0;
    } else {
      const Value& value = values[emission.token];
      field->value = value.value;
      field->identity = value.identity;
    }
    ++field;
  }
  return at;
}

bool JsonGuess::Read(std::string_view text, FlatRecord& record) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return impl_->Read(text.data(), text.data() + text.size(), false, record) != nullptr;
}

const char* JsonGuess::ReadLine(std::string_view text, FlatRecord& record) {
  return impl_->Read(text.data(), text.data() + text.size(), true, record);
}

std::uint32_t JsonGuess::Impl::FindChild(std::uint32_t from, std::string_view glue, Form form,
                                         bool is_end) const {
  for (std::uint32_t id = nodes[from].child; id != 0; id = nodes[id].sibling) {
    const Node& node = nodes[id];
    const std::string_view known(node.glue == nullptr ? node.text : node.glue, node.glue_size);
    if (node.is_end == is_end && node.form == form && known == glue) {
      return id;
    }
  }
  return 0;
}

std::uint32_t JsonGuess::Impl::AddChild(std::uint32_t from, std::string_view glue, Form form,
                                        bool is_end) {
  std::uint32_t* place = &nodes[from].child;
  for (std::size_t siblings = 0; *place != 0 && siblings + 1 < kMaxSiblings; ++siblings) {
    place = &nodes[*place].sibling;
  }
  const auto id = static_cast<std::uint32_t>(nodes.size());
  *place = id;  // Of too many siblings the oldest are cut off with all below them.
  Node node;
  node.glue_size = static_cast<std::uint16_t>(glue.size());
  if (glue.size() <= kKeptGlue) {
    std::memcpy(node.text, glue.data(), glue.size());
    node.head = static_cast<std::uint8_t>(glue.size());
  } else {
    char* kept = glue_texts.Room(glue.size() + kStride);
    std::memcpy(kept, glue.data(), glue.size());
    std::memset(kept + glue.size(), 0, kStride);
    node.glue = kept;
  }
  node.form = form;
  node.is_end = is_end;
  glue_bytes += glue.size();
  nodes.push_back(node);
  return id;
}

void JsonGuess::Learn(std::string_view text, const std::vector<Token>& tokens,
                      const std::vector<Emission>& emissions, std::uint64_t number) {
  Impl& impl = *impl_;
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  if (tokens.size() > kMaxTokens) return;
  if (impl.nodes.size() + tokens.size() > kMaxNodes || impl.glue_bytes > kMaxGlueBytes ||
      impl.forms.size() >= kMaxForms) {
    impl.Clear();
  }
  std::uint32_t node = 0;
  const char* at = text.data();
  const auto step = [&](const char* to, Form form, bool is_end) {
    const std::string_view glue(at, static_cast<std::size_t>(to - at));
    if (glue.size() > kMaxGlue) return false;
    const std::uint32_t known = impl.FindChild(node, glue, form, is_end);
    node = known != 0 ? known : impl.AddChild(node, glue, form, is_end);
    return true;
  };
  for (const Token& token : tokens) {
    if (!step(token.text.data(), token.form, false)) return;
    at = token.text.data() + token.text.size();
  }
  if (!step(text.data() + text.size(), Form::kNull, true)) return;
  impl.nodes[node].end_form = static_cast<std::uint32_t>(impl.forms.size());
  impl.forms.push_back({number, text.contains('\n'), emissions});
}

}  // namespace lachan::formats
