// SPDX-License-Identifier: Apache-2.0
#include "normalise/samples.h"

#include <yaml-cpp/yaml.h>

#include "formats/columns.h"

namespace lachan::normalise {
namespace {

class NoHosts final : public HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kUnderstood:
      return "understood";
    case Outcome::kText:
      return "text";
    case Outcome::kMalformed:
      return "malformed";
  }
  return "";
}

/// Runs the samples of one file. yaml-cpp throws for wrong types; RunSamples catches.
class Runner {
 public:
  Runner(const std::string& path, const Normaliser& normaliser, Instant received_at,
         SampleReport& report)
      : path_(path), normaliser_(normaliser), received_at_(received_at), report_(report) {}

  void Run(const YAML::Node& sample) {
    for (const auto& entry : sample) {
      const auto key = entry.first.as<std::string>();
      if (key != "line" && key != "expect" && key != "title" && key != "header") {
        Add(entry.first, "sample.key.unknown", fmt::format("unknown key '{}'", key));
      }
    }
    RawRecord record;
    record.text = sample["line"].as<std::string>();
    record.received_at = received_at_;
    record.transport = Transport::kSyslogTcp;
    formats::ColumnHeader header;
    for (const auto& line : sample["header"]) header.Take(line.as<std::string>());
    record.format = header.declared();
    ++report_.samples;
    Compare(sample["expect"], normaliser_.Read(record, NoHosts()));
  }

  void Add(const YAML::Node& node, std::string code, std::string message) {
    const YAML::Mark mark = node.Mark();
    report_.findings.push_back({Diagnostic::Severity::kError,
                                std::move(code),
                                std::move(message),
                                "",
                                {path_, mark.line + 1, mark.column + 1}});
  }

 private:
  void Compare(const YAML::Node& expect, const Normalised& read) {
    const Event& event = read.event;
    const auto check = [&](const YAML::Node& wanted, std::string_view what,
                           std::string_view found) {
      if (!wanted || wanted.as<std::string>() == found) return;
      Add(wanted, "sample.differs",
          fmt::format("{} is '{}', not '{}' (mapping '{}')", what, found, wanted.as<std::string>(),
                      read.mapping));
    };
    if (expect["outcome"]) {
      check(expect["outcome"], "the outcome", Name(read.outcome));
    } else if (read.outcome != Outcome::kUnderstood) {
      Add(expect, "sample.differs", fmt::format("the outcome is '{}'", Name(read.outcome)));
    }
    check(expect["format"], "the format", event.format);
    check(expect["host"], "the host", event.host);
    check(expect["time"], "the time", FormatInstant(event.time));
    for (const auto& field : expect["fields"]) {
      const auto name = field.first.as<std::string>();
      check(field.second, name, event.Get(name));
    }
    for (const auto& name : expect["absent"]) {
      const auto wanted = name.as<std::string>();
      if (std::ranges::find(event.fields, wanted, &EventField::name) == event.fields.end())
        continue;
      Add(name, "sample.differs", fmt::format("there is a field {}", wanted));
    }
    for (const auto& wanted : expect["logsource"]) CheckLogSource(wanted, event);
  }

  void CheckLogSource(const YAML::Node& wanted, const Event& event) {
    const auto part = [&](const char* name) { return wanted[name].as<std::string>(""); };
    std::string found;
    for (const LogSource& source : event.logsources) {
      if (source.product == part("product") && source.category == part("category") &&
          source.service == part("service")) {
        return;
      }
      found += fmt::format(" {}/{}/{}", source.product, source.category, source.service);
    }
    Add(wanted, "sample.differs",
        fmt::format("no log source {}/{}/{} (product/category/service) among:{}", part("product"),
                    part("category"), part("service"), found));
  }

  const std::string& path_;
  const Normaliser& normaliser_;
  const Instant received_at_;
  SampleReport& report_;
};

}  // namespace

SampleReport RunSamples(const MappingText& file, const Normaliser& normaliser,
                        Instant received_at) {
  SampleReport report;
  Runner runner(file.path, normaliser, received_at, report);
  try {
    const YAML::Node samples = YAML::Load(file.text);
    if (!samples.IsSequence()) {
      runner.Add(samples, "sample.type", "a list of samples is expected here");
      return report;
    }
    for (const auto& sample : samples) runner.Run(sample);
  } catch (const YAML::Exception& exception) {
    report.findings.push_back({Diagnostic::Severity::kError,
                               "sample.yaml",
                               exception.msg,
                               "",
                               {file.path, exception.mark.line + 1, exception.mark.column + 1}});
  }
  return report;
}

}  // namespace lachan::normalise
