// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

BOOST_DEFINE_ENUM_CLASS(DocumentKind, monthly_report, ranking_notice)
/// Draft → checked → issued. Only an issued document is printed without a mark.
BOOST_DEFINE_ENUM_CLASS(DocumentStatus, draft, checked, issued)

/// An official document: the frozen data it says, and where it stands. It speaks of every agency,
/// so only callers of full reach see it.
struct Document : schema::Row {
  schema::Computed<DocumentKind> kind;
  schema::Computed<schema::Line<0, 7>> month;  ///< "2026-10".
  schema::Computed<DocumentStatus> status;
  schema::Line<0, 40> number;  ///< "05/BC-CAT"; given when issued.
  schema::Line<0, 120> signer_name;
  schema::Line<0, 200> signer_title;
  schema::Paragraph<8000> remarks;         ///< Assessment and proposals, written by people.
  schema::Computed<schema::Json> figures;  ///< The data cut; never recomputed once issued.
  schema::Computed<std::optional<CivilDate>> issued_on;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Document, (schema::Row),
                      (kind, month, status, number, signer_name, signer_title, remarks, figures,
                       issued_on, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Document>{
    .name = "document", .path = "documents", .tenancy = Tenancy::kNobody, .title = "month"};
LACHAN_ENTITY(Document);

}  // namespace lachan
