// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/http.h"

namespace lachan::web_api {

/// Collects routes whose handlers are functions of (Service&, Request).
template <class Service>
class RouteTable {
 public:
  explicit RouteTable(Service& service) : service_(service) {}

  template <class Handler>
  void Add(web::Verb verb, std::string path, identity::Permission needs, Handler handler,
           web::Described described, std::size_t max_body = 1u << 20) {
    routes_.push_back({verb, "/api/v1" + std::move(path), needs,
                       [&service = service_, handler](const web::Request& request) {
                         return Result<web::Response>(handler(service, request));
                       },
                       std::move(described), max_body});
  }
  std::vector<web::Route> Take() { return std::move(routes_); }

 private:
  Service& service_;
  std::vector<web::Route> routes_;
};

/// A field of a request that is wrong; `message` is a key or a text.
inline std::unexpected<Error> WrongField(std::string_view field, std::string message) {
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, fmt::format("{} is not right: {}", field, message))
          .WithField(std::string(field), message));
}

}  // namespace lachan::web_api
