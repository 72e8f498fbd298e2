// SPDX-License-Identifier: Apache-2.0
#include "obligations/directive_texts.h"

#include <algorithm>

#include "journal/fact.h"
#include "schema/json.h"

namespace lachan::obligations {
namespace {

boost::json::object MatchesOf(const DirectiveText& text) {
  const auto parsed =
      schema::ParseJson(text.matches.value.value, {.max_bytes = 1 << 20, .max_depth = 4});
  return parsed && parsed->is_object() ? parsed->get_object() : boost::json::object();
}

Result<std::optional<DirectiveText>> LatestIn(journal::Reader& reader, const std::string& id) {
  journal::ListQuery query;
  query.filters = {journal::Equals("directive", id)};
  query.descending = true;
  query.limit = 1;
  LACHAN_TRY(auto rows, journal::List<DirectiveText>(reader, query), "reading the official text");
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front()));
}

}  // namespace

Result<std::optional<DirectiveText>> DirectiveTexts::Latest(const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return LatestIn(*reader, deps_.directive.id);
}

std::vector<directive::Sentence> DirectiveTexts::SentencesOf(const DirectiveText& text) const {
  std::vector<std::pair<std::string, std::string>> fixed;
  for (const auto& [hash, clause] : MatchesOf(text)) {
    if (clause.is_string()) fixed.emplace_back(std::string(hash), std::string(clause.get_string()));
  }
  return directive::Sentences(text.text.value, deps_.directive.clauses, fixed);
}

Result<DirectiveText> DirectiveTexts::Match(const journal::Caller& caller,
                                            std::string_view sentence, std::string_view clause) {
  if (!clause.empty() && deps_.directive.FindClause(clause) == nullptr) {
    Error error(ErrorCode::kInvalidInput, "the directive has no such clause");
    return std::unexpected(std::move(error).WithField("clause", "not_a_choice"));
  }
  return journal::ChangeFor<DirectiveText>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<DirectiveText> {
        LACHAN_TRY(auto text, LatestIn(writer, deps_.directive.id));
        if (!text) return Fail(ErrorCode::kNotFound, "no official text is attached");
        const auto sentences = SentencesOf(*text);
        if (std::ranges::find(sentences, sentence, &directive::Sentence::sha256) ==
            sentences.end()) {
          return Fail(ErrorCode::kNotFound, "the text has no such sentence");
        }
        auto matches = MatchesOf(*text);
        matches[sentence] = clause;
        text->matches = schema::Json(journal::CanonicalJson(matches));
        journal::FactDraft fact;
        fact.kind = "directive_text.matched";
        fact.payload = {{"sentence", sentence}, {"clause", clause}};
        return journal::Update(writer, *text, fact);
      });
}

}  // namespace lachan::obligations
