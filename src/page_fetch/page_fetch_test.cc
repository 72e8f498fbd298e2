// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "page_fetch/curl_page_fetcher.h"

namespace lachan::page_fetch {
namespace {

using ::testing::HasSubstr;

/// Answers every connection on loopback with the same bytes, then closes it.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      ADD_FAILURE() << "no port on loopback";
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  contact_page::PageUrl Url(std::string target = "/") const {
    return *contact_page::ParsePageUrl("http://localhost:" + std::to_string(port_) + target);
  }
  int connections() const { return connections_; }
  std::string request() const { return request_; }

 private:
  void Serve() {
    while (true) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      ++connections_;
      std::string request(4096, '\0');
      request.resize(static_cast<std::size_t>(
          std::max<ssize_t>(0, ::recv(client, request.data(), request.size(), 0))));
      request_ = request;
      std::size_t sent = 0;
      while (sent < answer_.size()) {
        const auto n = ::send(client, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
      }
      ::close(client);
    }
  }

  std::string answer_, request_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

CurlPageFetcher Fetcher(bool allow_loopback, std::size_t body_bytes = 1000) {
  CurlPageFetcher::Options options;
  options.user_agent = "lachan-test/1 (+https://a.vn)";
  options.total_timeout = std::chrono::milliseconds(3000);
  options.body_bytes = body_bytes;
  options.allow_loopback = allow_loopback;
  return CurlPageFetcher(options);
}

TEST(CurlPageFetcher, GetsAPage) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nxin ch");
  const auto page = Fetcher(true).Get(server.Url("/lien-he?a=1"));
  ASSERT_TRUE(page) << page.error().Text();
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->body, "xin c");
  EXPECT_EQ(page->content_type, "text/html");
  EXPECT_THAT(server.request(), HasSubstr("GET /lien-he?a=1 HTTP/1.1"));
  EXPECT_THAT(server.request(), HasSubstr("User-Agent: lachan-test/1 (+https://a.vn)"));
}

TEST(CurlPageFetcher, LoopbackIsRefusedWithoutAConnection) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const auto page = Fetcher(false).Get(server.Url());
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code(), ErrorCode::kDenied);
  EXPECT_EQ(server.connections(), 0);
}

TEST(CurlPageFetcher, RedirectsAreToldNotFollowed) {
  OneAnswer server(
      "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
  const auto page = Fetcher(true).Get(server.Url());
  ASSERT_TRUE(page) << page.error().Text();
  EXPECT_EQ(page->status, 302);
  EXPECT_EQ(page->location, "http://169.254.169.254/");
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlPageFetcher, LongAnswersAreCut) {
  OneAnswer server("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'));
  const auto page = Fetcher(true, 777).Get(server.Url());
  ASSERT_TRUE(page) << page.error().Text();
  EXPECT_EQ(page->body.size(), 777u);
  EXPECT_TRUE(page->is_cut);
}

TEST(CurlPageFetcher, NoNameNoAnswer) {
  auto fetcher = Fetcher(true);
  const auto unknown = fetcher.Get(*contact_page::ParsePageUrl("http://khong-co.invalid/"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code(), ErrorCode::kUnavailable);
  OneAnswer server("khong phai HTTP");
  EXPECT_FALSE(fetcher.Get(server.Url()));
}

TEST(CurlPageFetcher, ProxiesOfTheEnvironmentAreNotUsed) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  const auto page = Fetcher(true).Get(server.Url());
  ::unsetenv("http_proxy");
  ASSERT_TRUE(page) << page.error().Text();
  EXPECT_EQ(page->body, "ok");
}

}  // namespace
}  // namespace lachan::page_fetch
