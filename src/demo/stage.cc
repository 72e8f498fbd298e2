// SPDX-License-Identifier: Apache-2.0
#include "demo/stage.h"

#include <map>

#include "register/entities.h"

namespace lachan::demo {
namespace {

Role RoleOf(const System& system) {
  const std::string& domain = system.domain;
  if (system.is_shared) return Role::kShared;
  if (domain.starts_with("mail.")) return Role::kMail;
  return domain.starts_with("lan.") ? Role::kOffice : Role::kWeb;
}

}  // namespace

const Actor* Stage::Pick(Role target, Random& random) const {
  std::vector<const Actor*> suitable;
  for (const Actor& actor : actors) {
    if (Suits(target, actor.role)) suitable.push_back(&actor);
  }
  return suitable.empty() ? nullptr : random.Of(suitable);
}

const Script& Stage::PickNormal(Random& random) const {
  int sum = 0;
  for (const auto& script : normal) sum += script.weight;
  int at = random.Between(1, sum);
  for (const auto& script : normal) {
    at -= script.weight;
    if (at <= 0) return script;
  }
  return normal.back();
}

Result<Stage> ParseStage(std::span<const NamedText> files) {
  Stage stage;
  for (const auto& file : files) {
    const auto slash = file.name.find('/');
    if (slash == std::string::npos || !file.name.ends_with(".log")) continue;
    const auto kind = file.name.substr(0, slash);
    LACHAN_TRY(auto script,
               ParseScript(file.name.substr(slash + 1, file.name.size() - slash - 5), file.text),
               fmt::format("reading the sample log {}", file.name));
    if (kind == "normal") stage.normal.push_back(std::move(script));
    if (kind == "attack") stage.attacks.push_back(std::move(script));
  }
  if (stage.normal.empty() || stage.attacks.empty()) {
    return Fail(ErrorCode::kInvalidInput, "no sample logs of normal traffic or of attacks");
  }
  return stage;
}

Status LoadActors(journal::StateStore& store, Stage& stage) {
  LACHAN_TRY(const auto reader, store.OpenReader(journal::Caller::System("demo")));
  LACHAN_TRY(const auto sources, journal::ListAll<Source>(*reader));
  LACHAN_TRY(const auto systems, journal::ListAll<System>(*reader));
  std::map<std::int64_t, const System*> by_id;
  for (const auto& system : systems) by_id[system.id] = &system;
  stage.actors.clear();
  for (const auto& source : sources) {
    if (!source.enabled || !source.system_id || !source.network) continue;
    const auto found = by_id.find(source.system_id->value);
    if (found == by_id.end() || found->second->domain.empty()) continue;
    Actor actor;
    actor.agency = source.agency_id;
    actor.system = *source.system_id;
    actor.source = SourceId{source.id};
    actor.host = found->second->domain;
    actor.address = source.network->value.substr(0, source.network->value.find('/'));
    actor.subnet = actor.address.substr(0, actor.address.rfind('.') + 1);
    actor.role = RoleOf(*found->second);
    stage.actors.push_back(std::move(actor));
  }
  if (stage.actors.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "no source of the register speaks for a system");
  }
  return {};
}

}  // namespace lachan::demo
