// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/http.h"

namespace lachan::web_api {

/// The JSON body of a request as the described plain struct T.
/// \error kInvalidInput  see schema::FromJson
template <class T>
Result<T> BodyOf(const web::Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  return schema::Decode<T>(body);
}

}  // namespace lachan::web_api
