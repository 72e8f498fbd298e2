// SPDX-License-Identifier: Apache-2.0
#include "events/store_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "events/compression.h"

namespace lachan::events {
namespace {

using Kind = PlanStep::Kind;

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Status Check(const PlanRequest& request) {
  for (const auto& [what, name] :
       {std::pair{"database", request.layout.database}, std::pair{"user", request.user}}) {
    if (!IsName(name)) {
      return Fail(ErrorCode::kInvalidInput, "{} '{}': letters, digits, _ and - only", what,
                  PrintableForLog(name, 60));
    }
  }
  if (!request.layout.is_cluster()) return {};
  if (!IsName(request.layout.cluster)) {
    return Fail(ErrorCode::kInvalidInput, "cluster '{}': letters, digits, _ and - only",
                PrintableForLog(request.layout.cluster, 60));
  }
  if (request.shards < 1 || request.shards > 1000) {
    return Fail(ErrorCode::kInvalidInput, "{} shards: say 1 to 1000", request.shards);
  }
  if (request.replicas < 1 || request.replicas > 10) {
    return Fail(ErrorCode::kInvalidInput, "{} replicas: say 1 to 10", request.replicas);
  }
  return {};
}

/// Every server of the cluster gets the same list, and its own two macros.
std::string Servers(const PlanRequest& request) {
  std::string text =
      fmt::format("<clickhouse>\n  <remote_servers>\n    <{}>\n", request.layout.cluster);
  for (int shard = 1; shard <= request.shards; ++shard) {
    text += "      <shard>\n        <internal_replication>true</internal_replication>\n";
    for (int replica = 1; replica <= request.replicas; ++replica) {
      text += fmt::format("        <replica><host>events-{}-{}</host><port>9000</port></replica>\n",
                          shard, replica);
    }
    text += "      </shard>\n";
  }
  text += fmt::format("    </{}>\n  </remote_servers>\n  <zookeeper>\n", request.layout.cluster);
  for (int keeper = 1; keeper <= 3; ++keeper) {
    text += fmt::format("    <node><host>keeper-{}</host><port>9181</port></node>\n", keeper);
  }
  return text + "  </zookeeper>\n</clickhouse>";
}

constexpr std::string_view kMacros =
    "<clickhouse>\n  <macros><shard>1</shard><replica>events-1-1</replica></macros>\n"
    "</clickhouse>";

void AddAccount(const PlanRequest& request, std::vector<PlanStep>& steps) {
  const std::string on = request.layout.OnCluster();
  const std::string database = fmt::format("`{}`", request.layout.database);
  steps.push_back({Kind::kStatement, "The account of lachan; put a password of your own",
                   fmt::format("CREATE USER IF NOT EXISTS `{}`{} IDENTIFIED WITH sha256_password "
                               "BY 'REPLACE-THIS' DEFAULT DATABASE {}",
                               request.user, on, database)});
  const auto grant = [&](std::string title, std::string rights) {
    steps.push_back({Kind::kStatement, std::move(title),
                     fmt::format("GRANT{} {} TO `{}`", on, rights, request.user)});
  };
  // Dropping a partition is a right of its own name: ALTER DELETE.
  grant("Reading, storing, and dropping what has expired",
        fmt::format("SELECT, INSERT, ALTER DELETE ON {}.*", database));
  for (const char* table : {"parts", "tables", "columns", "disks"}) {
    grant("Looking at sizes and shapes", fmt::format("SELECT ON system.{}", table));
  }
  if (request.layout.is_cluster()) {
    grant("Statements on the whole cluster", "CLUSTER ON *.*");
    grant("Sizes of all shards", "REMOTE, CREATE TEMPORARY TABLE ON *.*");
  } else {
    grant("Making and changing the tables", fmt::format("CREATE, ALTER, DROP ON {}.*", database));
  }
}

}  // namespace

Result<std::vector<PlanStep>> PlanStore(const PlanRequest& request) {
  LACHAN_TRY_DO(Check(request));
  const Layout& layout = request.layout;
  std::vector<PlanStep> steps;
  if (layout.is_cluster()) {
    steps.push_back({Kind::kConfiguration,
                     "On every server, e.g. /etc/clickhouse-server/config.d/lachan-cluster.xml; "
                     "the host names are examples",
                     Servers(request)});
    steps.push_back({Kind::kConfiguration,
                     "On every server its own numbers, e.g. config.d/lachan-macros.xml",
                     std::string(kMacros)});
  }
  // The embedded engine has it already; a server of one's own would keep LZ4 for good.
  steps.push_back({Kind::kConfiguration,
                   "On every server, e.g. config.d/lachan-compression.xml: what is inserted is "
                   "packed quickly, what stays closely",
                   fmt::format("<clickhouse>\n{}</clickhouse>", kCompression)});
  steps.push_back({Kind::kStatement, "The database",
                   fmt::format("CREATE DATABASE IF NOT EXISTS `{}`{} ENGINE = Atomic",
                               layout.database, layout.OnCluster())});
  if (!layout.is_cluster()) {
    steps.push_back({Kind::kStatement, "Which migrations were applied (lachan does this itself)",
                     "CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, "
                     "applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY version"});
  }
  for (const std::string_view table : {"events", "events_held"}) {
    for (auto& statement : CreateTable(table, layout)) {
      steps.push_back({Kind::kStatement,
                       table == "events" ? "Events: a part a class and week, dropped as a whole"
                                         : "Events that a legal hold keeps: a part a hold",
                       std::move(statement)});
    }
  }
  AddAccount(request, steps);
  return steps;
}

std::string PlanScript(const std::vector<PlanStep>& steps) {
  std::string script;
  std::string_view last;
  for (const auto& step : steps) {
    if (step.title != last)
      script += fmt::format("{}-- {}\n", script.empty() ? "" : "\n", step.title);
    last = step.title;
    if (step.kind == Kind::kStatement) {
      script += step.text + ";\n";
    } else {
      script += fmt::format("/*\n{}\n*/\n", step.text);
    }
  }
  return script;
}

}  // namespace lachan::events
