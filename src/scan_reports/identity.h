// SPDX-License-Identifier: Apache-2.0
/// \file
/// What makes two observations the same weakness, and what a weakness lets an attacker do.
#pragma once

#include <boost/describe/enum.hpp>

#include <string>

#include "scan_reports/report.h"

namespace lachan::scan_reports {

/// The weakness without its place: the CVE when the observation names exactly one, so that every
/// scanner calls it the same; else the scanner's own name within its format. A part of a product or
/// a source file belongs to it: "CVE-2021-44228", "openvas:1.3.6.1.4.1.25623.1.0.1", "sarif:js/xss
/// src/app.js".
std::string WeaknessOf(const Observation& observation, ReportFormat format);

/// Name of a weakness at a place, for looking it up: 32 hex digits.
/// \param where  Whose it is: "system:12", or the target where no system is known.
std::string Fingerprint(std::string_view where, int port, std::string_view protocol,
                        std::string_view weakness);

/// Why a weakness lets an attacker in and take control. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(ControlReason, none, vector, weakness_class, known_exploited, manual)

/// Whether the weakness lets an attacker in and take control, by rule. Only of severity high and
/// above, and only over a network:
///   vector           CVSS: no account, nobody's help, secrecy and integrity lost altogether
///   weakness_class   it runs the attacker's code or commands: CWE-77, 78, 94, 95, 96, 434, 502,
///                    917, 1336; or the scanner's tag "rce"
///   known_exploited  on the list of exploited vulnerabilities, unless only availability is lost
/// \source a proposal; the directive (1.c) names the consequence, not the test
ControlReason ControlOf(Level severity, const Cvss& cvss, const std::vector<std::string>& cwes,
                        const std::vector<std::string>& tags, bool is_known_exploited);

}  // namespace lachan::scan_reports
