// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/settings.h"
#include "base/result.h"
#include "intake_kafka/kafka_intake.h"
#include "intake_syslog/authority.h"
#include "intake_syslog/syslog_server.h"

namespace lachan::app {

/// Where the own authority for senders lies in a data folder.
intake_syslog::AuthorityFiles AuthorityIn(const std::string& data);

/// Syslog and RELP as the settings want them.
/// \error kInvalidInput        a setting; names it
/// \error kFailedPrecondition  TLS is wanted and there is no certificate yet
Result<intake_syslog::SyslogServer::Options> SenderOptions(const Settings& settings,
                                                           const std::string& data);

/// The topics of Kafka that the settings want read; no rules: none.
/// \error kInvalidInput  a setting or the file of topics; names it
Result<intake_kafka::KafkaIntake::Options> KafkaOptions(const Settings& settings);

/// Whether what the settings say of senders can be done, before anything is begun.
/// \error  as SenderOptions(); kInvalidInput for the files of files and topics
Status CheckSenders(const Settings& settings);

}  // namespace lachan::app
