// SPDX-License-Identifier: Apache-2.0
/// \file
/// The official text behind the directive's clauses.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "directive/official_text.h"
#include "journal/state_store.h"
#include "obligations/directive_text_entity.h"

namespace lachan::obligations {

/// Purpose      Reads the attached text as sentences with their clauses; keeps matches made by
/// hand. Concurrency  Thread-safe.
class DirectiveTexts {
 public:
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
  };
  explicit DirectiveTexts(Deps deps) : deps_(deps) {}

  /// The text attached last; nothing where none is.
  Result<std::optional<DirectiveText>> Latest(const journal::Caller& caller);
  std::vector<directive::Sentence> SentencesOf(const DirectiveText& text) const;
  /// Says that the sentence with this hash belongs to `clause` (empty: to none).
  /// \error kNotFound      no text, or no such sentence in it.
  /// \error kInvalidInput  no such clause.
  Result<DirectiveText> Match(const journal::Caller& caller, std::string_view sentence,
                              std::string_view clause);

 private:
  Deps deps_;
};

}  // namespace lachan::obligations
