// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/syslog_server.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <future>

#include "intake_syslog/gate.h"
#include "intake_syslog/loop.h"
#include "intake_syslog/stream_listener.h"
#include "intake_syslog/tls.h"
#include "intake_syslog/udp_receiver.h"

namespace lachan::intake_syslog {

using namespace std::chrono_literals;

class SyslogServer::Impl {
 public:
  Impl(const Options& options, Deps deps) : gate_(options, deps) {}
  ~Impl() { Stop(); }

  Status Start();
  void Stop();

  Gate& gate() { return gate_; }
  const Ports& ports() const { return ports_; }
  SyslogCounters counters() const;
  State state() const;

 private:
  Status Bind();
  Result<std::uint16_t> Listen(const std::string& address, Transport transport, TlsServer* tls);

  Gate gate_;
  std::unique_ptr<TlsServer> tls_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::unique_ptr<StreamListener>> listeners_;  // end before their loops
  std::vector<std::unique_ptr<UdpReceiver>> receivers_;
  Ports ports_;
  bool is_running_ = false;
};

Status SyslogServer::Impl::Start() {
  const auto& options = gate_.options;
  if (!options.tls_addresses.empty() || !options.relp_tls_addresses.empty()) {
    if (!options.tls) {
      return Fail(ErrorCode::kInvalidInput,
                  "to receive syslog or RELP over TLS, a certificate is "
                  "needed: `lachan tls init` makes one");
    }
    LACHAN_TRY(tls_, TlsServer::Open(*options.tls), "preparing TLS for senders");
  }
  const auto sweep = std::clamp<std::chrono::milliseconds>(
      std::min(options.idle, options.handshake) / 4, 10ms, 1000ms);
  for (int i = 0; i < std::max(1, options.threads); ++i) {
    loops_.push_back(std::make_unique<Loop>(sweep));
  }
  if (auto bound = Bind(); !bound) {
    receivers_.clear();
    listeners_.clear();
    loops_.clear();
    return bound;
  }
  for (const auto& listener : listeners_) listener->Start();
  for (const auto& receiver : receivers_) receiver->Start();
  for (const auto& loop : loops_) loop->Start();
  is_running_ = true;
  return {};
}

Status SyslogServer::Impl::Bind() {
  const auto& options = gate_.options;
  const auto all = [&](const std::vector<std::string>& addresses, Transport transport,
                       TlsServer* tls, std::uint16_t& first) -> Status {
    for (const std::string& address : addresses) {
      LACHAN_TRY(const std::uint16_t port, Listen(address, transport, tls));
      if (first == 0) first = port;
      if (transport != Transport::kSyslogTcp) continue;
      receivers_.push_back(std::make_unique<UdpReceiver>(address, gate_));
      LACHAN_TRY_DO(receivers_.back()->Bind(port));
    }
    return {};
  };
  LACHAN_TRY_DO(all(options.addresses, Transport::kSyslogTcp, nullptr, ports_.syslog));
  LACHAN_TRY_DO(all(options.tls_addresses, Transport::kSyslogTls, tls_.get(), ports_.syslog_tls));
  LACHAN_TRY_DO(all(options.relp_addresses, Transport::kRelp, nullptr, ports_.relp));
  return all(options.relp_tls_addresses, Transport::kRelp, tls_.get(), ports_.relp_tls);
}

Result<std::uint16_t> SyslogServer::Impl::Listen(const std::string& address, Transport transport,
                                                 TlsServer* tls) {
  listeners_.push_back(std::make_unique<StreamListener>(
      StreamListener::Options{address, transport, tls}, gate_, loops_));
  LACHAN_TRY_DO(listeners_.back()->Bind());
  return listeners_.back()->port();
}

void SyslogServer::Impl::Stop() {
  if (!is_running_) return;
  is_running_ = false;
  // No new connections first, on the thread that accepts them.
  std::promise<void> closed;
  boost::asio::post(loops_.front()->context(), [&] {
    for (const auto& listener : listeners_) listener->Close();
    closed.set_value();
  });
  closed.get_future().wait();
  for (const auto& receiver : receivers_) receiver->Stop();
  std::vector<std::thread> stopping;
  for (const auto& loop : loops_) {
    stopping.emplace_back([&] { loop->Stop(gate_.options.grace); });
  }
  for (std::thread& thread : stopping) thread.join();
  loops_.clear();  // with the connections, which know the listeners
  listeners_.clear();
}

SyslogCounters SyslogServer::Impl::counters() const {
  SyslogCounters counters = gate_.counters();
  for (const auto& receiver : receivers_) counters.udp_kernel_drops += receiver->kernel_drops();
  return counters;
}

SyslogServer::State SyslogServer::Impl::state() const {
  State state;
  if (!receivers_.empty()) state.udp_buffer_bytes = receivers_.front()->buffer_bytes();
  if (tls_) {
    tls_->Refresh();
    const auto tls = tls_->state();
    state.certificate_until = tls.expires_at;
    state.tls_problem = tls.problem;
  }
  return state;
}

SyslogServer::SyslogServer(Options options, Deps deps)
    : impl_(std::make_unique<Impl>(options, deps)) {}
SyslogServer::~SyslogServer() = default;

void SyslogServer::SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory) {
  impl_->gate().SetDirectory(std::move(directory));
}
Status SyslogServer::Start() { return impl_->Start(); }
void SyslogServer::Stop() { impl_->Stop(); }
const SyslogServer::Options& SyslogServer::options() const { return impl_->gate().options; }
SyslogServer::Ports SyslogServer::ports() const { return impl_->ports(); }
SyslogCounters SyslogServer::counters() const { return impl_->counters(); }
SyslogServer::State SyslogServer::state() const { return impl_->state(); }

}  // namespace lachan::intake_syslog
