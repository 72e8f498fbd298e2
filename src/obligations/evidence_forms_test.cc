// SPDX-License-Identifier: Apache-2.0
// The directive's forms of evidence against the kinds of records people can enter.
#include <gtest/gtest.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "assurance/assurance_service.h"
#include "directive/testing_load.h"

namespace lachan::obligations {
namespace {

directive::Directive Shipped() {
  const auto sources = directive::LoadDirectiveFolder("vn-thanh-hoa-2022");
  auto compiled = directive::CompileDirective(sources);
  EXPECT_TRUE(compiled.value.has_value());
  return compiled.value ? *std::move(compiled.value) : directive::Directive{};
}

const assurance::KindRule* RuleNamed(const std::string& form) {
  AssuranceKind kind = AssuranceKind::other;
  if (!boost::describe::enum_from_string(form.c_str(), kind)) return nullptr;
  return &assurance::RuleOf(kind);
}

TEST(EvidenceForms, EachIsAKindOfRecordWithTheSameFact) {
  const auto directive = Shipped();
  ASSERT_FALSE(directive.evidence_forms.empty());
  for (const auto& form : directive.evidence_forms) {
    const auto* rule = RuleNamed(form.id);
    ASSERT_NE(rule, nullptr) << form.id << " is no AssuranceKind";
    EXPECT_EQ(rule->fact, form.fact) << form.id;
    EXPECT_EQ(rule->needs_system, form.per == directive::Part::Per::kSystem) << form.id;
  }
}

TEST(EvidenceForms, EachKindOfRecordIsAForm) {
  const auto directive = Shipped();
  for (const auto& rule : assurance::KindRules()) {
    if (rule.kind == AssuranceKind::other) continue;
    const std::string name = boost::describe::enum_to_string(rule.kind, "");
    const auto form =
        std::ranges::find(directive.evidence_forms, name, &directive::EvidenceForm::id);
    EXPECT_NE(form, directive.evidence_forms.end()) << name << " discharges nothing";
  }
}

/// Whether a record of this kind carries what the pattern asks for.
bool Serves(const assurance::KindRule& rule, const directive::FactPattern& pattern) {
  if (rule.fact != pattern.kind) return false;
  for (const auto& alternatives : pattern.when.all_of) {
    bool holds = false;
    for (const auto& literal : alternatives) {
      const bool equal = literal.name == "scope" && rule.scope == literal.value;
      holds = holds || literal.negated || equal;
    }
    if (!holds) return false;
  }
  return true;
}

TEST(EvidenceForms, EachDeclaredPartCanBeDischargedByEachOfItsForms) {
  const auto directive = Shipped();
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) {
      if (part.measured == directive::Measured::kDeclared) {
        EXPECT_FALSE(part.discharge_with.empty()) << part.id;
      }
      for (const auto& form : part.discharge_with) {
        const auto* rule = RuleNamed(form);
        ASSERT_NE(rule, nullptr) << form;
        EXPECT_TRUE(std::ranges::any_of(
            part.evidence, [&](const auto& pattern) { return Serves(*rule, pattern); }))
            << part.id << " is not discharged by " << form;
      }
    }
  }
}

TEST(EvidenceForms, AttributesThatTellEvidenceApartAreAskedFor) {
  const auto directive = Shipped();
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) {
      std::string wanted;
      if (const auto* state = std::get_if<directive::StateRule>(&part.rule))
        wanted = state->distinct;
      if (const auto* event = std::get_if<directive::EventRule>(&part.rule)) wanted = event->link;
      for (const auto& form : part.discharge_with) {
        const auto* rule = RuleNamed(form);
        if (rule == nullptr || wanted.empty()) continue;
        EXPECT_TRUE(rule->subject_attribute == wanted || (wanted == "layer" && rule->needs_level))
            << part.id << ": a record of kind " << form << " does not say which " << wanted;
      }
    }
  }
}

}  // namespace
}  // namespace lachan::obligations
