// SPDX-License-Identifier: Apache-2.0
#include "indicators/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "indicators/address.h"
#include "indicators/domain.h"
#include "indicators/url.h"

namespace lachan::indicators {
namespace {

using Outcome = std::expected<CanonicalValue, Fault>;

Outcome Wrong(std::string message, std::string hint) {
  return std::unexpected(Fault{std::move(message), std::move(hint)});
}

std::string Shown(std::string_view text) { return PrintableForLog(text, 80); }

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsHex(std::string_view text) { return !text.empty() && std::ranges::all_of(text, IsHexDigit); }

std::optional<Kind> HashKind(std::size_t digits) {
  switch (digits) {
    case 32:
      return Kind::kMd5;
    case 40:
      return Kind::kSha1;
    case 64:
      return Kind::kSha256;
    case 128:
      return Kind::kSha512;
    default:
      return std::nullopt;
  }
}

Outcome Hash(std::string_view text, std::optional<Kind> wanted) {
  const auto kind = HashKind(text.size());
  if (!IsHex(text) || !kind) {
    return Wrong(fmt::format("not a digest: '{}'", Shown(text)),
                 "write 32 (MD5), 40 (SHA-1), 64 (SHA-256) or 128 (SHA-512) hex digits");
  }
  if (wanted && *wanted != *kind) {
    return Wrong(fmt::format("said to be {}, but it has {} digits as {} has: '{}'",
                             ToString(*wanted), text.size(), ToString(*kind), Shown(text)),
                 "correct the type or the value");
  }
  return CanonicalValue{*kind, AsciiLower(text)};
}

std::optional<CanonicalValue> AsAddress(std::string_view text) {
  if (const auto address = ParseAddress(text)) {
    return CanonicalValue{Kind::kAddress, FormatAddress(*address)};
  }
  if (const auto network = ParseNetwork(text)) {
    if (network->bits == (network->first.is_v4 ? 32 : 128)) {
      return CanonicalValue{Kind::kAddress, FormatAddress(network->first)};
    }
    return CanonicalValue{Kind::kNetwork, FormatNetwork(*network)};
  }
  return std::nullopt;
}

/// `text` without ":443", and without the brackets of "[::1]:443".
std::string_view WithoutPort(std::string_view text) {
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    const auto closing = text.find(']');
    if (closing == std::string_view::npos) return text;
    if (closing + 1 == text.size() || colon == closing + 1) return text.substr(1, closing - 1);
    return text;
  }
  if (colon == std::string_view::npos || text.find(':') != colon) return text;
  const auto port = text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? text.substr(0, colon) : text;
}

Outcome AddressOf(std::string_view text) {
  if (auto found = AsAddress(WithoutPort(text))) return *std::move(found);
  return Wrong(fmt::format("not an IP address or network: '{}'", Shown(text)),
               "write an address (192.0.2.1, 2001:db8::1) or a network (192.0.2.0/24)");
}

std::optional<std::string> AsDomain(std::string_view text) {
  text = WithoutPort(text);
  if (text.starts_with("*.")) text.remove_prefix(2);
  if (text.starts_with('.')) text.remove_prefix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  auto ascii = ToAsciiDomain(text);
  if (!ascii || !IsDomain(*ascii)) return std::nullopt;
  return ascii;
}

Outcome DomainOf(std::string_view text) {
  if (auto domain = AsDomain(text)) return CanonicalValue{Kind::kDomain, *std::move(domain)};
  return Wrong(fmt::format("not a domain: '{}'", Shown(text)),
               "write a full domain of two labels or more, as evil.example");
}

Outcome UrlOf(std::string_view text) {
  std::array<char, kUrlBytes> room{};
  const bool has_scheme = text.find("://") != std::string_view::npos || text.starts_with("//");
  const auto url = CanonicalUrl(has_scheme ? text : "//" + std::string(text), room);
  if (!url.whole.empty()) return CanonicalValue{Kind::kUrl, std::string(url.whole)};
  return Wrong(
      text.size() > kUrlBytes
          ? fmt::format("a URL of {} bytes; the limit is {}", text.size(), kUrlBytes)
          : fmt::format("not a URL: '{}'", Shown(text)),
      "write scheme, host and path, as http://evil.example/path; without scheme it stands for all");
}

bool IsLocalByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

Outcome EmailOf(std::string_view text) {
  std::string_view address = text;
  if (AsciiLower(address.substr(0, 7)) == "mailto:") address.remove_prefix(7);
  if (address.starts_with('<') && address.ends_with('>') && address.size() > 2) {
    address = address.substr(1, address.size() - 2);
  }
  const auto at = address.find('@');
  if (at != std::string_view::npos && at > 0 && at <= 64 &&
      std::ranges::all_of(address.substr(0, at), IsLocalByte)) {
    if (const auto domain = ToAsciiDomain(address.substr(at + 1)); domain && IsDomain(*domain)) {
      return CanonicalValue{Kind::kEmail, AsciiLower(address.substr(0, at)) + '@' + *domain};
    }
  }
  return Wrong(fmt::format("not an e-mail address: '{}'", Shown(text)),
               "write one address, as name@evil.example");
}

Outcome Guess(std::string_view text) {
  if (text.find("://") != std::string_view::npos || text.starts_with("//")) return UrlOf(text);
  if (IsHex(text) && text.size() >= 32) return Hash(text, std::nullopt);
  if (auto address = AsAddress(WithoutPort(text))) return *std::move(address);
  if (text.find('@') != std::string_view::npos && text.find('/') == std::string_view::npos) {
    return EmailOf(text);
  }
  if (auto domain = AsDomain(text)) return CanonicalValue{Kind::kDomain, *std::move(domain)};
  if (const auto slash = text.find('/'); slash != std::string_view::npos && slash > 0) {
    const auto host = WithoutPort(text.substr(0, slash));
    const bool number = text.find_first_not_of("0123456789", slash + 1) == std::string_view::npos;
    const bool address = AsAddress(host).has_value();
    if ((AsDomain(host) || address) && !(address && number)) return UrlOf(text);
  }
  return Wrong(fmt::format("not an indicator: '{}'", Shown(text)),
               "write an IP address or network, a domain, a URL, an e-mail address or a digest");
}

/// `text` with every `from` replaced, whatever its letter case.
void Replace(std::string& text, std::string_view from, std::string_view to) {
  const std::string lower = AsciiLower(text);
  auto at = lower.find(from);
  if (at == std::string::npos) return;
  std::string out;
  std::size_t kept = 0;
  for (; at != std::string::npos; at = lower.find(from, kept)) {
    out.append(text, kept, at - kept).append(to);
    kept = at + from.size();
  }
  text = out.append(text, kept);
}

}  // namespace

std::optional<Said> ParseSaid(std::string_view type) {
  std::string word;
  for (const char c : AsciiLower(type)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  struct Known {
    Said said;
    std::initializer_list<std::string_view> words;
  };
  static const Known kKnown[] = {
      {Said::kAddress,
       {"ip",      "ipv4",     "ipv6",        "ipv4addr",   "ipv6addr",  "ipaddr",    "ipaddress",
        "address", "ipsrc",    "ipdst",       "ipport",     "ipdstport", "ipsrcport", "ipv4port",
        "cidr",    "ipv4cidr", "ipv6cidr",    "network",    "subnet",    "iprange",   "netblock",
        "srcip",   "dstip",    "ipv4address", "ipv6address"}},
      {Said::kHost, {"host", "server", "c2", "c2server"}},
      {Said::kDomain,
       {"domain", "domainname", "hostname", "fqdn", "dns", "hostnameport", "hostdomain"}},
      {Said::kUrl, {"url", "uri"}},
      {Said::kHash, {"hash", "filehash", "digest", "checksum"}},
      {Said::kMd5, {"md5", "filehashmd5", "md5hash", "hashmd5", "imphash"}},
      {Said::kSha1, {"sha1", "filehashsha1", "sha1hash", "hashsha1"}},
      {Said::kSha256, {"sha256", "filehashsha256", "sha256hash", "hashsha256"}},
      {Said::kSha512, {"sha512", "filehashsha512", "sha512hash", "hashsha512"}},
      {Said::kEmail,
       {"email", "emailaddr", "emailaddress", "emailsrc", "emaildst", "emailreplyto",
        "emailsender"}},
  };
  for (const Known& known : kKnown) {
    if (std::ranges::find(known.words, word) != known.words.end()) return known.said;
  }
  return std::nullopt;
}

std::string Refang(std::string_view text) {
  std::string out(text);
  const auto opens = [](char c) { return c == '[' || c == '(' || c == '{' || c == '\\'; };
  if (std::ranges::any_of(text, opens)) {
    static constexpr std::pair<std::string_view, std::string_view> kMarks[] = {
        {"[.]", "."},   {"(.)", "."},  {"{.}", "."},     {"[dot]", "."}, {"(dot)", "."},
        {"{dot}", "."}, {"[:]", ":"},  {"[://]", "://"}, {"[/]", "/"},   {"[@]", "@"},
        {"(@)", "@"},   {"[at]", "@"}, {"(at)", "@"},    {"{at}", "@"},  {"\\.", "."}};
    for (const auto& [from, to] : kMarks) Replace(out, from, to);
  }
  if (out.size() < 4 || (out[0] | 0x20) < 'f' || (out[0] | 0x20) > 'h') return out;
  static constexpr std::pair<std::string_view, std::string_view> kSchemes[] = {
      {"hxxps:", "https:"}, {"hxxp:", "http:"}, {"h**ps:", "https:"}, {"h**p:", "http:"},
      {"htxps:", "https:"}, {"htxp:", "http:"}, {"fxp:", "ftp:"}};
  const std::string scheme = AsciiLower(std::string_view(out).substr(0, 8));
  for (const auto& [from, to] : kSchemes) {
    if (scheme.starts_with(from)) return std::string(to) + out.substr(from.size());
  }
  return out;
}

std::expected<CanonicalValue, Fault> Canonicalise(std::string_view raw, Said said) {
  const std::string refanged = Refang(Trim(raw));
  const std::string_view text = Trim(refanged);
  if (text.empty()) return Wrong("an empty value", "write a value or leave the line out");
  switch (said) {
    case Said::kNothing:
      return Guess(text);
    case Said::kAddress:
      return AddressOf(text);
    case Said::kHost:
      if (auto address = AsAddress(WithoutPort(text))) return *std::move(address);
      return DomainOf(text);
    case Said::kDomain:
      return DomainOf(text);
    case Said::kUrl:
      return UrlOf(text);
    case Said::kHash:
      return Hash(text, std::nullopt);
    case Said::kMd5:
      return Hash(text, Kind::kMd5);
    case Said::kSha1:
      return Hash(text, Kind::kSha1);
    case Said::kSha256:
      return Hash(text, Kind::kSha256);
    case Said::kSha512:
      return Hash(text, Kind::kSha512);
    case Said::kEmail:
      return EmailOf(text);
  }
  return Wrong("", "");
}

}  // namespace lachan::indicators
