// SPDX-License-Identifier: Apache-2.0
/// \file
/// Commands that ask a running server over its API, with an API token.
#pragma once

#include <CLI/App.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lachan::app {

using ApiParameters = std::vector<std::pair<std::string, std::string>>;

/// Purpose      Requests to the API of one server. Errors carry what the server said, fields
/// included. Concurrency  None.
class ApiClient {
 public:
  struct Options {
    std::string server = "http://127.0.0.1:8080";
    std::string token_file;  ///< Empty: the environment's LACHAN_TOKEN.
    std::string ca_file;     ///< Empty: the system's authorities.
  };
  /// --server, --token-file, --ca-file.
  static void AddOptions(CLI::App& command, Options& options);

  /// \error kUnauthenticated  there is no token
  static Result<ApiClient> Open(const Options& options);

  /// Gives the body in pieces as it comes; `take` answers false to break off. Parameters without a
  /// value are left out. \return the header X-Export-Receipt, where there is one
  /// \error kInvalidInput  the server refuses it; kUnavailable: it cannot be reached or failed
  Result<std::string> Stream(const std::string& path, const ApiParameters& parameters,
                             const std::function<bool(std::string_view)>& take) const;
  Result<boost::json::value> Get(const std::string& path,
                                 const ApiParameters& parameters = {}) const;
  Result<boost::json::value> Post(const std::string& path, const boost::json::value& body) const;
  /// Any method with a body, which may be a document. \return null where the answer has no body
  Result<boost::json::value> Send(const std::string& method, const std::string& path,
                                  const ApiParameters& parameters, const std::string& body,
                                  const std::string& content_type = "application/json") const;

 private:
  struct Call;
  Result<std::string> Perform(const Call& call) const;

  Options options_;
  std::string token_;
};

/// Says what went wrong. \return 2, the exit status of what was not done
int ReportError(const Error& error);

}  // namespace lachan::app
