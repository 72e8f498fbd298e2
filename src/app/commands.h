// SPDX-License-Identifier: Apache-2.0
/// \file
/// What `lachan <command>` does. Each returns the exit status: 0 fine, 1 the thing asked about is
/// not fine (journal touched, rules rejected), 2 it could not be done.
#pragma once

#include <string>
#include <vector>

#include "app/settings.h"

namespace lachan::app {

int Serve(const Settings& settings);
int Doctor(const Settings& settings);
int AuditVerify(const Settings& settings, std::int64_t expected_id,
                const std::string& expected_head);
int PrintOpenApi();

/// What a command about sets and versions of rules is asked.
struct RuleRequest {
  std::string path;                ///< Folder or archive to import; file with a record.
  std::string id, title, licence;  ///< Of the set.
  std::string rule;                ///< Id of the rule to explain.
  std::string note;
  std::int64_t version = 0;  ///< 0: the newest that fits.
  int hours = 24;
  std::vector<std::string> folders;
};
/// Sets and versions; also beside a running server.
int RulesSets(const Settings& settings);
// These work on the data folder, so the server must be stopped; a running one takes the same
// through its console and API.
int RulesImport(const Settings& settings, const RuleRequest& request);
int RulesStage(const Settings& settings, const RuleRequest& request);
int RulesTry(const Settings& settings, const RuleRequest& request);
int RulesSwap(const Settings& settings, const RuleRequest& request);
int RulesRollback(const Settings& settings, const RuleRequest& request);
/// Why a rule of the folders holds for a record, or not; needs no data folder.
int RulesExplain(const Settings& settings, const RuleRequest& request);
/// What would be told now (`is_dry`), or one turn of telling and sending; the server must be
/// stopped for the latter.
int NotifyRun(const Settings& settings, bool is_dry);
/// Hands a test mail to the configured server and prints what it said.
int NotifyTest(const Settings& settings, const std::string& to);
/// Mails that wait, failed or are uncertain; also beside a running server.
int NotifyQueue(const Settings& settings);

struct ImportOrder {
  std::string path;  ///< Of the register: "systems".
  std::string file;  ///< CSV or .xlsx; for an export "-" is the standard output.
  bool apply = false, good_rows = false, skip = false;
};
/// Fills a register from a file; the server must be stopped. 1: something is wrong with the file.
int ImportRows(const Settings& settings, const ImportOrder& order);
/// Writes a register into a file; also beside a running server.
int ExportRows(const Settings& settings, const ImportOrder& order);
/// What a command about findings or a scan is asked.
struct FindingRequestLine {
  std::string path, targets, ports;
  std::int64_t system = 0, authorisation = 0;
  bool is_full = false, is_evidence = false, is_dry_run = false;
};
// These work on the data folder, so the server must be stopped.
int FindingsImport(const Settings& settings, const FindingRequestLine& line);
/// KEV or EPSS.
int FindingsList(const Settings& settings, const FindingRequestLine& line);
/// Scans within an authorisation, or shows what would be scanned. 130: ended by a signal.
int Scan(const Settings& settings, const FindingRequestLine& line);
/// What a command about advisories is asked.
struct AdvisoryRequestLine {
  std::string path;    ///< CVEs of the NVD, JSON 2.0.
  std::string number;  ///< Of the advisory.
  std::string state;   ///< Empty: all.
  bool is_draft = false;
};
/// Advisories, the newest first, and one with its deliveries; also beside a running server.
int AdvisoriesList(const Settings& settings, const AdvisoryRequestLine& line);
int AdvisoriesShow(const Settings& settings, const AdvisoryRequestLine& line);
/// Systems that the CVEs of a file concern; also beside a running server, unless drafts are wanted.
/// 1: parts of the file could not be read.
int AdvisoriesMatch(const Settings& settings, const AdvisoryRequestLine& line);
int CreateAccount(const Settings& settings, const std::string& login, const std::string& name,
                  const std::string& role, std::int64_t agency);

/// `lachan contacts check`: visits the pages of published contacts (server stopped).
/// \param agency  Code; empty = all.
int ContactsCheck(const Settings& settings, const std::string& agency);
/// `lachan contacts due`: contact points to be confirmed; beside a running server, too.
int ContactsDue(const Settings& settings);

}  // namespace lachan::app
