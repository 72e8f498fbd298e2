// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "formats/key_value.h"

namespace lachan::formats {

struct AuditLimits {
  std::size_t fields = 1'000;         ///< Further ones are left out.
  std::size_t name_bytes = 64;        ///< A longer word before '=' is not a name.
  std::size_t value_bytes = 1 << 20;  ///< Of the arguments joined.
};

/// One record of Linux's audit system. An event is several records with one serial number; each is
/// read alone. Views of the parsed text, of `arena` where something was decoded.
struct AuditRecord {
  std::string_view node;  ///< Host, where the daemon was told to name it.
  std::string_view type;  ///< "SYSCALL", "EXECVE", …; numbers of the kernel's log become names.
  std::optional<Instant> time;
  std::string_view serial;
  std::string_view id;  ///< "1604996384.965:93777": time and serial, the same in all records of one
                        ///< event; on one host only.
  /// Quotes taken off; texts that the kernel wrote in hex (comm, exe, name, key, proctitle, the
  /// arguments of EXECVE) decoded; the pairs within msg='…' beside the others; what auditd added
  /// (SYSCALL=, AUID=) last. EXECVE also gets `CommandLine`: its arguments joined by blanks.
  std::vector<KeyValue> fields;
};

/// `[node=…] type=SYSCALL msg=audit(1604996384.965:93777): …` as in audit.log, or
/// `audit: type=1400 audit(…): …` as in the kernel's log.
/// \return empty for anything else.
/// \source Linux audit documentation, "audit event fields"; auditd's ausearch(8), "interpret"
std::optional<AuditRecord> ParseAudit(std::string_view text, TextArena& arena,
                                      const AuditLimits& limits = {});

}  // namespace lachan::formats
