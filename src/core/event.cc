// SPDX-License-Identifier: Apache-2.0
#include "core/event.h"

namespace lachan {

std::string_view ToString(Transport transport) {
  switch (transport) {
    case Transport::kUnknown:
      return "unknown";
    case Transport::kSyslogUdp:
      return "syslog-udp";
    case Transport::kSyslogTcp:
      return "syslog-tcp";
    case Transport::kHttp:
      return "http";
    case Transport::kFile:
      return "file";
    case Transport::kDemo:
      return "demo";
    case Transport::kSyslogTls:
      return "syslog-tls";
    case Transport::kRelp:
      return "relp";
    case Transport::kKafka:
      return "kafka";
  }
  return "unknown";
}

std::string_view Event::Get(std::string_view name) const {
  for (const auto& field : fields) {
    if (field.name == name) return field.value;
  }
  return {};
}

}  // namespace lachan
