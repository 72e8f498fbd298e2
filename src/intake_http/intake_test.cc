// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "intake_http/bulk_answer.h"
#include "intake_http/credentials.h"

namespace lachan::intake_http {
namespace {

using testing::Optional;

std::string Base64(std::string_view text) {
  return ToBase64Url({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

TEST(TokenIn, ReadsEachScheme) {
  EXPECT_THAT(TokenIn("Bearer abc"), Optional(std::string("abc")));
  EXPECT_THAT(TokenIn("bearer  abc "), Optional(std::string("abc")));
  EXPECT_THAT(TokenIn("Splunk abc"), Optional(std::string("abc")));
  EXPECT_THAT(TokenIn("Basic " + Base64("beats:abc")), Optional(std::string("abc")));
  EXPECT_THAT(TokenIn("Basic " + Base64("x:a:c")), Optional(std::string("a:c")));
  EXPECT_THAT(TokenIn("ApiKey " + Base64("id:abc")), Optional(std::string("abc")));
  EXPECT_THAT(TokenIn("ApiKey lcs_abc"), Optional(std::string("lcs_abc")));
  EXPECT_THAT(TokenIn("ApiKey id:abc"), Optional(std::string("abc")));
  for (const auto* nothing :
       {"", "Bearer", "Bearer ", "abc", "Digest abc", "Basic !!!", "Basic YWJj"}) {
    EXPECT_FALSE(TokenIn(nothing)) << nothing;
  }
}

/// The answer to three items, of which the second is refused and the third not taken now.
std::string Answer(std::string_view filter) {
  BulkNotes notes("thu");
  notes.Add({bodies::BulkAction::kCreate, "a", "1", "{}"});
  notes.Add({bodies::BulkAction::kDelete, "", "", ""});
  notes.Add({bodies::BulkAction::kIndex, "a", "", "{}"});
  EXPECT_FALSE(notes.all_have_ids());
  Delivery delivery;
  delivery.items = 3;
  delivery.refused = {{1, pipeline::Rejection::kBadFraming}};
  delivery.untaken = {{2, 3, {429, "later", std::chrono::seconds{2}}}};
  delivery.token = "T";
  return notes.Answer(delivery, BulkFilter::Of(filter), "", 7);
}

TEST(BulkAnswer, TellsTheFateOfEachItem) {
  EXPECT_EQ(Answer(""),
            R"({"took":7,"errors":true,"items":[)"
            R"({"create":{"_index":"a","_id":"1","_version":1,"result":"created","status":201}},)"
            R"({"delete":{"_index":"thu","_id":"T-1","status":400,"error":{)"
            R"("type":"illegal_argument_exception","reason":"events are kept as they came: send )"
            R"(create or index, not update or delete"}}},)"
            R"({"index":{"_index":"a","_id":"T-2","status":429,"error":{)"
            R"("type":"es_rejected_execution_exception","reason":"later"}}}]})");
}

TEST(BulkAnswer, LeavesOutWhatIsNotAskedFor) {
  EXPECT_EQ(Answer("errors,items.*.status"),
            R"({"errors":true,"items":[{"create":{"status":201}},{"delete":{"status":400}},)"
            R"({"index":{"status":429}}]})");
  EXPECT_EQ(Answer("errors"), R"({"errors":true})");
  EXPECT_EQ(Answer("took"), R"({"took":7})");
  EXPECT_EQ(Answer("nothing"), "{}");
  EXPECT_EQ(Answer("items.*.error,errors,items.*.status").find("took"), std::string::npos);
}

TEST(Body, IsUnpackedOrRefused) {
  web::Request request;
  request.body = "text";
  EXPECT_EQ(Body::Of(request, {})->text(), "text");
  request.headers["content-encoding"] = "Identity";
  EXPECT_EQ(Body::Of(request, {})->padded(), "text");
  request.headers["content-encoding"] = "gzip";
  EXPECT_EQ(Body::Of(request, {}).error().status, 400);
  request.headers["content-encoding"] = "br";
  EXPECT_EQ(Body::Of(request, {}).error().status, 415);
}

}  // namespace
}  // namespace lachan::intake_http
