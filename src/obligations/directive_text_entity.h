// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// The official text of a directive as somebody attached it. The newest of a directive is shown;
/// earlier ones stay for who asks what was read then.
struct DirectiveText : schema::Row {
  schema::Computed<schema::Line<0, 80>> directive;  ///< Directive::id.
  schema::Line<0, 80> number;                       ///< "15/CT-UBND"
  std::optional<CivilDate> signed_on;
  schema::RequiredParagraph<200000> text;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the text with white space made single.
  schema::Computed<schema::Json> matches;        ///< Hash of a sentence → clause, set by hand.
  schema::Computed<schema::Line<0, 200>> attached_by;
  std::optional<Id<EvidenceFile>> evidence_file_id;  ///< The paper itself.
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(DirectiveText, (schema::Row),
                      (directive, number, signed_on, text, sha256, matches, attached_by,
                       evidence_file_id, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<DirectiveText>{.name = "directive_text",
                                                               .path = "directive-texts",
                                                               .tenancy = Tenancy::kShared,
                                                               .title = "number"};
LACHAN_ENTITY(DirectiveText);

}  // namespace lachan
