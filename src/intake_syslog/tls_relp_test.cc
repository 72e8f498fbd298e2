// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <signal.h>

#include <boost/asio.hpp>

#include <filesystem>
#include <thread>

#include "base/hash.h"
#include "base/testing_wait.h"
#include "intake_syslog/authority.h"
#include "intake_syslog/syslog_server.h"
#include "intake_syslog/tls.h"
#include "normalise/normaliser.h"
#include "pipeline/testing_fakes.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using pipeline::Pipeline;
using pipeline::Rejection;

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

class Directory final : public pipeline::SourceDirectory {
 public:
  std::optional<pipeline::Sender> ByAddress(std::string_view) const override {
    return std::nullopt;
  }
  std::optional<pipeline::Sender> ByCertificate(std::string_view name) const override {
    if (name != "web01.syt") return std::nullopt;
    return pipeline::Sender{SourceId{5}, AgencyId{6}, "", false};
  }
};

/// A blocking client, under TLS when it has a context.
class Client {
 public:
  explicit Client(std::uint16_t port, SSL_CTX* context = nullptr) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    if (context == nullptr) return;
    ssl_.reset(::SSL_new(context));
    ::SSL_set_fd(ssl_.get(), socket_.native_handle());
    is_open_ = ::SSL_connect(ssl_.get()) == 1;
  }
  bool is_open() const { return is_open_; }
  void Send(std::string_view text) {
    if (ssl_) {
      (void)::SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    } else {
      boost::system::error_code ignored;
      asio::write(socket_, asio::buffer(text), ignored);
    }
  }
  /// What comes until the end, or until it ends with `until`.
  std::string Receive(std::string_view until = "") {
    std::string text;
    while (until.empty() || !text.ends_with(until)) {
      char part[4096];
      boost::system::error_code error;
      const long got = ssl_ ? ::SSL_read(ssl_.get(), part, sizeof part)
                            : static_cast<long>(socket_.read_some(asio::buffer(part), error));
      if (got <= 0) break;
      text.append(part, static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  asio::io_context io_;
  asio::ip::tcp::socket socket_;
  SslSession ssl_;
  bool is_open_ = true;
};

class SenderTest : public ::testing::Test {
 protected:
  SenderTest() : folder_(fs::temp_directory_path() / ("lachan-senders-" + RandomToken(9))) {
    ::signal(SIGPIPE, SIG_IGN);
    pipeline_options_.insert_interval = 1ms;
    pipeline_options_.retry_first = 1ms;
    pipeline_options_.retry_last = 5ms;
    options_.addresses = {"127.0.0.1:0"};
    options_.relp_addresses = {"127.0.0.1:0"};
    options_.grace = 500ms;
  }
  ~SenderTest() override {
    server_.reset();
    pipeline_.reset();
    fs::remove_all(folder_);
  }
  void Certificates() {
    const AuthorityFiles files{folder_.string()};
    ASSERT_TRUE(MakeAuthority(files, "test", clock_.Now()));
    const std::vector<std::string> hosts{"localhost", "127.0.0.1"};
    ASSERT_TRUE(IssueServer(files, hosts, 30, clock_.Now()));
    ASSERT_TRUE(IssueClient(files, "web01.syt", (folder_ / "c").string(), 30, clock_.Now()));
    options_.tls_addresses = {"127.0.0.1:0"};
    options_.relp_tls_addresses = {"127.0.0.1:0"};
    options_.tls = TlsOptions{files.server(), files.server_key(), files.authority(), "",
                              TlsOptions::Client::kOptional};
  }
  std::unique_ptr<SSL_CTX, SslFree> ClientContext(bool has_certificate) {
    std::unique_ptr<SSL_CTX, SslFree> context(::SSL_CTX_new(::TLS_client_method()));
    ::SSL_CTX_load_verify_locations(context.get(), (folder_ / "ca.pem").c_str(), nullptr);
    ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (has_certificate) {
      ::SSL_CTX_use_certificate_chain_file(context.get(), (folder_ / "c/web01.syt.pem").c_str());
      ::SSL_CTX_use_PrivateKey_file(context.get(), (folder_ / "c/web01.syt.key").c_str(),
                                    SSL_FILETYPE_PEM);
    }
    return context;
  }
  void Start() {
    pipeline_ = std::make_unique<Pipeline>(
        pipeline_options_, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_});
    ASSERT_TRUE(pipeline_->Start());
    server_ = std::make_unique<SyslogServer>(options_, SyslogServer::Deps{clock_, *pipeline_});
    server_->SetDirectory(std::make_shared<Directory>());
    const Status started = server_->Start();
    ASSERT_TRUE(started) << started.error().Text();
  }
  bool Stored(std::size_t count) {
    return Eventually([&] { return store_.events().size() >= count; });
  }

  SystemClock clock_;
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  pipeline::testing::MemorySpool spool_;
  pipeline::testing::MemoryStore store_;
  pipeline::testing::MemorySink sink_;
  Pipeline::Options pipeline_options_;
  SyslogServer::Options options_;
  fs::path folder_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<SyslogServer> server_;
};

TEST_F(SenderTest, ReadsWhatArrivesWhileATlsConnectionStaysOpen) {
  Certificates();
  options_.threads = 1;  // one silent peer must not stop the thread
  Start();
  const auto context = ClientContext(true), stranger = ClientContext(false);
  Client silent(server_->ports().syslog_tls, stranger.get());
  Client first(server_->ports().syslog_tls, context.get());
  ASSERT_TRUE(first.is_open());
  first.Send("<13>one\n<13>two\n<13>thr");
  ASSERT_TRUE(Stored(2));
  first.Send("ee\n");
  ASSERT_TRUE(Stored(3));
  for (const Event& event : store_.events()) {
    EXPECT_EQ(event.source, SourceId{5});
    EXPECT_EQ(event.transport, Transport::kSyslogTls);
  }
}

TEST_F(SenderTest, ClosesAHandshakeThatDoesNotEnd) {
  Certificates();
  options_.handshake = 200ms;
  Start();
  Client slow(server_->ports().syslog_tls);
  slow.Send("\x16\x03");
  (void)slow.Receive();  // ends
  ASSERT_TRUE(Eventually([&] { return server_->counters().tls_failed == 1; }));
  EXPECT_NE(server_->counters().tls_last_failure.find("127.0.0.1"), std::string::npos);
  Client silent(server_->ports().relp);
  EXPECT_EQ(silent.Receive(), "");
}

TEST_F(SenderTest, TurnsAwayWhomNobodyRegisteredAndTakesNewCertificates) {
  Certificates();
  options_.admit_unknown = false;
  Start();
  const auto stranger = ClientContext(false), known = ClientContext(true);
  Client first(server_->ports().syslog_tls, stranger.get());
  first.Send("<13>no\n");
  (void)first.Receive();
  ASSERT_TRUE(Eventually([&] { return server_->counters().tls_failed == 1; }));
  const AuthorityFiles files{folder_.string()};
  const std::vector<std::string> hosts{"localhost"};
  const auto before = *server_->state().certificate_until;
  ASSERT_TRUE(IssueServer(files, hosts, 90, clock_.Now()));
  ASSERT_TRUE(Eventually([&] { return *server_->state().certificate_until > before; }));
  fs::remove(files.server_key());  // half a pair: the older stays in use and the problem is told
  ASSERT_TRUE(Eventually([&] { return !server_->state().tls_problem.empty(); }));
  Client second(server_->ports().syslog_tls, known.get());
  second.Send("<13>yes\n");
  ASSERT_TRUE(Stored(1));
  EXPECT_EQ(pipeline_->metrics().rejected, 0u);
}

TEST_F(SenderTest, AnswersRelpOnlyWhenTheDiskHasIt) {
  options_.message_bytes = 100;
  Start();
  Client client(server_->ports().relp);
  client.Send("1 open 15 relp_version=0\n\n");
  EXPECT_TRUE(client.Receive("commands=syslog\n").starts_with("1 rsp "));
  spool_.FailWith(ErrorCode::kUnavailable);
  client.Send("2 syslog 7 <13>one\n3 syslog 0\n4 syslog 101 " + std::string(101, 'x') + "\n");
  ASSERT_TRUE(Eventually([&] { return server_->counters().relp_paused > 1; }));
  EXPECT_EQ(server_->counters().relp_messages, 0u);
  spool_.FailWith(std::nullopt);
  EXPECT_EQ(client.Receive("4 rsp 6 200 OK\n"), "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 6 200 OK\n");
  client.Send("5 close 0\n");
  EXPECT_EQ(client.Receive(), "5 rsp 0\n0 serverclose 0\n");
  ASSERT_TRUE(pipeline_->WaitIdle(20s));
  EXPECT_EQ(store_.events().size(), 1u);
  const auto m = pipeline_->metrics();
  EXPECT_EQ(m.received, m.stored + m.rejected + m.duplicates);
}

TEST_F(SenderTest, StopsWhileRelpWaitsForTheDisk) {
  Start();
  Client client(server_->ports().relp);
  client.Send("1 open 15 relp_version=0\n\n");
  (void)client.Receive("commands=syslog\n");
  spool_.FailWith(ErrorCode::kUnavailable);
  client.Send("2 syslog 7 <13>one\n");
  ASSERT_TRUE(Eventually([&] { return server_->counters().relp_paused > 0; }));
  server_->Stop();
  server_.reset();
  spool_.FailWith(std::nullopt);
  EXPECT_EQ(client.Receive().find("2 rsp"), std::string::npos);
}

TEST_F(SenderTest, ManyTinyLinesOfOneReadAreAllTaken) {
  Start();
  Client client(server_->ports().syslog);
  std::string lines;
  for (int i = 0; i < 100'000; ++i) lines += "a\n";
  client.Send(lines);
  ASSERT_TRUE(Stored(100'000));
  client.Send(std::string("<13>one\0<13>two\0", 16));
  ASSERT_TRUE(Stored(100'002));
}

TEST_F(SenderTest, TlsNeedsACertificateThatFits) {
  Certificates();
  Start();
  options_.tls->key = (folder_ / "c/web01.syt.key").string();
  SyslogServer server(options_, {clock_, *pipeline_});
  const Status started = server.Start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message().find("does not belong to the certificate"),
            std::string::npos);
}

}  // namespace
}  // namespace lachan::intake_syslog
