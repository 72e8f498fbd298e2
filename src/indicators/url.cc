// SPDX-License-Identifier: Apache-2.0
#include "indicators/url.h"

#include <algorithm>

#include "base/text.h"
#include "indicators/address.h"
#include "indicators/domain.h"

namespace lachan::indicators {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
/// No byte of a URL; a value's URL ends before it (but a lone % is written so).
constexpr std::string_view kEncoded = "\"'<>\\^`{|}%";

int HexDigit(char c) {
  const auto at = kHex.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 0x20) : c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool IsHostByte(char c) { return c == '.' || IsLabelByte(c); }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// Text of bounded size.
class Out {
 public:
  explicit Out(std::span<char> room) : room_(room) {}
  void Put(char c) {
    if (size_ < room_.size()) room_[size_] = c;
    ++size_;
  }
  void Put(std::string_view text) {
    for (const char c : text) Put(c);
  }
  void PutEscaped(unsigned char byte) {
    Put('%');
    Put(kHex[byte >> 4]);
    Put(kHex[byte & 15]);
  }
  std::size_t size() const { return size_; }
  std::string_view Text() const {
    return size_ <= room_.size() ? std::string_view(room_.data(), size_) : std::string_view();
  }

 private:
  std::span<char> room_;
  std::size_t size_ = 0;
};

void PutPath(std::string_view path, Out& out) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool triplet =
        c == '%' && i + 2 < path.size() && HexDigit(path[i + 1]) >= 0 && HexDigit(path[i + 2]) >= 0;
    if (triplet) {
      const auto value = static_cast<char>(HexDigit(path[i + 1]) << 4 | HexDigit(path[i + 2]));
      if (IsUnreserved(value)) {
        out.Put(value);
      } else {
        out.PutEscaped(static_cast<unsigned char>(value));
      }
      i += 2;
    } else if (byte >= 0x7F || byte <= 0x20 || kEncoded.find(c) != std::string_view::npos) {
      out.PutEscaped(byte);
    } else {
      out.Put(c);
    }
  }
}

bool IsDefaultPort(std::string_view scheme, std::string_view port) {
  return port.empty() || (scheme == "http" && port == "80") ||
         (scheme == "https" && port == "443") || (scheme == "ftp" && port == "21");
}

/// A host name in lower case and A-labels.
bool PutName(std::string_view host, Out& out) {
  std::optional<std::string> ascii;
  if (!std::ranges::all_of(host, IsHostByte)) {
    ascii = ToAsciiDomain(host);
    if (!ascii || !std::ranges::all_of(*ascii, IsHostByte)) return false;
    host = *ascii;
  }
  if (host.empty() || host.starts_with('.') || host.ends_with('.') ||
      host.find("..") != std::string_view::npos) {
    return false;
  }
  for (const char c : host) out.Put(Lower(c));
  return true;
}

/// "user@host:port". False if there is no host.
bool PutAuthority(std::string_view scheme, std::string_view authority, Out& out) {
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    PutPath(authority.substr(0, at + 1), out);
    authority.remove_prefix(at + 1);
  }
  std::string_view host = authority, port;
  const auto closing = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && (closing == std::string_view::npos || colon > closing)) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  if (host.starts_with('[')) {
    if (!host.ends_with(']') || host.size() < 4) return false;
    const auto address = ParseAddress(host.substr(1, host.size() - 2));
    if (!address || address->is_v4) return false;
    out.Put('[');
    out.Put(FormatAddress(*address));
    out.Put(']');
  } else {
    if (!PutName(host, out)) return false;
  }
  if (!IsDefaultPort(scheme, port)) {
    out.Put(':');
    out.Put(port);
  }
  return true;
}

}  // namespace

CanonicalText CanonicalUrl(std::string_view url, std::span<char> room) {
  Out out(room);
  const auto marks = url.starts_with("//") ? 0 : url.find("://");
  if (marks == std::string_view::npos) return {};
  std::string_view scheme;
  if (marks > 0) {
    const bool letter = Lower(url[0]) >= 'a' && Lower(url[0]) <= 'z';
    if (marks > kSchemeBytes) return {};
    for (const char c : url.substr(0, marks)) {
      const bool good = IsUnreserved(c) ? c != '_' && c != '~' : c == '+';
      if (!good || !letter) return {};
      out.Put(Lower(c));
    }
    out.Put(':');
    if (out.Text().empty()) return {};
    scheme = out.Text().substr(0, marks);
  } else if (!url.starts_with("//")) {
    return {};
  }
  const std::size_t rest = out.size();
  url.remove_prefix(marks + (marks > 0 ? 3 : 2));
  url = url.substr(0, url.find('#'));
  const auto end = std::min(url.find_first_of("/?"), url.size());
  out.Put("//");
  if (!PutAuthority(scheme, url.substr(0, end), out)) return {};
  if (end == url.size() || url[end] == '?') out.Put('/');
  PutPath(url.substr(end), out);
  const auto whole = out.Text();
  if (whole.empty()) return {};
  return {whole, whole.substr(rest)};
}

std::string_view HostOfUrl(std::string_view url) {
  const auto slashes = url.find("//");
  if (slashes == std::string_view::npos) return {};
  url.remove_prefix(slashes + 2);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  return url.substr(0, url.find(':'));
}

}  // namespace lachan::indicators
