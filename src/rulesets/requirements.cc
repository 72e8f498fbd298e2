// SPDX-License-Identifier: Apache-2.0
#include "rulesets/requirements.h"

#include <algorithm>

#include "detect/document.h"
#include "detect/yaml_node.h"

namespace lachan::rulesets {
namespace {

using detect::Atom;
using detect::Expr;

/// Whether a test can have an outcome: `wanted` true = that it holds.
class NeedBuilder {
 public:
  explicit NeedBuilder(FieldNumbers& fields) : fields_(fields) {}

  Need Of(const Expr& expr, bool wanted) {
    switch (expr.op) {
      case Expr::Op::kConst:
        return {.op = expr.value == wanted ? Need::Op::kNothing : Need::Op::kNever};
      case Expr::Op::kAtom:
        return OfAtom(*expr.atom, wanted);
      case Expr::Op::kNot:
        return Of(expr.children.front(), !wanted);
      case Expr::Op::kAnd:
        return Join(expr, wanted, wanted ? expr.children.size() : 1);
      case Expr::Op::kOr:
        return Join(expr, wanted, wanted ? 1 : expr.children.size());
      case Expr::Op::kAtLeast:
        // Fewer than `count` hold when so many do not.
        return Join(expr, wanted, wanted ? expr.count : expr.children.size() - expr.count + 1);
    }
    return {};
  }

 private:
  Need OfAtom(const Atom& atom, bool wanted) {
    // Keywords are looked for everywhere. A field may always be absent or have another value.
    if (atom.IsKeyword() || atom.field == detect::kLocalTimeField) return {};
    const bool is_of_absence = atom.kind == Atom::Kind::kNull;
    if (wanted == is_of_absence) return {};
    return {.op = Need::Op::kField, .field = fields_.Of(atom.field)};
  }

  Need Join(const Expr& expr, bool wanted, std::size_t count) {
    Need need;
    std::size_t met = 0;
    for (const Expr& child : expr.children) {
      Need part = Of(child, wanted);
      if (part.op == Need::Op::kNothing) ++met;
      if (part.op == Need::Op::kNothing || part.op == Need::Op::kNever) continue;
      need.parts.push_back(std::move(part));
    }
    if (met >= count) return {};
    need.count = count - met;
    if (need.parts.size() < need.count) return {.op = Need::Op::kNever};
    if (need.parts.size() == 1) return std::move(need.parts.front());
    need.op = need.parts.size() == need.count ? Need::Op::kAll : Need::Op::kSome;
    return need;
  }

  FieldNumbers& fields_;
};

Need NeedOf(const detect::RuleInfo& rule, FieldNumbers& fields) {
  std::vector<Diagnostic> ignored;
  const auto documents = detect::ReadYaml(rule.path, rule.text, {}, ignored);
  for (const auto& document : documents) {
    detect::Reporter reporter(rule.path, ignored);
    detect::CompileOptions options;
    options.load_deprecated = options.load_unsupported = true;
    const auto read = detect::ReadDocument(document, options, reporter);
    if (const auto* detection = std::get_if<detect::DetectionDocument>(&read)) {
      return NeedBuilder(fields).Of(detection->condition, true);
    }
  }
  return {};
}

}  // namespace

std::uint32_t FieldNumbers::Of(const std::string& name) {
  const auto [at, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(name);
  return at->second;
}

std::uint32_t FieldNumbers::Find(const std::string& name) const {
  const auto at = numbers_.find(name);
  return at == numbers_.end() ? static_cast<std::uint32_t>(names_.size()) : at->second;
}

Requirements Requirements::Of(const detect::RuleSet& rules) {
  Requirements all;
  for (const auto& rule : rules.rules()) {
    all.needs.push_back(rule.kind == detect::RuleKind::kDetection ? NeedOf(rule, all.fields)
                                                                  : Need{});
  }
  return all;
}

bool CanMeet(const Need& need, const std::vector<bool>& present) {
  switch (need.op) {
    case Need::Op::kNothing:
      return true;
    case Need::Op::kNever:
      return false;
    case Need::Op::kField:
      return present[need.field];
    case Need::Op::kAll:
      return std::ranges::all_of(need.parts, [&](const Need& n) { return CanMeet(n, present); });
    case Need::Op::kSome: {
      std::size_t met = 0;
      return std::ranges::any_of(need.parts, [&](const Need& part) {
        met += CanMeet(part, present) ? 1 : 0;
        return met >= need.count;
      });
    }
  }
  return false;
}

std::vector<std::uint32_t> Missing(const Need& need, const std::vector<bool>& present) {
  switch (need.op) {
    case Need::Op::kNothing:
    case Need::Op::kNever:
      return {};
    case Need::Op::kField:
      return present[need.field] ? std::vector<std::uint32_t>() : std::vector{need.field};
    case Need::Op::kAll:
    case Need::Op::kSome:
      break;
  }
  std::vector<std::vector<std::uint32_t>> of_parts;
  for (const Need& part : need.parts) of_parts.push_back(Missing(part, present));
  std::ranges::stable_sort(of_parts, {}, [](const auto& fields) { return fields.size(); });
  std::vector<std::uint32_t> fields;
  const auto count =
      std::min(of_parts.size(), need.op == Need::Op::kAll ? of_parts.size() : need.count);
  for (std::size_t i = 0; i < count; ++i) {
    fields.insert(fields.end(), of_parts[i].begin(), of_parts[i].end());
  }
  std::ranges::sort(fields);
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

}  // namespace lachan::rulesets
