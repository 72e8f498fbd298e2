// SPDX-License-Identifier: Apache-2.0
#include "app/ports.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "http_server/server.h"

namespace lachan::app {
namespace {

Status TryBind(const std::string& text, std::string_view key, std::string_view what, int type) {
  if (text.empty()) return {};
  LACHAN_TRY(const auto address, http_server::ParseAddress(text), fmt::format("setting {}", key));
  addrinfo hints{};
  hints.ai_socktype = type;
  hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.first.c_str(), std::to_string(address.second).c_str(), &hints,
                    &found) != 0) {
    return Fail(ErrorCode::kInvalidInput, "setting {}: '{}' is no address of this machine", key,
                text);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  const int socket = ::socket(found->ai_family, type | SOCK_CLOEXEC, 0);
  if (socket < 0) return {};  // The server itself will say what is wrong.
  const int yes = 1;
  if (found->ai_family == AF_INET6) {
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  }
  if (type == SOCK_STREAM) {
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  }
  const bool is_free = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0;
  const int problem = errno;
  ::close(socket);
  if (is_free) return {};
  return Fail(ErrorCode::kUnavailable,
              "cannot listen for {} on {} (setting {}): {}; end the program that uses it, or give "
              "another address with {}",
              what, text, key, std::generic_category().message(problem),
              key == "http.address"     ? "--http"
              : key == "syslog.address" ? "--syslog"
                                        : fmt::format("--set {}=", key));
}

}  // namespace

Status CheckPorts(const Settings& settings) {
  LACHAN_TRY_DO(TryBind(settings.Text("http.address"), "http.address", "HTTP", SOCK_STREAM));
  for (const std::string_view key :
       {"syslog.address", "syslog.tls_address", "relp.address", "relp.tls_address"}) {
    const std::string_view what = key.starts_with("relp") ? "RELP" : "syslog";
    for (const std::string& address : settings.List(key)) {
      LACHAN_TRY_DO(TryBind(address, key, what, SOCK_STREAM));
      if (key == "syslog.address") LACHAN_TRY_DO(TryBind(address, key, what, SOCK_DGRAM));
    }
  }
  return {};
}

}  // namespace lachan::app
