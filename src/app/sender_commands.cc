// SPDX-License-Identifier: Apache-2.0
#include "app/sender_commands.h"

#include <fmt/format.h>

#include "app/platform.h"
#include "app/senders.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

std::string Day(Instant at) { return FormatInstant(at).substr(0, 10); }

int Renew(const Settings& settings, const TlsRequest& request) {
  const auto files = AuthorityIn(settings.Text("data"));
  const auto issued =
      intake_syslog::IssueServer(files, request.hosts, request.days, SystemClock().Now());
  if (!issued) return Report(issued.error());
  fmt::print("Server's certificate  {} (until {})\n", issued->certificate_file,
             Day(issued->expires_at));
  fmt::print("Its key               {} (secret)\n", issued->key_file);
  return 0;
}

}  // namespace

int TlsInit(const Settings& settings, const TlsRequest& request) {
  const auto files = AuthorityIn(settings.Text("data"));
  if (request.hosts.empty()) {
    return Report(Error(ErrorCode::kInvalidInput,
                        "say under which name or address senders reach this server: --host "
                        "log.example.gov.vn --host 10.0.0.5"));
  }
  const std::string title = "La Chan sender CA";
  if (const auto made = intake_syslog::MakeAuthority(files, title, SystemClock().Now()); !made) {
    return Report(made.error());
  }
  fmt::print("Authority             {} (give it to every sender)\n", files.authority());
  fmt::print("Its key               {} (secret: who has it can pose as any sender)\n",
             files.authority_key());
  if (const int status = Renew(settings, request); status != 0) return status;
  fmt::print(
      "\nNow set syslog.tls_address (usually 0.0.0.0:6514) or relp.tls_address, start lachan, and "
      "issue a\ncertificate for each sender: lachan tls issue --name NAME\n");
  return 0;
}

int TlsServer(const Settings& settings, const TlsRequest& request) {
  return Renew(settings, request);
}

int TlsIssue(const Settings& settings, const TlsRequest& request) {
  const auto files = AuthorityIn(settings.Text("data"));
  const std::string target = request.target.empty() ? request.name : request.target;
  const auto issued =
      intake_syslog::IssueClient(files, request.name, target, request.days, SystemClock().Now());
  if (!issued) return Report(issued.error());
  fmt::print("Certificate  {} (until {})\n", issued->certificate_file, Day(issued->expires_at));
  fmt::print("Its key      {} (secret: for this sender only)\n", issued->key_file);
  fmt::print("Authority    {}\n\n", issued->authority_file);
  fmt::print(
      "1. Console, Sources: write '{0}' as the source's certificate name.\n"
      "2. Copy the three files to /etc/rsyslog.d/lachan/ on the sender; the key readable for\n"
      "   rsyslog only. Needs the package rsyslog-openssl (or rsyslog-gnutls).\n"
      "3. /etc/rsyslog.d/90-lachan.conf there:\n\n"
      "global(DefaultNetstreamDriverCAFile=\"/etc/rsyslog.d/lachan/ca.pem\"\n"
      "       DefaultNetstreamDriverCertFile=\"/etc/rsyslog.d/lachan/{0}.pem\"\n"
      "       DefaultNetstreamDriverKeyFile=\"/etc/rsyslog.d/lachan/{0}.key\")\n"
      "action(type=\"omfwd\" target=\"THIS-SERVER\" port=\"6514\" protocol=\"tcp\"\n"
      "       StreamDriver=\"ossl\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\"\n"
      "       StreamDriverPermittedPeers=\"THIS-SERVER\"\n"
      "       TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"\n"
      "       queue.type=\"LinkedList\" queue.filename=\"lachan\" queue.maxDiskSpace=\"1g\"\n"
      "       queue.saveOnShutdown=\"on\" action.resumeRetryCount=\"-1\")\n",
      request.name);
  return 0;
}

}  // namespace lachan::app
