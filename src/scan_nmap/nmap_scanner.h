// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "findings/scan_service.h"

namespace lachan::scan_nmap {

/// Runs Debian's nmap as a child, without a shell: connections only (no raw packets, so no rights
/// are needed), no names looked up, a pause between two requests to one host.
class NmapScanner final : public findings::Scanner {
 public:
  struct Options {
    std::string program = "/usr/bin/nmap";
    std::size_t most_output = 64u << 20;  ///< Bytes of its report.
  };
  explicit NmapScanner(Options options) : options_(std::move(options)) {}

  Result<findings::ScanResult> Run(const findings::ScanOrder& order,
                                   const Progress& progress) override;
  Result<std::string> Version() override;

 private:
  Options options_;
};

/// The arguments for addresses of one family, the program's name first.
std::vector<std::string> ArgumentsFor(const findings::ScanOrder& order, bool is_v6,
                                      const std::vector<std::string>& addresses);

/// Per cent of the last <taskprogress> in a piece of output as thousandths; -1 when there is none.
int ProgressIn(std::string_view xml);

}  // namespace lachan::scan_nmap
