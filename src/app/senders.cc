// SPDX-License-Identifier: Apache-2.0
// Ways in besides HTTP: syslog, RELP, files, Kafka.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <ranges>

#include "app/platform.h"
#include "app/senders.h"
#include "base/text.h"

namespace lachan::app {
namespace {

using intake_syslog::SyslogServer;
using intake_syslog::TlsOptions;

Result<TlsOptions> TlsFrom(const Settings& settings, const intake_syslog::AuthorityFiles& own) {
  TlsOptions tls;
  tls.certificate = settings.Text("senders.tls_certificate");
  tls.key = settings.Text("senders.tls_key");
  if (tls.certificate.empty() != tls.key.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "senders.tls_certificate and senders.tls_key belong together; only one is set");
  }
  const bool is_own = tls.certificate.empty();
  if (is_own) {
    tls.certificate = own.server();
    tls.key = own.server_key();
    if (!std::filesystem::exists(tls.certificate)) {
      return Fail(
          ErrorCode::kFailedPrecondition,
          "to receive over TLS, a certificate is needed: `lachan tls init --host NAME` makes "
          "one, or set senders.tls_certificate and senders.tls_key");
    }
  }
  tls.client_ca = settings.Text("senders.tls_client_ca");
  if (tls.client_ca.empty() && std::filesystem::exists(own.authority())) {
    tls.client_ca = own.authority();
  }
  tls.client_crl = settings.Text("senders.tls_revoked");
  const std::string& client = settings.Text("senders.client_certificates");
  if (client == "required") {
    tls.client = TlsOptions::Client::kRequired;
  } else if (client == "none" || (client == "optional" && tls.client_ca.empty())) {
    tls.client = TlsOptions::Client::kNone;
  } else if (client != "optional") {
    return Fail(ErrorCode::kInvalidInput,
                "setting senders.client_certificates: '{}' is none of required, optional, none",
                client);
  }
  return tls;
}

Result<std::vector<intake_files::FileRule>> FileRules(const Settings& settings) {
  const std::string& path = settings.Text("files.rules");
  if (path.empty()) return std::vector<intake_files::FileRule>();
  LACHAN_TRY(const std::string yaml, ReadFile(path), "reading setting files.rules");
  LACHAN_TRY(auto rules, intake_files::ParseFileRules(yaml), path);
  return rules;
}

/// The first line of a file that a setting names.
Result<Secret<std::string>> SecretOf(const Settings& settings, std::string_view key) {
  const std::string& path = settings.Text(key);
  if (path.empty()) return Secret<std::string>();
  LACHAN_TRY(const std::string text, ReadFile(path), fmt::format("reading setting {}", key));
  const std::string line(Trim(std::string_view(text).substr(0, text.find('\n'))));
  if (line.empty()) {
    return Fail(ErrorCode::kInvalidInput, "setting {}: the first line of {} is empty", key, path);
  }
  return Secret<std::string>(line);
}

Result<intake_kafka::Connection> BrokersOf(const Settings& settings) {
  intake_kafka::Connection to;
  to.brokers = settings.List("kafka.brokers");
  to.security = settings.Text("kafka.security");
  constexpr std::string_view kSecurities[] = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};
  if (std::ranges::find(kSecurities, to.security) == std::end(kSecurities)) {
    return Fail(ErrorCode::kInvalidInput, "setting kafka.security: '{}' is none of {}",
                PrintableForLog(to.security), fmt::join(kSecurities, ", "));
  }
  to.ca_file = settings.Text("kafka.ca_file");
  to.certificate = settings.Text("kafka.certificate");
  to.key = settings.Text("kafka.key");
  if (to.certificate.empty() != to.key.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "kafka.certificate and kafka.key belong together; only one is set");
  }
  for (const auto* key : {"kafka.ca_file", "kafka.certificate", "kafka.key"}) {
    if (settings.Text(key).empty()) continue;
    LACHAN_TRY_DO(ReadFile(settings.Text(key)), fmt::format("reading setting {}", key));
  }
  LACHAN_TRY(to.key_password, SecretOf(settings, "kafka.key_password_file"));
  if (!to.security.starts_with("sasl")) return to;
  to.mechanism = settings.Text("kafka.sasl_mechanism");
  constexpr std::string_view kMechanisms[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
  if (std::ranges::find(kMechanisms, to.mechanism) == std::end(kMechanisms)) {
    return Fail(ErrorCode::kInvalidInput, "setting kafka.sasl_mechanism: '{}' is none of {}",
                PrintableForLog(to.mechanism), fmt::join(kMechanisms, ", "));
  }
  to.user = settings.Text("kafka.user");
  LACHAN_TRY(to.password, SecretOf(settings, "kafka.password_file"));
  if (to.user.empty() || to.password.Reveal().empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "kafka.security {} needs kafka.user and kafka.password_file", to.security);
  }
  return to;
}

}  // namespace

Result<intake_kafka::KafkaIntake::Options> KafkaOptions(const Settings& settings) {
  intake_kafka::KafkaIntake::Options options;
  const std::string& path = settings.Text("kafka.topics");
  if (settings.List("kafka.brokers").empty() != path.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "kafka.brokers and kafka.topics belong together; only one is set");
  }
  if (path.empty()) return options;
  LACHAN_TRY(options.connection, BrokersOf(settings));
  LACHAN_TRY(const std::string yaml, ReadFile(path), "reading setting kafka.topics");
  LACHAN_TRY(options.rules, intake_kafka::ParseTopicRules(yaml), path);
  options.group = settings.Text("kafka.group");
  if (options.group.empty()) return Fail(ErrorCode::kInvalidInput, "setting kafka.group is empty");
  options.client = "lachan-" + NodeName(settings);
  options.message_bytes = static_cast<std::size_t>(settings.Number("kafka.max_message_kib")) << 10;
  options.session = std::chrono::seconds(settings.Number("kafka.session_seconds"));
  return options;
}

intake_syslog::AuthorityFiles AuthorityIn(const std::string& data) { return {data + "/tls"}; }

Result<SyslogServer::Options> SenderOptions(const Settings& settings, const std::string& data) {
  SyslogServer::Options options;
  options.addresses = settings.List("syslog.address");
  options.tls_addresses = settings.List("syslog.tls_address");
  options.relp_addresses = settings.List("relp.address");
  options.relp_tls_addresses = settings.List("relp.tls_address");
  if (!options.tls_addresses.empty() || !options.relp_tls_addresses.empty()) {
    LACHAN_TRY(options.tls, TlsFrom(settings, AuthorityIn(data)));
  }
  options.message_bytes = static_cast<std::size_t>(settings.Number("syslog.max_line_kib")) << 10;
  options.threads = static_cast<int>(settings.Number("syslog.threads"));
  options.udp_threads = static_cast<int>(settings.Number("syslog.udp_threads"));
  options.udp_buffer_bytes = static_cast<std::size_t>(settings.Number("syslog.udp_buffer_mib"))
                             << 20;
  options.connections = static_cast<int>(settings.Number("syslog.connections"));
  options.connections_per_peer = static_cast<int>(settings.Number("syslog.connections_per_sender"));
  options.idle = std::chrono::hours(settings.Number("syslog.idle_hours"));
  options.admit_unknown = settings.Flag("intake.unknown_senders");
  return options;
}

Status CheckSenders(const Settings& settings) {
  LACHAN_TRY_DO(SenderOptions(settings, settings.Text("data")));
  LACHAN_TRY_DO(FileRules(settings));
  LACHAN_TRY_DO(KafkaOptions(settings));
  return {};
}

Status Platform::StartSenders(const Settings& settings) {
  LACHAN_TRY(auto options, SenderOptions(settings, foundation_->data->path()));
  certificate_warning_ = std::chrono::days(settings.Number("senders.certificate_warning_days"));
  const auto tell = [&](std::string_view what, const std::vector<std::string>& addresses,
                        std::string_view how) {
    for (const auto& address : addresses) {
      sender_lines_.push_back(fmt::format("{:<12} {}{}", what, address, how));
    }
  };
  tell("Syslog", options.addresses, " (UDP and TCP)");
  tell("Syslog TLS", options.tls_addresses, "");
  tell("RELP", options.relp_addresses, "");
  tell("RELP TLS", options.relp_tls_addresses, "");
  if (sender_lines_.empty()) return {};
  syslog_ = std::make_unique<SyslogServer>(
      std::move(options),
      SyslogServer::Deps{
          foundation_->clock, *intake_->pipeline,
          [this](const RawRecord& record, std::uint64_t records) {
            sources_->meter.Refused(record, records);
          },
          [this](SourceId source, Instant until) { sources_->meter.Certified(source, until); }});
  syslog_->SetDirectory(std::shared_ptr<const pipeline::SourceDirectory>(std::shared_ptr<void>(),
                                                                         &services_->directory));
  return syslog_->Start();
}

Status Platform::StartFiles(const Settings& settings) {
  const std::string& path = settings.Text("files.rules");
  if (path.empty()) return {};
  intake_files::FileWatch::Options options;
  LACHAN_TRY(options.rules, FileRules(settings));
  options.positions = foundation_->data->Path("files/positions");
  options.poll = std::chrono::seconds(settings.Number("files.poll_seconds"));
  LACHAN_TRY(files_,
             intake_files::FileWatch::Open(
                 std::move(options), {foundation_->clock, *intake_->pipeline,
                                      [&directory = services_->directory](const std::string& name) {
                                        return directory.snapshot()->ByIdOrName(name);
                                      }}));
  files_->Start();
  sender_lines_.push_back(fmt::format("{:<12} {}", "Files", path));
  return {};
}

Status Platform::StartKafka(const Settings& settings) {
  LACHAN_TRY(auto options, KafkaOptions(settings));
  if (options.rules.empty()) return {};
  const std::string told = fmt::format("{}", fmt::join(options.connection.brokers, ","));
  LACHAN_TRY(kafka_,
             intake_kafka::KafkaIntake::Start(
                 std::move(options), {foundation_->clock, *intake_->pipeline,
                                      [&directory = services_->directory](const std::string& name) {
                                        return directory.snapshot()->ByIdOrName(name);
                                      },
                                      intake_->spool->RecentKeys(),
                                      [](const std::string& text) { spdlog::warn("{}", text); }}));
  sender_lines_.push_back(fmt::format("{:<12} {}", "Kafka", told));
  return {};
}

namespace {

web_api::ComponentHealth HealthOf(const intake_kafka::KafkaIntake& kafka) {
  constexpr std::size_t kShown = 5;
  const auto counters = kafka.counters();
  const auto problems = kafka.problems();
  std::string text =
      fmt::format("{} partitions, {} messages behind", counters.partitions, counters.behind);
  auto lags = kafka.lags();
  std::ranges::sort(lags, std::ranges::greater{}, &intake_kafka::PartitionLag::behind);
  for (const auto& lag : lags | std::views::take(kShown)) {
    if (lag.behind > 0) text += fmt::format("; {}[{}]: {}", lag.topic, lag.partition, lag.behind);
  }
  if (counters.lost > 0) {
    text += fmt::format("; {} were deleted by Kafka before they were read", counters.lost);
  }
  for (const auto& problem : problems) text += "; " + problem;
  return {"kafka", problems.empty(), false, std::move(text)};
}

}  // namespace

void Platform::AddSenderHealth(std::vector<web_api::ComponentHealth>& parts) const {
  if (kafka_) parts.push_back(HealthOf(*kafka_));
  if (files_) {
    const auto files = files_->counters();
    const auto problems = files_->problems();
    std::string text = fmt::format("{} files followed, {} KiB not read yet", files.files,
                                   files.behind_bytes >> 10);
    for (const auto& problem : problems) text += "; " + problem;
    parts.push_back({"files", problems.empty(), false, std::move(text)});
  }
  if (!syslog_) return;
  const auto state = syslog_->state();
  const auto counters = syslog_->counters();
  parts.push_back(
      {"syslog", true, false,
       fmt::format("{} connections; {} datagrams dropped by the kernel; UDP buffers of "
                   "{} KiB",
                   counters.tcp_open, counters.udp_kernel_drops, state.udp_buffer_bytes >> 10)});
  if (!state.certificate_until) return;
  const Instant now = foundation_->clock.Now();
  const auto left = std::chrono::floor<std::chrono::days>(*state.certificate_until - now);
  std::string text = !state.tls_problem.empty() ? state.tls_problem
                     : *state.certificate_until <= now
                         ? "the certificate for senders has ended: every sender refuses to connect"
                         : fmt::format("the certificate for senders ends in {} days", left.count());
  if (counters.tls_last_failure_at) {
    text += fmt::format("; last turned away at {}: {}",
                        FormatInstant(*counters.tls_last_failure_at), counters.tls_last_failure);
  }
  parts.push_back({"sender_tls", state.tls_problem.empty() && left > certificate_warning_, false,
                   std::move(text)});
}

}  // namespace lachan::app
