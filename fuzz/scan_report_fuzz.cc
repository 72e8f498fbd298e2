// SPDX-License-Identifier: Apache-2.0
// Reports of scanners and CVSS vectors, for any bytes: what is read adds up, texts are UTF-8.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "scan_reports/identity.h"
#include "scan_reports/report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan;
  using namespace lachan::scan_reports;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto cvss = ComputeCvss(bytes)) {
    if (cvss->tenths < 0 || cvss->tenths > 100) __builtin_trap();
    (void)GivesControl(*cvss);
  }
  const ReportLimits limits{.bytes = 1 << 20, .xml_nodes = 20'000, .observations = 100};
  const auto report = ReadReport(bytes, limits);
  if (!report) return 0;
  if (report->read != report->observations.size() + report->rejected) __builtin_trap();
  for (const auto& o : report->observations) {
    if (o.title.empty() || o.port < 0 || o.port > 65'535) __builtin_trap();
    for (const auto* text : {&o.title, &o.description, &o.evidence, &o.host, &o.component}) {
      if (!IsValidUtf8(*text)) __builtin_trap();
    }
    if (Fingerprint("x", o.port, o.protocol, WeaknessOf(o, report->format)).size() != 32) {
      __builtin_trap();
    }
  }
  return 0;
}
