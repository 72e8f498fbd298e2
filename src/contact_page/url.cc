// SPDX-License-Identifier: Apache-2.0
#include "contact_page/url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

#include "base/text.h"

namespace lachan::contact_page {
namespace {

namespace urls = boost::urls;
constexpr std::size_t kLongest = 2000;

Result<PageUrl> TakeApart(const urls::url_view_base& url) {
  PageUrl page;
  const std::string scheme = AsciiLower(std::string(url.scheme()));
  if (scheme != "http" && scheme != "https") {
    return Fail(ErrorCode::kInvalidInput, "the address of a page begins with http:// or https://");
  }
  page.is_https = scheme == "https";
  if (url.has_userinfo()) {
    return Fail(ErrorCode::kInvalidInput, "the address of a page carries no user or password");
  }
  if (url.host_type() != urls::host_type::name) {
    return Fail(ErrorCode::kInvalidInput, "the address of a page has a host name, not '{}'",
                PrintableForLog(std::string(url.encoded_host()), 60));
  }
  page.host = AsciiLower(std::string(url.encoded_host()));
  if (page.host.ends_with('.')) page.host.pop_back();
  const bool is_name = std::ranges::all_of(page.host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  // "127.1" and "2130706433" are read as addresses by resolvers; a name's last label has a letter.
  const auto last = page.host.substr(page.host.rfind('.') + 1);
  const bool has_letter = std::ranges::any_of(last, [](char c) { return c >= 'a' && c <= 'z'; });
  const bool is_hex = last.starts_with("0x");
  if (!is_name || !has_letter || is_hex || page.host.size() > 253) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a host name (names with accents: xn--…)",
                PrintableForLog(page.host, 60));
  }
  page.port = page.is_https ? 443 : 80;
  if (url.has_port() && !url.port().empty()) {
    page.port = url.port_number();
    if (page.port == 0) return Fail(ErrorCode::kInvalidInput, "a port is 1 to 65535");
  }
  page.target = std::string(url.encoded_path());
  if (page.target.empty()) page.target = "/";
  // Boost.URL 1.81 takes "https://host:n/x" for the path "n/x", which would lengthen the host.
  if (!page.target.starts_with('/')) {
    return Fail(ErrorCode::kInvalidInput, "a port is a number, 1 to 65535");
  }
  if (url.has_query()) page.target += "?" + std::string(url.encoded_query());
  return page;
}

}  // namespace

std::string PageUrl::Site() const {
  const bool is_usual = port == (is_https ? 443 : 80);
  return fmt::format("{}://{}{}", is_https ? "https" : "http", host,
                     is_usual ? "" : fmt::format(":{}", port));
}

std::string PageUrl::Text() const { return Site() + target; }

Result<PageUrl> ParsePageUrl(std::string_view text) {
  const auto trimmed = Trim(text);
  if (trimmed.size() > kLongest) {
    return Fail(ErrorCode::kInvalidInput, "the address of a page has at most {} bytes", kLongest);
  }
  const auto parsed = urls::parse_uri(urls::string_view(trimmed.data(), trimmed.size()));
  if (!parsed) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not the address of a page",
                PrintableForLog(trimmed, 100));
  }
  return TakeApart(*parsed);
}

Result<PageUrl> ResolvePageUrl(const PageUrl& base, std::string_view location) {
  const auto trimmed = Trim(location);
  const auto reference =
      urls::parse_uri_reference(urls::string_view(trimmed.data(), trimmed.size()));
  const std::string from = base.Text();
  const auto start = urls::parse_uri(from);
  if (trimmed.size() > kLongest || !reference || !start) {
    return Fail(ErrorCode::kInvalidInput, "the redirect leads to '{}', which is not an address",
                PrintableForLog(trimmed, 100));
  }
  urls::url resolved;
  if (const auto done = urls::resolve(*start, *reference, resolved); !done) {
    return Fail(ErrorCode::kInvalidInput, "the redirect to '{}' cannot be resolved",
                PrintableForLog(trimmed, 100));
  }
  return TakeApart(resolved);
}

}  // namespace lachan::contact_page
