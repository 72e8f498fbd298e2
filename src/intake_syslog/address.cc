// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/address.h"

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace lachan::intake_syslog {

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return Fail(ErrorCode::kInvalidInput,
                "'{}' is not an address to listen on ({}); write 127.0.0.1:5514 or [::1]:5514",
                text, why);
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong("the port is missing");
  ListenAddress address;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size()) {
    return wrong("the port is not a number from 0 to 65535");
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.host = host.empty() ? "0.0.0.0" : host;
  boost::system::error_code bad;
  boost::asio::ip::make_address(address.host, bad);
  if (bad) return wrong("the host must be an IP address");
  return address;
}

}  // namespace lachan::intake_syslog
