// SPDX-License-Identifier: Apache-2.0
#include "formats/json_guess.h"

#include <algorithm>
#include <cstring>

#include "formats/json_number.h"

namespace lachan::formats {
namespace {

using Form = RawValue::Form;

constexpr std::size_t kMaxNodes = 20'000, kMaxGlueBytes = 2 << 20, kMaxForms = 4'000;
constexpr std::size_t kMaxTokens = 1'000, kMaxGlue = 4'000, kMaxSiblings = 64;
constexpr std::size_t kKeptValue = 120;

/// A step of the tree: glue, and the value behind it.
struct Node {
  const char* glue = nullptr;
  std::uint32_t glue_size = 0;
  Form form = Form::kNull;
  bool is_end = false;         ///< Nothing follows the glue.
  std::uint32_t end_form = 0;  ///< Of an end: which form.
  std::uint32_t child = 0, sibling = 0;
  std::uint64_t identity = 0;  ///< Of the last value; 0 if it is not kept.
  std::uint32_t last_size = 0;
  char last[kKeptValue + 8] = {};
};

std::uint64_t Word(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Equal bytes; reads up to 7 beyond on both sides. Mostly 8 to 40 bytes: not worth a call.
bool Same(const char* a, const char* b, std::size_t size) {
  for (; size >= 8; size -= 8, a += 8, b += 8) {
    if (Word(a) != Word(b)) return false;
  }
  return size == 0 || (Word(a) ^ Word(b)) << (64 - 8 * size) == 0;
}

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

  std::vector<Node> nodes{1};
  struct FormOfRecord {
    std::uint64_t number = 0;
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
  std::uint32_t Step(std::uint32_t from, const char*& at, const char* end);
  std::uint32_t AddChild(std::uint32_t from, std::string_view glue, Form form, bool is_end);
  std::uint32_t FindChild(std::uint32_t from, std::string_view glue, Form form, bool is_end) const;
  void Count(bool success);
};

bool JsonGuess::Impl::TakeString(Node& node, const char*& at, const char* end) {
  const std::size_t last = node.last_size;
  if (node.identity != 0 && static_cast<std::size_t>(end - at) > last && at[last] == '"' &&
      Same(at, node.last, last)) {
    values[used++] = {{Form::kJsonString, {at, last}}, node.identity};
    at += last;
    return true;
  }
  const auto [quote, escapes] = FindStringEnd(at, end);
  if (quote == nullptr) return false;
  const auto size = static_cast<std::size_t>(quote - at);
  Value value{{Form::kJsonString, {at, size}}, ++identities};
  node.identity = 0;
  if (escapes ==
      Escapes::kAny) {  // Decoded, so that equal values have equal bytes for whoever looks at them.
    std::string text;
    if (!AppendDecoded(value.value, text)) return false;
    value = {{Form::kText, arena.Keep(text)}, 0};
  } else if (size <= kKeptValue) {
    std::memcpy(node.last, at, size);
    node.last_size = static_cast<std::uint32_t>(size);
    node.identity = value.identity;
  }
  values[used++] = value;
  at = quote;
  return true;
}

bool JsonGuess::Impl::TakeValue(Node& node, const char*& at, const char* end) {
  const auto left = static_cast<std::size_t>(end - at);
  switch (node.form) {
    case Form::kJsonString:
      return TakeString(node, at, end);
    case Form::kNull:
      if (left < 4 || !SameWord(at, "null")) return false;
      values[used++] = {};
      at += 4;
      return true;
    case Form::kBoolean: {
      const bool is_true = left >= 4 && SameWord(at, "true");
      if (!is_true && (left < 5 || !SameWord(at, "false"))) return false;
      const std::size_t size = is_true ? 4 : 5;
      values[used++] = {{Form::kBoolean, {at, size}}, 0};
      at += size;
      return true;
    }
    case Form::kNumber: {
      const char* stop = FindNumberEnd(at, end);
      const std::string_view token(at, static_cast<std::size_t>(stop - at));
      const NumberShape shape = ShapeOfNumber(token);
      if (shape == NumberShape::kNone) return false;
      Value& value = values[used++] = {{Form::kNumber, token}, 0};
      if (shape == NumberShape::kOther) value.value.bytes = arena.Keep(CanonicalNumber(token));
      at = stop;
      return true;
    }
    case Form::kText:
    case Form::kUtf16:
      break;
  }
  return false;
}

/// The next node of the path, 0 if there is none.
std::uint32_t JsonGuess::Impl::Step(std::uint32_t from, const char*& at, const char* end) {
  std::uint32_t before = 0;
  for (std::uint32_t id = nodes[from].child; id != 0; before = id, id = nodes[id].sibling) {
    Node& node = nodes[id];
    if (static_cast<std::size_t>(end - at) < node.glue_size ||
        !Same(at, node.glue, node.glue_size)) {
      continue;
    }
    const char* next = at + node.glue_size;
    if (node.is_end ? next != end : !TakeValue(node, next, end)) continue;
    at = next;
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

bool JsonGuess::Read(std::string_view text, FlatRecord& record) {
  Impl& impl = *impl_;
  if (impl.pause > 0) {
    --impl.pause;
    return false;
  }
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  const char* at = text.data();
  const char* const end = at + text.size();
  impl.used = 0;
  impl.arena.Clear();
  std::uint32_t node = 0;
  do {
    node = impl.Step(node, at, end);
  } while (node != 0 && !impl.nodes[node].is_end);
  impl.Count(node != 0);
  if (node == 0) return false;
  const auto& [form, emissions] = impl.forms[impl.nodes[node].end_form];
  record.form = form;
  record.fields.resize(emissions.size());
  for (std::size_t i = 0; i < emissions.size(); ++i) {
    FlatField& field = record.fields[i];
    field.name = emissions[i].name;
    if (emissions[i].token == Emission::kNothing) {
      field.value = {};
      field.identity = 0;
    } else {
      const Impl::Value& value = impl.values[emissions[i].token];
      field.value = value.value;
      field.identity = value.identity;
    }
  }
  return true;
}

std::uint32_t JsonGuess::Impl::FindChild(std::uint32_t from, std::string_view glue, Form form,
                                         bool is_end) const {
  for (std::uint32_t id = nodes[from].child; id != 0; id = nodes[id].sibling) {
    const Node& node = nodes[id];
    if (node.is_end == is_end && node.form == form &&
        std::string_view(node.glue, node.glue_size) == glue) {
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
  char* kept = glue_texts.Room(glue.size() + 8);
  std::memcpy(kept, glue.data(), glue.size());
  std::memset(kept + glue.size(), 0, 8);
  node.glue = kept;
  node.glue_size = static_cast<std::uint32_t>(glue.size());
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
  impl.forms.push_back({number, emissions});
}

}  // namespace lachan::formats
