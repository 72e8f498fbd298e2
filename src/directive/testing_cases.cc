// SPDX-License-Identifier: Apache-2.0
#include "directive/testing_cases.h"

#include <algorithm>

#include "base/text.h"
#include "directive/assess.h"
#include "directive/incident_clock.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

using Words = std::vector<std::string>;

/// One case as it is being read.
struct World {
  RegisterSnapshot snapshot;
  std::vector<FactView> facts;
  std::optional<IncidentView> incident;
  std::optional<Instant> now;
  std::string name;
  int line = 0;
  int expectations = 0;
};

class Runner {
 public:
  Runner(const Directive& directive, std::string file, CaseReport& report)
      : directive_(directive), file_(std::move(file)), report_(report) {}

  void Run(const std::string& text) {
    for (const std::string_view raw : Split(text, '\n')) {
      ++line_;
      const std::string_view trimmed = Trim(raw.substr(0, raw.find('#')));
      if (trimmed.empty()) continue;
      Words words;
      for (const std::string_view word : Split(trimmed, ' ')) {
        if (!word.empty()) words.emplace_back(word);
      }
      Line(words);
    }
    Finish();
    if (names_ == 0) Fail("the file has no case");
  }

 private:
  void Fail(const std::string& what) {
    report_.failures.push_back(fmt::format("{}:{}: [{}] {}", file_, line_, world_.name, what));
  }

  std::string Take(std::map<std::string, std::string>& values, const std::string& key) {
    const auto at = values.find(key);
    if (at == values.end()) return {};
    std::string value = std::move(at->second);
    values.erase(at);
    return value;
  }

  std::map<std::string, std::string> Values(const Words& words, std::size_t from) {
    std::map<std::string, std::string> values;
    for (std::size_t i = from; i < words.size(); ++i) {
      const auto equals = words[i].find('=');
      if (equals == std::string::npos) {
        Fail("expected key=value, not '" + words[i] + "'");
        continue;
      }
      if (!values.emplace(words[i].substr(0, equals), words[i].substr(equals + 1)).second) {
        Fail("twice: " + words[i]);
      }
    }
    return values;
  }

  /// A date is its midnight in Viet Nam; otherwise RFC 3339, in Viet Nam's time without offset.
  Instant At(const std::string& text) {
    if (const auto date = ParseDate(text)) return StartOfDay(*date);
    const auto instant =
        ParseInstant(text.ends_with('Z') || text.contains('+') ? text : text + "+07:00");
    if (!instant) {
      Fail("not an instant: '" + text + "'");
      return {};
    }
    return *instant;
  }
  std::optional<Instant> MaybeAt(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(At(text));
  }

  void Line(const Words& words) {
    const std::string& verb = words[0];
    if (verb == "case") {
      Finish();
      world_ = base_;
      world_.name = words.size() == 2 ? words[1] : "";
      world_.line = line_;
      in_case_ = true;
      ++names_;
      ++report_.cases;
      if (words.size() != 2) Fail("a case needs one name");
    } else if (words.size() < 2) {
      Fail("too short: " + verb);
    } else if (verb == "agency") {
      AddAgency(words);
    } else if (verb == "system") {
      AddSystem(words);
    } else if (verb == "fact") {
      AddFact(words);
    } else if (verb == "incident") {
      AddIncident(words);
    } else if (verb == "recording_since") {
      world_.snapshot.recording_since = At(words[1]);
      Keep();
    } else if (verb == "now") {
      world_.now = At(words[1]);
      assessment_.reset();
    } else if (verb == "expect") {
      Expect(words);
    } else if (verb == "expect_clock") {
      ExpectClock(words);
    } else {
      Fail("unknown line '" + verb + "'");
    }
  }

  void Keep() {
    assessment_.reset();
    if (!in_case_) base_ = world_;
  }

  void Leftover(const std::map<std::string, std::string>& values) {
    for (const auto& [key, value] : values) Fail("unknown key '" + key + "'");
  }

  void AddAgency(const Words& words) {
    auto values = Values(words, 2);
    AgencyView agency;
    agency.id = {std::stoll(words[1])};
    agency.code = Take(values, "code");
    agency.name = agency.code;
    agency.kind = Take(values, "kind");
    agency.validity = {MaybeAt(Take(values, "from")), MaybeAt(Take(values, "to"))};
    if (const std::string role = Take(values, "role"); !role.empty()) {
      const auto from = MaybeAt(Take(values, "role_from")), to = MaybeAt(Take(values, "role_to"));
      const bool is_dated = from || to;
      agency.roles.push_back({role, is_dated ? Validity{from, to} : agency.validity, is_dated});
    }
    Leftover(values);
    world_.snapshot.agencies.push_back(std::move(agency));
    Keep();
  }

  void AddSystem(const Words& words) {
    auto values = Values(words, 2);
    SystemView system;
    system.id = {std::stoll(words[1])};
    system.agency = {std::stoll(Take(values, "agency"))};
    if (const auto level = Take(values, "level"); !level.empty()) system.level = std::stoi(level);
    system.in_operation_since = MaybeAt(Take(values, "in_operation"));
    system.registered_at = MaybeAt(Take(values, "registered"));
    system.ended_at = MaybeAt(Take(values, "ended"));
    system.state = system.in_operation_since ? SystemState::kInOperation : SystemState::kPlanned;
    if (const auto to = Take(values, "moved_to"); !to.empty()) {
      system.owners = {{system.agency, Instant::min()},
                       {{std::stoll(to)}, At(Take(values, "moved"))}};
    }
    Leftover(values);
    world_.snapshot.systems.push_back(std::move(system));
    Keep();
  }

  void AddFact(const Words& words) {
    auto values = Values(words, 2);
    FactView fact;
    fact.kind = words[1];
    const bool known = std::ranges::find(directive_.fact_kinds, fact.kind, &FactKind::kind) !=
                       directive_.fact_kinds.end();
    if (!known) Fail("unknown fact " + fact.kind);
    const std::string id = Take(values, "id");
    fact.id = id.empty() ? static_cast<std::int64_t>(world_.facts.size()) + 1 : std::stoll(id);
    fact.at = At(Take(values, "at"));
    if (const auto agency = Take(values, "agency"); !agency.empty())
      fact.agency = {std::stoll(agency)};
    if (const auto system = Take(values, "system"); !system.empty())
      fact.system = {std::stoll(system)};
    if (const auto recorded = Take(values, "recorded"); !recorded.empty())
      fact.recorded_at = At(recorded);
    fact.is_exercise = Take(values, "exercise") == "true";
    for (const auto& [key, value] : values) fact.attributes.emplace_back(key, value);
    world_.facts.push_back(std::move(fact));
    Keep();
  }

  void AddIncident(const Words& words) {
    auto values = Values(words, 2);
    IncidentView incident;
    incident.id = {std::stoll(words[1])};
    incident.detected_at = At(Take(values, "detected"));
    incident.closed_at = MaybeAt(Take(values, "closed"));
    for (const auto& [key, value] : values) {
      if (key.starts_with("moment.")) {
        incident.moments.emplace_back(key.substr(7), At(value));
      } else {
        incident.attributes.emplace_back(key, value);
      }
    }
    world_.incident = std::move(incident);
  }

  void Compare(const std::string& what, const std::string& expected, const std::string& actual) {
    if (expected != actual) Fail(fmt::format("{}: expected {}, got {}", what, expected, actual));
  }
  void CompareInstant(const std::string& what, const std::string& expected,
                      const std::optional<Instant>& actual) {
    Compare(what, expected == "none" ? "none" : FormatInstant(At(expected)),
            actual ? FormatInstant(*actual) : "none");
  }

  bool CountExpectation(const std::string& subject) {
    ++world_.expectations;
    ++report_.expectations;
    report_.names[subject.substr(0, subject.find('.'))].insert(world_.name);
    report_.names[subject].insert(world_.name);
    if (!world_.now) Fail("expect before now");
    return world_.now.has_value();
  }

  /// expect PART STATUS [agency=] [system=] [period=] [trigger=] [due=] [next=] [earned=]
  /// [possible=]
  ///        [by=id,id] [why=] [count=]
  void Expect(const Words& words) {
    if (words.size() < 3 || !CountExpectation(words[1])) return Fail("expect PART STATUS …");
    if (directive_.FindPart(words[1]) == nullptr) return Fail("unknown part " + words[1]);
    auto values = Values(words, 3);
    if (!assessment_) {
      assessment_ =
          Assess(directive_, world_.facts, world_.snapshot, directive_.calendar, *world_.now);
    }
    const auto id = [&](const std::string& key) {
      const std::string text = Take(values, key);
      return text.empty() ? -1 : std::stoll(text);
    };
    const auto agency = id("agency"), system = id("system"), trigger = id("trigger");
    const std::string period = Take(values, "period"), count = Take(values, "count");
    std::vector<const Duty*> found;
    for (const Duty& duty : assessment_->duties) {
      if (duty.part == words[1] && (agency < 0 || duty.agency.value == agency) &&
          (system < 0 || duty.system.value == system) && (trigger < 0 || duty.trigger == trigger) &&
          (period.empty() || duty.period == period)) {
        found.push_back(&duty);
      }
    }
    if (words[2] == "absent") {
      if (!found.empty()) Fail("not absent: " + found.front()->Key());
      return Leftover(values);
    }
    if (found.size() != (count.empty() ? 1u : std::stoul(count))) {
      std::string keys;
      for (const Duty* duty : found) keys += " " + duty->Key();
      return Fail(fmt::format("{} matches {} duties:{}", words[1], found.size(), keys));
    }
    for (const Duty* duty : found) CompareDuty(words, values, *duty);
  }

  void CompareDuty(const Words& words, std::map<std::string, std::string> values,
                   const Duty& duty) {
    Compare(duty.Key() + " status", words[2], std::string(ToString(duty.status)));
    if (const auto due = Take(values, "due"); !due.empty()) CompareInstant("due", due, duty.due);
    if (const auto next = Take(values, "next"); !next.empty())
      CompareInstant("next", next, duty.next_due);
    if (const auto n = Take(values, "earned"); !n.empty())
      Compare("earned", n, std::to_string(duty.earned));
    if (const auto n = Take(values, "possible"); !n.empty()) {
      Compare("possible", n, std::to_string(duty.possible));
    }
    if (const auto why = Take(values, "why"); !why.empty()) {
      Compare("why", why, std::string(ToString(duty.why.code)));
    }
    if (const auto by = Take(values, "by"); !by.empty()) {
      Compare("by", by, fmt::format("{}", fmt::join(duty.discharged_by, ",")));
    }
    Leftover(values);
    CheckInvariants(duty);
  }

  /// What holds for every duty.
  void CheckInvariants(const Duty& duty) {
    if (duty.earned < 0 || duty.earned > duty.possible) Fail("earned beyond possible");
    const bool done = duty.status == DutyStatus::kMet || duty.status == DutyStatus::kMetLate;
    if (done && duty.discharged_by.empty()) Fail("met without evidence");
    if (duty.status == DutyStatus::kExempt && duty.reliefs.empty()) Fail("exempt by nothing");
    if (done && duty.possible == 0) Fail("met but not counted");
    const bool open = duty.status == DutyStatus::kOpen || duty.status == DutyStatus::kExempt ||
                      duty.status == DutyStatus::kNotApplicable ||
                      duty.status == DutyStatus::kNotMeasured;
    if (open && duty.possible != 0) Fail("counted though not to be judged");
    for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
      const std::string text = WhyText(directive_, duty, language);
      if (text.empty() || text.contains('{')) Fail("bad text: " + text);
    }
  }

  /// expect_clock CODE STATUS [due=] [regime=] [informative=] [by=]
  void ExpectClock(const Words& words) {
    if (words.size() < 3 || !CountExpectation(words[1])) return Fail("expect_clock CODE STATUS …");
    if (!world_.incident) return Fail("no incident");
    auto values = Values(words, 3);
    const auto clocks = IncidentClocks(directive_, *world_.incident, world_.facts,
                                       directive_.calendar, *world_.now);
    const auto at = std::ranges::find(clocks, words[1], &IncidentClock::code);
    if (words[2] == "absent") {
      if (at != clocks.end()) Fail(words[1] + " is there");
      return Leftover(values);
    }
    if (at == clocks.end()) return Fail(words[1] + " is not there");
    Compare(words[1], words[2], std::string(ToString(at->status)));
    if (const auto due = Take(values, "due"); !due.empty()) CompareInstant("due", due, at->due);
    if (const auto flag = Take(values, "informative"); !flag.empty()) {
      Compare("informative", flag, at->informative ? "true" : "false");
    }
    if (const auto by = Take(values, "by"); !by.empty()) {
      Compare("by", by, fmt::format("{}", fmt::join(at->discharged_by, ",")));
    }
    Leftover(values);
  }

  void Finish() {
    if (in_case_ && world_.expectations == 0) Fail("the case expects nothing");
    assessment_.reset();
  }

  const Directive& directive_;
  std::string file_;
  CaseReport& report_;
  World base_;  // What stands before the first case.
  World world_;
  std::optional<Assessment> assessment_;
  bool in_case_ = false;
  int line_ = 0;
  int names_ = 0;
};

}  // namespace

void RunCaseFile(const Directive& directive, const std::filesystem::path& path,
                 CaseReport& report) {
  Runner(directive, path.filename().string(), report).Run(ReadWhole(path));
}

}  // namespace lachan::directive
