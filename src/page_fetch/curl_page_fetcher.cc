// SPDX-License-Identifier: Apache-2.0
#include "page_fetch/curl_page_fetcher.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "base/text.h"
#include "contact_page/address.h"

namespace lachan::page_fetch {
namespace {

using contact_page::PageUrl;
using teams::FetchedPage;
using Bytes = std::span<const unsigned char>;

bool IsLoopback(Bytes address) {
  if (address.size() == 4) return address[0] == 127;
  return address.size() == 16 && address[15] == 1 &&
         std::ranges::all_of(address.first(15), [](unsigned char b) { return b == 0; });
}

/// The bytes of an IP address; empty for other families.
Bytes BytesOf(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return {reinterpret_cast<const unsigned char*>(&v4->sin_addr), 4};
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return {reinterpret_cast<const unsigned char*>(&v6->sin6_addr), 16};
  }
  return {};
}

bool MayConnect(const sockaddr* address, bool allow_loopback) {
  const Bytes bytes = BytesOf(address);
  return contact_page::IsPublicAddress(bytes) || (allow_loopback && IsLoopback(bytes));
}

/// Text of an address as CURLOPT_RESOLVE wants it.
std::string TextOf(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(address->sa_family, BytesOf(address).data(), text, sizeof text);
  return address->sa_family == AF_INET6 ? fmt::format("[{}]", text) : std::string(text);
}

/// The addresses of a name, all of them of the public Internet.
Result<std::string> Resolve(const PageUrl& url, bool allow_loopback) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(url.host.c_str(), nullptr, &hints, &list);
  if (failed != 0) {
    return Fail(ErrorCode::kUnavailable, "{}: {}", url.host, ::gai_strerror(failed));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  std::string addresses;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    if (!MayConnect(at->ai_addr, allow_loopback)) {
      return Fail(ErrorCode::kDenied, "{} leads to {}, which is not on the public Internet",
                  url.host, TextOf(at->ai_addr));
    }
    addresses += (addresses.empty() ? "" : ",") + TextOf(at->ai_addr);
  }
  if (addresses.empty()) return Fail(ErrorCode::kUnavailable, "{}: no address", url.host);
  return addresses;
}

/// What the callbacks of one request work on.
struct Transfer {
  FetchedPage page;
  std::size_t limit = 0;
  bool allow_loopback = false;
  bool was_denied = false;
};

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const std::size_t bytes = size * count;
  const std::size_t room = transfer.limit - std::min(transfer.limit, transfer.page.body.size());
  transfer.page.body.append(data, std::min(room, bytes));
  if (bytes <= room) return bytes;
  transfer.page.is_cut = true;
  return 0;  // Ends the transfer.
}

std::size_t TakeHeader(char* data, std::size_t size, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const std::string_view line(data, size * count);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) transfer.page.location.clear();  // After an interim answer.
  if (colon != std::string_view::npos && line.size() < 4096) {
    const auto value = Trim(line.substr(colon + 1));
    if (AsciiEqualsIgnoringCase(line.substr(0, colon), "location")) transfer.page.location = value;
    if (AsciiEqualsIgnoringCase(line.substr(0, colon), "content-type")) {
      transfer.page.content_type = value;
    }
  }
  return size * count;
}

curl_socket_t OpenSocket(void* context, curlsocktype purpose, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (purpose != CURLSOCKTYPE_IPCXN || !MayConnect(&address->addr, transfer.allow_loopback)) {
    transfer.was_denied = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

struct Closer {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void SetOptions(CURL* curl, const CurlPageFetcher::Options& options, Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &transfer);
}

}  // namespace

CurlPageFetcher::CurlPageFetcher(Options options) : options_(std::move(options)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<FetchedPage> CurlPageFetcher::Get(const PageUrl& url) {
  LACHAN_TRY(const std::string addresses, Resolve(url, options_.allow_loopback));
  const std::unique_ptr<CURL, Closer> curl(curl_easy_init());
  const std::string pinned = fmt::format("{}:{}:{}", url.host, url.port, addresses);
  const std::unique_ptr<curl_slist, Closer> resolved(curl_slist_append(nullptr, pinned.c_str()));
  if (!curl || !resolved) return Fail(ErrorCode::kExhausted, "no memory for a request");
  Transfer transfer;
  transfer.limit = options_.body_bytes;
  transfer.allow_loopback = options_.allow_loopback;
  SetOptions(curl.get(), options_, transfer);
  const std::string address = url.Text();
  curl_easy_setopt(curl.get(), CURLOPT_RESOLVE, resolved.get());
  curl_easy_setopt(curl.get(), CURLOPT_URL, address.c_str());
  const CURLcode code = curl_easy_perform(curl.get());
  if (transfer.was_denied) {
    return Fail(ErrorCode::kDenied, "{} leads to an address that is not on the public Internet",
                url.host);
  }
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && transfer.page.is_cut)) {
    return Fail(ErrorCode::kUnavailable, "{}: {}", url.host, curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.page.status = static_cast<int>(status);
  return std::move(transfer.page);
}

}  // namespace lachan::page_fetch
