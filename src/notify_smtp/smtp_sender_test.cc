// SPDX-License-Identifier: Apache-2.0
// A scripted server on loopback: greylisting, refusals, silence, slowness, hanging up.
#include "notify_smtp/smtp_sender.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <thread>

namespace lachan::notify_smtp {
namespace {

using notifications::Attempt;
using testing::HasSubstr;
using Outcome = Attempt::Outcome;

using Replies = std::map<std::string, std::string>;

/// One conversation. A verb is answered from `replies`, else with 250; "" hangs up.
class Server {
 public:
  explicit Server(Replies replies = {}, std::chrono::milliseconds per_byte = {})
      : replies_(std::move(replies)), per_byte_(per_byte) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 4);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  }
  ~Server() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }
  const std::string& heard() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    thread_ = std::jthread([] {});
    return heard_;
  }

 private:
  bool Wait(int socket, const std::stop_token& stop) const {
    pollfd entry{socket, POLLIN, 0};
    while (!stop.stop_requested()) {
      if (::poll(&entry, 1, 20) > 0) return true;
    }
    return false;
  }
  bool Say(int socket, const std::string& text, const std::stop_token& stop) const {
    for (const char c : text) {
      if (stop.stop_requested() || ::send(socket, &c, 1, MSG_NOSIGNAL) != 1) return false;
      if (per_byte_.count() > 0) std::this_thread::sleep_for(per_byte_);
    }
    return true;
  }
  void Run(const std::stop_token& stop) {
    if (!Wait(listener_, stop)) return;
    const int socket = ::accept(listener_, nullptr, nullptr);
    Talk(socket, stop);
    ::close(socket);
  }
  void Talk(int socket, const std::stop_token& stop) {
    if (!Say(socket, Reply("GREETING", "220 test ESMTP") + "\r\n", stop)) return;
    std::string buffer;
    bool is_data = false;
    while (Wait(socket, stop)) {
      char bytes[4096];
      const auto count = ::recv(socket, bytes, sizeof bytes, 0);
      if (count <= 0) return;
      heard_.append(bytes, static_cast<std::size_t>(count));
      buffer.append(bytes, static_cast<std::size_t>(count));
      for (;;) {
        const std::string end = is_data ? "\r\n.\r\n" : "\r\n";
        const auto at = buffer.find(end);
        if (at == std::string::npos) break;
        const auto verb = is_data ? "END" : buffer.substr(0, 4);
        buffer.erase(0, at + end.size());
        const auto reply = Reply(verb, verb == "DATA"   ? "354 go"
                                       : verb == "QUIT" ? "221"
                                                        : "250 OK");
        if (reply.empty() || !Say(socket, reply + "\r\n", stop)) return;
        is_data = verb == "DATA" && reply.starts_with("354");
      }
    }
  }
  std::string Reply(const std::string& verb, const std::string& otherwise) const {
    const auto at = replies_.find(verb);
    return at == replies_.end() ? otherwise : at->second;
  }

  Replies replies_;
  std::chrono::milliseconds per_byte_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::string heard_;
  std::jthread thread_;
};

Options PlainOptions(std::uint16_t port) {
  Options options;
  options.host = "127.0.0.1";
  options.port = port;
  options.tls = TlsMode::kNone;
  options.connect_limit = std::chrono::seconds(3);
  options.total_limit = std::chrono::seconds(20);
  options.idle_limit = std::chrono::seconds(2);
  return options;
}

struct Sent {
  Attempt attempt;
  int marks = 0;
};
Sent Send(const Options& options, bool may_end = true) {
  auto sender = SmtpSender::Make(options);
  EXPECT_TRUE(sender) << sender.error().Text();
  Sent sent;
  sent.attempt =
      (*sender)->Send({"lachan@tinh.example", "a@syt.example"}, "Subject: x\r\n\r\nhello\r\n",
                      [&]() -> Status {
                        ++sent.marks;
                        if (!may_end) return Fail(ErrorCode::kUnavailable, "the store is gone");
                        return {};
                      },
                      {});
  return sent;
}

TEST(Smtp, HandsOverAndMarksOnceBeforeTheEnd) {
  Server server(Replies{{"END", "250 2.0.0 queued as 42"}});
  const auto sent = Send(PlainOptions(server.port()));
  EXPECT_EQ(sent.attempt.outcome, Outcome::kAccepted) << sent.attempt.reply;
  EXPECT_EQ(sent.attempt.reply, "250 2.0.0 queued as 42");
  EXPECT_EQ(sent.marks, 1);
  const auto& heard = server.heard();
  EXPECT_THAT(heard, HasSubstr("MAIL FROM:<lachan@tinh.example>"));
  EXPECT_THAT(heard, HasSubstr("RCPT TO:<a@syt.example>"));
  EXPECT_THAT(heard, HasSubstr("hello\r\n.\r\n"));
}

TEST(Smtp, AMarkThatFailsKeepsTheMessageFromBeingEnded) {
  Server server;
  const auto sent = Send(PlainOptions(server.port()), false);
  EXPECT_EQ(sent.attempt.outcome, Outcome::kNoServer);
  EXPECT_THAT(sent.attempt.reply, HasSubstr("the store is gone"));
  EXPECT_EQ(server.heard().find("\r\n.\r\n"), std::string::npos);
}

TEST(Smtp, GreylistingIsForLater) {
  Server server(Replies{{"RCPT", "451 4.7.1 greylisted, come back"}});
  const auto sent = Send(PlainOptions(server.port()));
  EXPECT_EQ(sent.attempt.outcome, Outcome::kLater) << sent.attempt.reply;
  EXPECT_EQ(sent.attempt.code, 451);
  EXPECT_EQ(sent.marks, 0);
}

TEST(Smtp, NoSuchUserIsRefused) {
  Server server(Replies{{"RCPT", "550 5.1.1 no such user"}});
  const auto sent = Send(PlainOptions(server.port()));
  EXPECT_EQ(sent.attempt.outcome, Outcome::kRefused) << sent.attempt.reply;
  EXPECT_THAT(sent.attempt.reply, HasSubstr("no such user"));
}

TEST(Smtp, ARefusalAfterTheMessageIsCertain) {
  Server server(Replies{{"END", "554 5.7.1 content refused"}});
  EXPECT_EQ(Send(PlainOptions(server.port())).attempt.outcome, Outcome::kRefused);
  Server busy(Replies{{"END", "452 4.2.2 full"}});
  EXPECT_EQ(Send(PlainOptions(busy.port())).attempt.outcome, Outcome::kLater);
}

TEST(Smtp, HangingUpAfterTheEndIsUncertain) {
  Server server(Replies{{"END", ""}});
  const auto sent = Send(PlainOptions(server.port()));
  EXPECT_EQ(sent.attempt.outcome, Outcome::kUncertain) << sent.attempt.reply;
  EXPECT_EQ(sent.marks, 1);
}

TEST(Smtp, HangingUpEarlierIsSafeToRepeat) {
  Server server(Replies{{"DATA", ""}});
  EXPECT_EQ(Send(PlainOptions(server.port())).attempt.outcome, Outcome::kNoServer);
  Server closing(Replies{{"GREETING", "421 too busy"}});
  EXPECT_EQ(Send(PlainOptions(closing.port())).attempt.outcome, Outcome::kNoServer);
}

TEST(Smtp, NobodyListens) {
  std::uint16_t port = 0;
  {
    Server server;
    port = server.port();
  }
  EXPECT_EQ(Send(PlainOptions(port)).attempt.outcome, Outcome::kNoServer);
}

TEST(Smtp, ASlowServerIsWaitedForAsLongAsItMoves) {
  Server server({}, std::chrono::milliseconds(30));
  const auto sent = Send(PlainOptions(server.port()));
  EXPECT_EQ(sent.attempt.outcome, Outcome::kAccepted) << sent.attempt.reply;
}

TEST(Smtp, AnEndlessOneIsLeftInTheEnd) {
  Server server({}, std::chrono::milliseconds(300));
  auto options = PlainOptions(server.port());
  options.total_limit = std::chrono::seconds(2);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Send(options).attempt.outcome, Outcome::kNoServer);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6));
}

TEST(Smtp, StartTlsIsDemanded) {
  Server server(Replies{{"EHLO", "250 nothing special"}});
  auto options = PlainOptions(server.port());
  options.tls = TlsMode::kStartTls;
  EXPECT_EQ(Send(options).attempt.outcome, Outcome::kNoServer);
  EXPECT_EQ(server.heard().find("MAIL"), std::string::npos) << "nothing goes out in the clear";
}

TEST(Smtp, SettingsThatCannotBeUsedAreRefused) {
  Options options = PlainOptions(25);
  options.host = "mail.example";
  options.user = "u";
  EXPECT_FALSE(SmtpSender::Make(options)) << "a password in the clear";
  for (const char* host : {"", "a b", "evil/x", "user@host", "a\r\nb"}) {
    options = PlainOptions(25);
    options.host = host;
    EXPECT_FALSE(SmtpSender::Make(options)) << host;
  }
  EXPECT_EQ(ParseTlsMode("tls").value(), TlsMode::kTls);
  EXPECT_FALSE(ParseTlsMode("ssl"));
}

}  // namespace
}  // namespace lachan::notify_smtp
