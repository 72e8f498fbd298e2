// SPDX-License-Identifier: Apache-2.0
/// SEC-04: a thousand random reorganisations; nothing is left without an owner, nobody reads what
/// the rule does not give, and the past stays as it was. The rule is told here once more, in
/// another way than the product tells it.
#include <map>
#include <random>
#include <set>

#include "register/testing_reorganisation.h"

namespace lachan::registry {
namespace {

using enum ReorganisationKind;

/// The rule of docs/formats/reorganisation.md over plain maps.
struct Model {
  struct Holding {
    std::vector<std::pair<CivilDate, std::int64_t>> owners;  // since when, who
    std::set<std::int64_t> readers;  // who reads what others recorded about it, while owning it
  };
  struct Note {
    std::int64_t id, agency, system;
  };
  std::set<std::int64_t> living, ended;
  std::map<std::int64_t, Holding> systems;
  std::map<std::int64_t, std::int64_t> heir_of;  // ended → heir
  std::vector<Note> records;

  std::int64_t Owner(std::int64_t system) const { return systems.at(system).owners.back().second; }
  std::int64_t OwnerOn(std::int64_t system, CivilDate day) const {
    std::int64_t owner = systems.at(system).owners.front().second;
    for (const auto& [since, who] : systems.at(system).owners) {
      if (since <= day) owner = who;
    }
    return owner;
  }
  bool CameFrom(std::int64_t heir, std::int64_t agency) const {
    for (auto at = heir_of.find(agency); at != heir_of.end(); at = heir_of.find(at->second)) {
      if (at->second == heir) return true;
    }
    return false;
  }
  bool Reads(std::int64_t agency, const Note& note) const {
    if (note.agency == agency || CameFrom(agency, note.agency)) return true;
    return note.system != 0 && Owner(note.system) == agency &&
           systems.at(note.system).readers.contains(agency);
  }
};

class RandomReorganisations : public testing::Test, public ReorganisationWorld {
 protected:
  void SetUp() override {
    clock.now = ParseInstant("2035-01-01T03:00:00Z").value();
    day_ = Day("2022-02-01");
    for (int i = 0; i < 8; ++i) Populate(AddAgency(fmt::format("CQ-{}", i), "2022-01-01"));
  }

  std::int64_t Pick(const std::set<std::int64_t>& from) {
    auto at = from.begin();
    std::advance(at, random_() % from.size());
    return *at;
  }

  void Populate(AgencyId agency) {
    model_.living.insert(agency.value);
    for (int i = 0; i < 2; ++i) NewSystem(agency);
    AddContact(agency, "Lê An");
    AddAccount(agency, fmt::format("tk-{}", agency.value));
    Record(agency.value, 0);
  }
  void NewSystem(AgencyId agency) {
    const auto id = AddSystem(agency, fmt::format("Hệ thống {}", ++made_));
    model_.systems[id.value].owners = {{Day("1970-01-01"), agency.value}};
    AddIncident(agency, id, random_() % 2 == 0);
    Record(agency.value, id.value);
  }
  void Record(std::int64_t agency, std::int64_t system) {
    const auto row = AddRecord(AgencyId{agency}, SystemId{system});
    model_.records.push_back({row.id, agency, system});
  }

  std::vector<std::int64_t> SystemsOf(std::int64_t agency) const {
    std::vector<std::int64_t> own;
    for (const auto& [id, holding] : model_.systems) {
      if (model_.Owner(id) == agency) own.push_back(id);
    }
    return own;
  }

  ReorganisationRequest Invent() {
    const std::size_t count = model_.living.size();
    const auto kind = count < 5 ? split
                      : count > 14
                          ? merge
                          : std::array{merge, split, rename, abolish, transfer}[random_() % 5];
    const AgencyId first{Pick(model_.living)};
    auto request = Ask(kind, FormatDate(day_), {first}, {});
    const auto other = [&] {
      std::int64_t id = first.value;
      while (id == first.value) id = Pick(model_.living);
      return AgencyId{id};
    };
    const auto fresh = [&] { return Fresh(fmt::format("CQ-MOI-{}", ++made_)); };
    if (kind == rename) {
      request.new_name = fmt::format("Cơ quan đổi tên {}", ++made_);
    } else if (kind == transfer) {
      request.successors = {{other(), {}}};
      for (const auto id : SystemsOf(first.value)) {
        if (random_() % 2 == 0) request.assignments.push_back({"system", id, 0});
      }
    } else if (kind == split) {
      request.successors = {fresh(), random_() % 2 == 0 ? fresh() : Successor{other(), {}}};
      request.heir = random_() % 2;
      for (const auto id : SystemsOf(first.value)) {
        if (random_() % 2 == 0) request.assignments.push_back({"system", id, random_() % 2});
      }
    } else {
      request.successors = {Successor{other(), {}}};
      if (kind == merge && random_() % 2 == 0) {
        request.predecessors.push_back(request.successors.front().existing);
        request.successors = {fresh()};
      }
    }
    return request;
  }

  /// Tells the model what the product was asked.
  void Learn(const ReorganisationRequest& request, const std::vector<std::int64_t>& successors) {
    const bool ends = request.kind != rename && request.kind != transfer;
    std::map<std::int64_t, std::size_t> assigned;
    for (const auto& one : request.assignments) assigned[one.id] = one.to;
    if (request.kind != rename) {
      for (auto& [id, holding] : model_.systems) {
        const std::int64_t owner = holding.owners.back().second;
        if (std::ranges::find(request.predecessors, AgencyId{owner}) ==
            request.predecessors.end()) {
          continue;
        }
        const auto at = assigned.find(id);
        if (!ends && at == assigned.end()) continue;
        const std::size_t to = at == assigned.end() ? request.heir : at->second;
        const bool brings = !ends || to != request.heir || holding.readers.contains(owner);
        holding.owners.push_back({request.effective_on, successors[to]});
        holding.readers.clear();
        if (brings) holding.readers.insert(successors[to]);
      }
    }
    if (!ends) return;
    for (const AgencyId one : request.predecessors) {
      model_.living.erase(one.value);
      model_.ended.insert(one.value);
      model_.heir_of[one.value] = successors[request.heir];
    }
    for (const auto id : successors) model_.living.insert(id);
  }

  std::vector<std::int64_t> SuccessorsOf(const Reorganisation& row,
                                         const ReorganisationRequest& request) {
    std::vector<std::int64_t> ids;
    for (const auto& successor : request.successors) {
      if (successor.existing) {
        ids.push_back(successor.existing.value);
        continue;
      }
      journal::ListQuery query;
      query.filters = {journal::Equals("code", successor.fresh.code.value)};
      ids.push_back(journal::List<Agency>(*Read(), query)->front().id);
    }
    EXPECT_EQ(row.state.value, ReorganisationState::applied);
    return ids;
  }

  /// Every row in use with its values but for counters of change.
  std::map<std::string, schema::Record> Everything() {
    std::map<std::string, schema::Record> rows;
    const auto reader = Read();
    for (const auto& definition : registers.all()) {
      const auto& entity = *definition.entity;
      if (entity.name == "reorganisation") continue;
      journal::ListQuery query;
      query.limit = 1000;
      do {
        const auto page = reader->List(entity, query).value();
        for (auto row : page.rows) {
          const auto key = fmt::format("{}/{}", entity.name, std::get<std::int64_t>(row[0]));
          row[1] = row[3] = std::int64_t{0};  // version, updated_at
          rows[key] = std::move(row);
        }
        query.after = page.next;
      } while (!query.after.empty());
    }
    return rows;
  }

  void NothingIsOrphaned() {
    const auto reader = Read();
    for (const auto& definition : registers.all()) {
      const auto& entity = *definition.entity;
      if (definition.passing == journal::Passing::kStays && definition.follows.empty()) continue;
      journal::ListQuery query;
      query.filters = definition.open_rows;
      query.limit = 1000;
      do {
        const auto page = reader->List(entity, query).value();
        for (const auto& row : page.rows) {
          const auto owner =
              std::get_if<std::int64_t>(&row[static_cast<std::size_t>(entity.Find("agency_id"))]);
          ASSERT_NE(owner, nullptr);
          if (!definition.follows.empty()) {
            const auto parent = std::get<std::int64_t>(
                row[static_cast<std::size_t>(entity.Find(definition.follows))]);
            ASSERT_EQ(*owner, Stored<Incident>(parent).agency_id.value);
            continue;
          }
          ASSERT_TRUE(model_.living.contains(*owner)) << entity.name << " of " << *owner;
          const int system = entity.Find("system_id");
          if (system < 0) continue;
          if (const auto* id = std::get_if<std::int64_t>(&row[static_cast<std::size_t>(system)])) {
            ASSERT_EQ(*owner, model_.Owner(*id)) << entity.name;
          }
        }
        query.after = page.next;
      } while (!query.after.empty());
    }
  }

  void WhoAnsweredIsKnown() {
    const auto reader = Read();
    for (const auto& [id, holding] : model_.systems) {
      const auto owners = OwnersOf(*reader, SystemId{id}).value();
      ASSERT_FALSE(owners.front().from);
      ASSERT_FALSE(owners.back().to);
      for (std::size_t i = 1; i < owners.size(); ++i) {
        ASSERT_EQ(AddDays(*owners[i - 1].to, 1), *owners[i].from);
      }
      ASSERT_EQ(Stored<System>(id).agency_id.value, model_.Owner(id));
      const CivilDate day = AddDays(Day("2021-12-01"), static_cast<int>(random_() % 2500));
      ASSERT_EQ(OwnerOn(owners, day).agency.value, model_.OwnerOn(id, day)) << FormatDate(day);
    }
  }

  void NobodyReadsMore(std::int64_t agency) {
    const auto reader = store->OpenReader(Officer(AgencyId{agency})).value();
    std::set<std::int64_t> expected, found;
    for (const auto& note : model_.records) {
      if (model_.Reads(agency, note)) expected.insert(note.id);
    }
    const auto records = journal::ListAll<AssuranceRecord>(*reader).value();
    for (const auto& row : records) {
      found.insert(row.id);
    }
    ASSERT_EQ(found, expected) << "agency " << agency;
    std::set<std::int64_t> own;
    const auto systems = journal::ListAll<System>(*reader).value();
    for (const auto& row : systems) own.insert(row.id);
    for (const auto id : SystemsOf(agency)) ASSERT_TRUE(own.erase(id));
    ASSERT_TRUE(own.empty()) << "agency " << agency << " reads a system of others";
    const auto facts = reader->Facts({.limit = 0}).value();
    for (const Fact& fact : facts) {
      const bool through_system = fact.system && model_.systems.contains(fact.system.value) &&
                                  model_.Owner(fact.system.value) == agency;
      ASSERT_TRUE(fact.agency.value == agency || model_.CameFrom(agency, fact.agency.value) ||
                  through_system)
          << fact.kind << " of " << fact.agency.value << " read by " << agency;
    }
  }

  std::mt19937 random_{20250701};
  Model model_;
  CivilDate day_;
  int made_ = 0;
};

TEST_F(RandomReorganisations, LeaveNoOrphanAndNoLeak) {
  SCOPED_TRACE("seed 20250701");
  int done = 0, undone = 0;
  for (int tries = 0; done < 1000; ++tries) {
    ASSERT_LT(tries, 5000) << "too many are refused";
    day_ = AddDays(day_, 1);
    const auto request = Invent();
    const bool takes_back = random_() % 12 == 0;
    const auto before = takes_back ? Everything() : std::map<std::string, schema::Record>{};
    const auto row = reorganiser->Apply(everything, request);
    if (!row) {
      ASSERT_EQ(row.error().code(), ErrorCode::kFailedPrecondition) << row.error().Text();
      continue;
    }
    ++done;
    if (takes_back) {
      const auto back = reorganiser->Undo(everything, ReorganisationId{row->id}, "thử");
      ASSERT_TRUE(back) << back.error().Text();
      ASSERT_EQ(Everything(), before);
      ++undone;
      continue;
    }
    Learn(request, SuccessorsOf(*row, request));
    if (random_() % 3 == 0) Record(Pick(model_.living), 0);
    if (random_() % 20 == 0) NewSystem(AgencyId{Pick(model_.living)});
    if (done % 10 != 0) continue;
    ASSERT_NO_FATAL_FAILURE(NothingIsOrphaned());
    ASSERT_NO_FATAL_FAILURE(WhoAnsweredIsKnown());
    ASSERT_NO_FATAL_FAILURE(NobodyReadsMore(Pick(model_.living)));
    if (model_.ended.empty()) continue;
    ASSERT_NO_FATAL_FAILURE(NobodyReadsMore(Pick(model_.ended)));
  }
  EXPECT_GT(undone, 40);
  for (const auto agency : model_.living) ASSERT_NO_FATAL_FAILURE(NobodyReadsMore(agency));
}

}  // namespace
}  // namespace lachan::registry
