// SPDX-License-Identifier: Apache-2.0
#include "rulesets/own_rules.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "detect/document.h"
#include "rulesets/rule_names.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;
using journal::FactDraft;

constexpr std::size_t kTextBytes = 256 << 10;
constexpr std::size_t kTestBytes = 1 << 20;
constexpr std::size_t kFiles = 2'000;
constexpr std::size_t kContextRules = 200;

std::string PathOf(std::string_view name) { return fmt::format("{}.yml", name); }
std::string TestPathOf(std::string_view name) { return fmt::format("tests/{}.yml", name); }

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

Error NotUsable(std::string message) { return {ErrorCode::kInvalidInput, std::move(message)}; }

Error TooLarge() {
  return NotUsable(fmt::format("a rule has at most {} KiB, its tests {} KiB", kTextBytes >> 10,
                               kTestBytes >> 10));
}

std::string HashOf(const std::string& text, const std::string& tests) {
  return Sha256Hex(text + '\0' + tests);
}

SetInput InputOf(std::string_view code, std::vector<RuleFile> files) {
  SetInput input;
  input.code = code;
  input.content = std::make_shared<const SetContent>(SetContent::Of(std::move(files)));
  return input;
}

bool IsError(const FindingView& finding) { return finding.severity == "error"; }

/// Everything that keeps a rule from being saved, one field a finding.
Error WhyNot(const CheckView& check) {
  Error error = NotUsable("the rule cannot be saved as it is");
  for (const auto& finding : check.report.findings) {
    if (!IsError(finding)) continue;
    error.AddField(
        {"text", fmt::format("{}:{}: {} [{}]{}{}", finding.line, finding.column, finding.message,
                             finding.code, finding.hint.empty() ? "" : "; ", finding.hint)});
  }
  if (check.report.loaded < check.report.found && error.fields().empty()) {
    error.AddField({"text", "a document in it is left out: see the check's notes"});
  }
  if (check.report.loaded == 0 && error.fields().empty()) {
    error.AddField({"text", "there is no rule in it"});
  }
  for (const auto& test : check.tests) {
    if (!test.passed) {
      error.AddField({"tests", test.note.empty() ? test.message
                                                 : fmt::format("{}: {}", test.note, test.message)});
    }
  }
  return error;
}

/// A fact for the history of each rule of a file.
Status NoteEach(journal::Writer& writer, const OwnRuleView& file, std::string_view kind,
                const std::string& note) {
  for (const auto& rule : file.check.rules) {
    FactDraft draft{.kind = std::string(kind),
                    .subject_kind = std::string(kRuleSubject),
                    .subject_id = RuleSubjectId(rule.id)};
    draft.payload["rule_id"] = rule.id;
    draft.payload["title"] = rule.title;
    draft.payload["name"] = file.name;
    draft.payload["hash"] = file.hash;
    draft.payload["note"] = Ellipsis(note, 300);
    LACHAN_TRY_DO(writer.Note(draft));
  }
  return {};
}

/// What the documents of a text refer to and declare.
struct Outline {
  struct Head {
    std::string id, title;
    Level level = Level::medium;
    int line = 1;
  };
  std::vector<Head> rules;
  std::set<std::string> references;  ///< Ids or names of rules elsewhere.
  bool is_readable = true;
};

Outline OutlineOf(const std::string& path, const std::string& text) {
  Outline outline;
  std::vector<Diagnostic> findings;
  detect::CompileOptions options;
  for (const auto& document : detect::ReadYaml(path, text, {}, findings)) {
    detect::Reporter reporter(path, findings);
    const auto read = detect::ReadDocument(document, options, reporter);
    const detect::RuleInfo* info = nullptr;
    if (const auto* detection = std::get_if<detect::DetectionDocument>(&read)) {
      info = &detection->info;
    } else if (const auto* correlation = std::get_if<detect::CorrelationDocument>(&read)) {
      info = &correlation->info;
      outline.references.insert(correlation->rule.references.begin(),
                                correlation->rule.references.end());
    } else if (const auto* filter = std::get_if<detect::FilterDocument>(&read)) {
      outline.references.insert(filter->rules.begin(), filter->rules.end());
    }
    if (info != nullptr) {
      outline.rules.push_back({info->id, info->title, info->level, info->line});
    }
  }
  outline.is_readable = std::ranges::none_of(findings, [](const Diagnostic& finding) {
    return finding.severity == Diagnostic::Severity::kError;
  });
  return outline;
}

/// An id may be in one own file only.
void AddTakenIds(const SetContent& own, const std::string& path, const Outline& outline,
                 std::vector<FindingView>& findings) {
  for (const RuleFile& file : own.files) {
    if (!IsRuleFile(file.path) || IsTestFile(file.path) || file.path == path) continue;
    for (const auto& other : OutlineOf(file.path, file.text).rules) {
      for (const auto& head : outline.rules) {
        if (head.id != other.id) continue;
        Diagnostic finding;
        finding.code = "own_rule.id.taken";
        finding.message = fmt::format("id {} is taken by the own rule in {}", head.id, file.path);
        finding.hint = "change that one, or give this one another id";
        finding.where = {fmt::format("{}/{}", kOwnSet, path), head.line, 1};
        findings.insert(findings.begin(), ToView(finding));
      }
    }
  }
}

/// Texts of the rules in force that `outline` refers to, and of what these refer to.
std::vector<RuleFile> ContextOf(const CompiledSets& compiled, Outline outline) {
  std::set<std::string> own, done;
  for (const auto& head : outline.rules) own.insert(head.id);
  std::vector<RuleFile> context;
  while (!outline.references.empty() && context.size() < kContextRules) {
    const auto reference = outline.references.extract(outline.references.begin()).value();
    if (!done.insert(reference).second) continue;
    for (const auto& rule : compiled.rules->rules()) {
      if ((rule.id != reference && rule.name != reference) || own.contains(rule.id)) continue;
      if (!done.insert("\x1f" + rule.id).second) continue;
      context.push_back({fmt::format("{}.yml", context.size()), rule.text});
      outline.references.merge(OutlineOf("context", rule.text).references);
    }
  }
  return context;
}

}  // namespace

OwnRules::File OwnRules::FileOf(const SetContent& own, std::string_view name) {
  File file;
  if (const auto* text = own.Find(PathOf(name))) file.text = text->text;
  if (const auto* tests = own.Find(TestPathOf(name))) file.tests = tests->text;
  file.hash = HashOf(file.text, file.tests);
  return file;
}

Result<OwnRuleList> OwnRules::List() const {
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  const auto running = deps_.versions.current();
  const SetContent* in_force = nullptr;
  if (running) {
    for (const auto& set : running->compiled->sets) {
      if (set.code == kOwnSet) in_force = set.content.get();
    }
  }
  OwnRuleList list;
  for (const RuleFile& file : own.files) {
    if (!IsRuleFile(file.path) || IsTestFile(file.path)) continue;
    OwnRuleRow row;
    row.name = file.path.substr(0, file.path.rfind('.'));
    const auto outline = OutlineOf(file.path, file.text);
    for (const auto& head : outline.rules) {
      row.ids.push_back(head.id);
      row.title = head.title;
      row.level = std::max(row.level, head.level);
    }
    row.is_usable = outline.is_readable && !outline.rules.empty();
    const auto* same = in_force == nullptr ? nullptr : in_force->Find(file.path);
    row.is_in_force = same != nullptr && same->text == file.text;
    const auto content = FileOf(own, row.name);
    row.tests = static_cast<std::int64_t>(
        ReadTests(file.path, content.tests, deps_.normaliser).tests.size());
    row.hash = content.hash;
    list.rows.push_back(std::move(row));
  }
  return list;
}

Result<OwnRuleView> OwnRules::Get(std::string_view name) const {
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  if (own.Find(PathOf(name)) == nullptr) {
    return Fail(ErrorCode::kNotFound, "the province has no rule of this name");
  }
  auto file = FileOf(own, name);
  OwnRuleView view{std::string(name), file.text, file.tests, file.hash, {}};
  view.check = CheckIn(own, name, file.text, file.tests);
  return view;
}

Result<CheckView> OwnRules::Check(std::string_view name, const std::string& text,
                                  const std::string& tests) const {
  if (text.size() > kTextBytes || tests.size() > kTestBytes) return std::unexpected(TooLarge());
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  return CheckIn(own, name, text, tests);
}

CheckView OwnRules::CheckIn(const SetContent& own, std::string_view name, const std::string& text,
                            const std::string& tests) const {
  const auto running = deps_.versions.current();
  const std::string file = PathOf(name.empty() ? "rule" : name);
  const auto outline = OutlineOf(file, text);
  std::vector<RuleFile> files{{file, text}};
  if (!tests.empty()) files.push_back({"tests/" + file, tests});
  std::vector<SetInput> sets{InputOf(kOwnSet, std::move(files))};
  if (running) sets.push_back(InputOf("context", ContextOf(*running->compiled, outline)));
  const auto compiled = CompileSets(std::move(sets));

  CheckView view;
  view.report = ReportOf(compiled);
  std::erase_if(view.report.findings, [](const auto& finding) { return finding.set != kOwnSet; });
  AddTakenIds(own, file, outline, view.report.findings);
  const auto& counts = compiled.counts.front();
  view.report.found = static_cast<std::int64_t>(counts.found);
  view.report.loaded = static_cast<std::int64_t>(counts.loaded);
  view.report.rejected = static_cast<std::int64_t>(counts.rejected);
  view.report.skipped = static_cast<std::int64_t>(counts.skipped);
  view.report.findings_total = static_cast<std::int64_t>(view.report.findings.size());
  view.report.correlations = view.report.always_evaluated = 0;
  const auto rules = compiled.rules->rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].path.starts_with("own/")) continue;
    CheckedRuleView checked;
    checked.id = rules[i].id;
    checked.title = rules[i].title;
    checked.logsource = LogSourceText(rules[i].logsource);
    checked.level = rules[i].level;
    checked.raises_alert = rules[i].raises_alert;
    checked.always_evaluated = compiled.always_evaluated[i];
    view.report.correlations += rules[i].kind == detect::RuleKind::kCorrelation ? 1 : 0;
    view.report.always_evaluated += checked.always_evaluated ? 1 : 0;
    const auto* now = running ? running->compiled->Find(rules[i].id) : nullptr;
    const auto* set = now == nullptr ? nullptr : running->compiled->SetOf(*now);
    if (set != nullptr && set->code != kOwnSet) checked.replaces = set->code;
    view.rules.push_back(std::move(checked));
  }
  view.tests = RunTestsOf(compiled, deps_.normaliser);
  view.is_usable = view.report.loaded > 0 && view.report.loaded == view.report.found &&
                   std::ranges::none_of(view.report.findings, IsError) &&
                   std::ranges::all_of(view.tests, &TestResultView::passed);
  return view;
}

// ---- saving -------------------------------------------------------------------------------------

Result<OwnRuleView> OwnRules::Create(const Caller& caller, const OwnRuleBody& body) {
  if (!IsName(body.name)) {
    return std::unexpected(NotUsable("a rule's name has letters, digits, - and _, 100 at most")
                               .WithField("name", body.name.empty() ? "required" : "not_a_code"));
  }
  const std::lock_guard lock(saving_);
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  if (own.Find(PathOf(body.name)) != nullptr) {
    return std::unexpected(Error(ErrorCode::kConflict, "the province has a rule of this name")
                               .WithField("name", "taken"));
  }
  if (own.files.size() >= kFiles) {
    return Fail(ErrorCode::kExhausted, "the province has {} files of rules: remove some",
                own.files.size());
  }
  return Save(caller, own, body.name, body);
}

Result<OwnRuleView> OwnRules::Change(const Caller& caller, std::string_view name,
                                     const OwnRuleBody& body) {
  const std::lock_guard lock(saving_);
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  LACHAN_TRY_DO(HoldAgainst(own, name, body.hash));
  return Save(caller, own, std::string(name), body);
}

/// Whether there is such a file, still as the caller has seen it.
Status OwnRules::HoldAgainst(const SetContent& own, std::string_view name, std::string_view hash) {
  if (own.Find(PathOf(name)) == nullptr) {
    return Fail(ErrorCode::kNotFound, "the province has no rule of this name");
  }
  if (FileOf(own, name).hash != hash) {
    return Fail(ErrorCode::kConflict, "the rule was changed since you read it; read it again");
  }
  return {};
}

Result<OwnRuleView> OwnRules::Save(const Caller& caller, const SetContent& own,
                                   const std::string& name, const OwnRuleBody& body) {
  if (body.text.size() > kTextBytes || body.tests.size() > kTestBytes) {
    return std::unexpected(TooLarge());
  }
  OwnRuleView view{name, body.text, body.tests, HashOf(body.text, body.tests), {}};
  view.check = CheckIn(own, name, body.text, body.tests);
  if (!view.check.is_usable) return std::unexpected(WhyNot(view.check));
  const auto save = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(NoteEach(writer, view, "rule.saved", body.note));
    // Last, so that what cannot be written is not in the journal either.
    LACHAN_TRY_DO(deps_.content.WriteOwn(PathOf(name), body.text));
    if (body.tests.empty()) return deps_.content.RemoveOwn(TestPathOf(name));
    return deps_.content.WriteOwn(TestPathOf(name), body.tests);
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, save), "saving the rule");
  return view;
}

Status OwnRules::Delete(const Caller& caller, std::string_view name, std::string_view hash) {
  const std::lock_guard lock(saving_);
  LACHAN_TRY(const auto own, deps_.content.ReadOwn());
  LACHAN_TRY_DO(HoldAgainst(own, name, hash));
  const auto file = FileOf(own, name);
  OwnRuleView view{std::string(name), file.text, file.tests, file.hash, {}};
  for (const auto& head : OutlineOf(PathOf(name), file.text).rules) {
    CheckedRuleView rule;
    rule.id = head.id;
    rule.title = head.title;
    view.check.rules.push_back(std::move(rule));
  }
  const auto remove = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(NoteEach(writer, view, "rule.deleted", ""));
    LACHAN_TRY_DO(deps_.content.RemoveOwn(PathOf(name)));
    return deps_.content.RemoveOwn(TestPathOf(name));
  };
  return deps_.store.Change(caller, remove);
}

}  // namespace lachan::rulesets
