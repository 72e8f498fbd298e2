// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/syslog_server.h"
#include "base/testing_wait.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/hash.h"
#include "intake_syslog/address.h"
#include "normalise/normaliser.h"
#include "pipeline/testing_fakes.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using pipeline::Pipeline;
using pipeline::Rejection;
using pipeline::SourceCounters;

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

class Directory final : public pipeline::SourceDirectory {
 public:
  std::optional<pipeline::Sender> ByAddress(std::string_view peer) const override {
    if (peer != "127.0.0.1") return std::nullopt;
    return pipeline::Sender{SourceId{7}, AgencyId{8}, "", true};
  }
};

template <class Condition>
bool Eventually(Condition condition) {
  return lachan::Eventually(condition, 20s);
}

/// Starts `command`; the returned process is the caller's to end.
pid_t Launch(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  return child;
}

int RunCommand(const std::vector<std::string>& command) {
  int status = 0;
  ::waitpid(Launch(command), &status, 0);
  return WEXITSTATUS(status);
}

bool Exists(const char* program) { return fs::exists(program); }

class SyslogServerTest : public ::testing::Test {
 protected:
  SyslogServerTest() {
    pipeline_options_.insert_interval = 1ms;
    pipeline_options_.retry_first = 1ms;
    pipeline_options_.retry_last = 5ms;
    options_.addresses = {"127.0.0.1:0"};
  }
  void Start() {
    pipeline_ = std::make_unique<Pipeline>(
        pipeline_options_, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_});
    ASSERT_TRUE(pipeline_->Start());
    server_ = std::make_unique<SyslogServer>(options_, SyslogServer::Deps{clock_, *pipeline_});
    const Status started = server_->Start();
    ASSERT_TRUE(started) << started.error().Text();
  }
  std::string Port() const { return std::to_string(server_->port()); }
  bool Stored(std::size_t count) {
    return Eventually([&] { return store_.events().size() >= count; });
  }
  std::uint64_t Rejected(Rejection reason) const {
    std::uint64_t sum = 0;
    for (const auto& c : pipeline_->Sources()) sum += c.rejected[static_cast<std::size_t>(reason)];
    return sum;
  }
  asio::ip::tcp::socket Connect() {
    asio::ip::tcp::socket socket(context_);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    return socket;
  }
  void SendUdp(std::string_view text) {
    asio::ip::udp::socket socket(context_, asio::ip::udp::v4());
    socket.send_to(asio::buffer(text), {asio::ip::make_address("127.0.0.1"), server_->port()});
  }
  static void Send(asio::ip::tcp::socket& socket, std::string_view text) {
    asio::write(socket, asio::buffer(text));
  }
  const Event& Only(const std::vector<Event>& events) {
    EXPECT_EQ(events.size(), 1u);
    return events.front();
  }

  SystemClock clock_;
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  pipeline::testing::MemorySpool spool_;
  pipeline::testing::MemoryStore store_;
  pipeline::testing::MemorySink sink_;
  Pipeline::Options pipeline_options_;
  SyslogServer::Options options_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<SyslogServer> server_;
  asio::io_context context_;
};

struct LoggerCase {
  std::vector<std::string> flags;
  Transport transport;
};

TEST_F(SyslogServerTest, UnderstandsLoggerInEveryWay) {
  if (!Exists("/usr/bin/logger")) GTEST_SKIP() << "skipped: logger (bsdutils) is not installed";
  Start();
  const LoggerCase cases[] = {
      {{"-d", "--rfc3164"}, Transport::kSyslogUdp},
      {{"-d", "--rfc5424"}, Transport::kSyslogUdp},
      {{"-T", "--rfc3164"}, Transport::kSyslogTcp},
      {{"-T", "--rfc5424"}, Transport::kSyslogTcp},
      {{"-T", "--rfc5424", "--octet-count"}, Transport::kSyslogTcp},
  };
  std::size_t sent = 0;
  for (const LoggerCase& c : cases) {
    std::vector<std::string> command{"logger", "-n",           "127.0.0.1", "-P",  Port(),
                                     "-p",     "auth.warning", "-t",        "thử", "-i"};
    command.insert(command.end(), c.flags.begin(), c.flags.end());
    command.push_back(fmt::format("xin chào {}", sent));
    ASSERT_EQ(RunCommand(command), 0);
    ASSERT_TRUE(Stored(++sent));
    const Event event = store_.events().back();
    EXPECT_EQ(event.transport, c.transport);
    EXPECT_EQ(event.peer, "127.0.0.1");
    EXPECT_EQ(event.Get("facility"), "auth");
    EXPECT_EQ(event.Get("severity"), "warning");
    EXPECT_EQ(event.Get("program"), "thử");
    EXPECT_EQ(event.Get("message"), fmt::format("xin chào {}", sent - 1));
    EXPECT_FALSE(event.host.empty());
    EXPECT_FALSE(event.clock_suspect);
  }
}

TEST_F(SyslogServerTest, TakesAFileThatRsyslogForwards) {
  if (!Exists("/usr/sbin/rsyslogd")) GTEST_SKIP() << "skipped: rsyslogd is not installed";
  Start();
  const fs::path folder = fs::temp_directory_path() / ("lachan-rsyslog-" + RandomToken(9));
  fs::create_directories(folder);
  for (int i = 0; i < 500; ++i) {
    std::ofstream(folder / "app.log", std::ios::app) << "dòng số " << i << "\n";
  }
  std::ofstream(folder / "rsyslog.conf")
      << "global(workDirectory=\"" << folder.string() << "\")\n"
      << "module(load=\"imfile\" mode=\"polling\" pollingInterval=\"1\")\n"
      << "input(type=\"imfile\" file=\"" << (folder / "app.log").string() << "\" tag=\"app:\")\n"
      << "action(type=\"omfwd\" target=\"127.0.0.1\" port=\"" << Port()
      << "\" protocol=\"tcp\" template=\"RSYSLOG_SyslogProtocol23Format\")\n";
  const pid_t daemon = Launch({"/usr/sbin/rsyslogd", "-n", "-f", (folder / "rsyslog.conf").string(),
                               "-i", (folder / "pid").string()});
  const bool stored = Stored(500);
  ::kill(daemon, SIGTERM);
  ::waitpid(daemon, nullptr, 0);
  fs::remove_all(folder);
  ASSERT_TRUE(stored);
  std::size_t next = 0;
  for (const Event& event : store_.events()) {
    if (event.Get("program") != "app") continue;  // rsyslogd reports its own start too
    EXPECT_EQ(event.Get("message"), fmt::format("dòng số {}", next++));
  }
  EXPECT_EQ(next, 500u);
}

TEST_F(SyslogServerTest, AMonsterLineHurtsNobody) {
  Start();
  auto socket = Connect();
  const std::string block(1 << 20, 'x');
  Send(socket, "<13>");
  for (int i = 0; i < 20; ++i) Send(socket, block);
  Send(socket, "\n<13>Nov 23 11:05:01 h app: after\n");
  ASSERT_TRUE(Stored(1));
  EXPECT_EQ(Only(store_.events()).Get("message"), "after");
  EXPECT_EQ(Rejected(Rejection::kTooLong), 1u);
  EXPECT_EQ(pipeline_->metrics().received, 2u);
}

TEST_F(SyslogServerTest, CountsBadFramingAndGoesOn) {
  Start();
  auto socket = Connect();
  Send(socket, "6 <13>a\nnonsense\n6 <13>b\n");
  ASSERT_TRUE(Stored(2));
  EXPECT_EQ(Rejected(Rejection::kBadFraming), 1u);
}

TEST_F(SyslogServerTest, TakesTheLastLineOfAConnectionWithoutItsEnd) {
  Start();
  {
    auto socket = Connect();
    Send(socket, "<13>one\n<13>two");
  }
  ASSERT_TRUE(Stored(2));
}

TEST_F(SyslogServerTest, DropsALongDatagramAndCountsIt) {
  options_.message_bytes = 100;
  Start();
  SendUdp("<13>" + std::string(200, 'x'));
  SendUdp("<13>short\n");
  ASSERT_TRUE(Stored(1));
  EXPECT_EQ(Only(store_.events()).raw, "<13>short");
  EXPECT_EQ(Rejected(Rejection::kTooLong), 1u);
  EXPECT_EQ(server_->counters().udp_truncated, 1u);
}

TEST_F(SyslogServerTest, KnowsItsSendersByAddress) {
  Start();
  SendUdp("<13>unknown");
  ASSERT_TRUE(Stored(1));
  EXPECT_EQ(store_.events()[0].source.value, 0);
  server_->SetDirectory(std::make_shared<Directory>());
  SendUdp("<13>known");
  ASSERT_TRUE(Stored(2));
  const Event event = store_.events()[1];
  EXPECT_EQ(event.source.value, 7);
  EXPECT_EQ(event.agency.value, 8);
  EXPECT_TRUE(event.is_exercise);
}

TEST_F(SyslogServerTest, KeepsUnknownSendersOutWhenAskedTo) {
  options_.admit_unknown = false;
  Start();
  SendUdp("<13>unknown");
  ASSERT_TRUE(Eventually([&] { return Rejected(Rejection::kUnknownSource) == 1; }));
  EXPECT_TRUE(store_.events().empty());
}

TEST_F(SyslogServerTest, SlowsTcpDownAndShedsUdpWhileTheDiskIsFull) {
  spool_.FailWith(ErrorCode::kExhausted);
  pipeline_options_.queue_bytes = 20'000;
  Start();
  auto socket = Connect();
  std::thread sender([&] {
    for (int i = 0; i < 20'000; ++i) Send(socket, fmt::format("<13>line {:06}\n", i));
    socket.shutdown(asio::ip::tcp::socket::shutdown_send);
  });
  EXPECT_TRUE(Eventually([&] { return server_->counters().tcp_paused > 0; }));
  EXPECT_TRUE(Eventually([&] {
    SendUdp("<13>datagram");
    return server_->counters().udp_shed > 0;
  }));
  EXPECT_LE(pipeline_->metrics().queue_bytes, 20'000u + (64u << 10) * 40);
  spool_.FailWith(std::nullopt);
  sender.join();
  const auto lines = [&] {
    return std::ranges::count(store_.events(), Transport::kSyslogTcp, &Event::transport);
  };
  EXPECT_TRUE(Eventually([&] { return lines() == 20'000; }));
  EXPECT_EQ(Rejected(Rejection::kShed), server_->counters().udp_shed);
  ASSERT_TRUE(pipeline_->WaitIdle(20s));
  const auto m = pipeline_->metrics();
  EXPECT_EQ(m.received, m.stored + m.rejected);
}

TEST_F(SyslogServerTest, LimitsConnectionsAndClosesSilentOnes) {
  options_.connections_per_peer = 2;
  options_.idle = 100ms;
  Start();
  auto first = Connect(), second = Connect(), third = Connect();
  char byte;
  boost::system::error_code error;
  third.read_some(asio::buffer(&byte, 1), error);  // closed at once
  EXPECT_TRUE(error);
  EXPECT_TRUE(Eventually([&] { return server_->counters().tcp_refused == 1; }));
  first.read_some(asio::buffer(&byte, 1), error);
  EXPECT_EQ(error, asio::error::eof);
  EXPECT_TRUE(Eventually([&] { return server_->counters().tcp_open == 0; }));
  EXPECT_EQ(server_->counters().tcp_idle_closed, 2u);
  auto fourth = Connect();
  Send(fourth, "<13>again\n");
  EXPECT_TRUE(Stored(1));
}

TEST_F(SyslogServerTest, SaysWhichPortIsTakenAndWhatToDo) {
  Start();
  SyslogServer second({.addresses = {"127.0.0.1:" + Port()}}, {clock_, *pipeline_});
  const Status started = second.Start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(started.error().message().find("127.0.0.1:" + Port()), std::string::npos);
  EXPECT_NE(started.error().message().find("--syslog"), std::string::npos);
}

TEST_F(SyslogServerTest, AUdpPortInUseIsToldToo) {
  Start();
  const auto loopback = asio::ip::make_address("127.0.0.1");
  // Free for TCP by having just been given for it: others may hold the same number there.
  const auto port =
      asio::ip::tcp::acceptor(context_, {loopback, 0}, /*reuse_addr=*/true).local_endpoint().port();
  asio::ip::udp::socket taken(context_, {loopback, port});
  SyslogServer second({.addresses = {fmt::format("127.0.0.1:{}", port)}}, {clock_, *pipeline_});
  const Status started = second.Start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message().find("UDP"), std::string::npos);
}

TEST_F(SyslogServerTest, StopsWithOpenConnections) {
  Start();
  auto socket = Connect();
  Send(socket, "<13>half a li");
  ASSERT_TRUE(Eventually([&] { return server_->counters().tcp_open == 1; }));
  server_->Stop();
  server_.reset();
}

TEST(ListenAddressTest, ReadsAndExplains) {
  EXPECT_EQ(ParseListenAddress("127.0.0.1:5514")->port, 5514);
  EXPECT_EQ(ParseListenAddress("[::1]:1")->host, "::1");
  EXPECT_EQ(ParseListenAddress(":514")->host, "0.0.0.0");
  for (const char* bad : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "host:1", "1:2:3x"}) {
    const auto address = ParseListenAddress(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_EQ(address.error().code(), ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace lachan::intake_syslog
