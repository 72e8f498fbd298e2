// SPDX-License-Identifier: Apache-2.0
#include "register/directory.h"

#include <charconv>
#include <chrono>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::registry {
namespace {

constexpr std::string_view kTokenPrefix = "lcs_";

bool ConcernsUs(const Fact& fact) {
  return fact.subject_kind == "source" || fact.subject_kind == "address_range" ||
         fact.subject_kind == "system" || fact.subject_kind == "system_domain" ||
         fact.subject_kind == "agency";
}

}  // namespace

Snapshot::Snapshot(std::span<const AddressRange> ranges, std::span<const System> systems,
                   std::span<const Source> sources, std::span<const SystemDomain> domains,
                   std::span<const Agency> agencies, std::span<const SourceToken> old_tokens) {
  for (const Agency& agency : agencies) {
    if (agency.kind == AgencyKind::enterprise) providers_.insert(agency.id.value);
  }
  std::unordered_map<std::int64_t, const std::string*> domain_of;
  std::vector<DomainMap::Entry> names;
  const auto add = [&](const std::string& domain, AgencyId agency, SystemId system) {
    names.push_back({domain, static_cast<std::uint32_t>(domain_owners_.size())});
    domain_owners_.push_back({agency, system});
  };
  for (const System& system : systems) {
    if (!system.archived.value) {
      level_of_[system.id.value] = static_cast<std::uint8_t>(system.level.value);
    }
    if (system.archived.value || system.domain.empty()) continue;
    domain_of[system.id.value] = &system.domain.value;
    add(system.domain.value, system.agency_id, SystemId{system.id.value});
  }
  for (const SystemDomain& domain : domains) {
    if (!domain.archived.value) add(domain.domain.value, domain.agency_id, domain.system_id);
  }
  domains_ = DomainMap(std::move(names));

  std::vector<NetworkMap::Entry> entries;
  entries.reserve(ranges.size());
  for (const AddressRange& range : ranges) {
    const auto network = ParseNetwork(range.network.value);
    if (range.archived.value || !network) continue;
    entries.push_back({*network, static_cast<std::uint32_t>(owners_.size())});
    RangeEntry& entry = owners_.emplace_back();
    entry.owner = {range.agency_id, range.system_id.value_or(SystemId{})};
    const bool is_one_address = network->base == network->Last();
    const auto domain = domain_of.find(entry.owner.system.value);
    if (is_one_address && domain != domain_of.end()) entry.host = *domain->second;
  }
  ranges_ = NetworkMap(std::move(entries));

  std::vector<NetworkMap::Entry> networks;
  for (const Source& source : sources) {
    if (source.archived.value || !source.enabled) continue;
    const std::size_t index = sources_.size();
    sources_.push_back({{SourceId{source.id.value}, source.agency_id, source.format.value, false},
                        source.system_id.value_or(SystemId{})});
    source_by_id_.emplace(source.id.value, index);
    const auto [name, is_new] = source_by_name_.try_emplace(source.name.value, index);
    if (!is_new) name->second.reset();
    if (!source.token_hash.empty()) source_by_token_.try_emplace(source.token_hash.value, index);
    if (!source.client_certificate.empty()) {
      source_by_certificate_.try_emplace(AsciiLower(source.client_certificate.value), index);
    }
    if (!source.network) continue;
    if (const auto network = ParseNetwork(source.network->value)) {
      networks.push_back({*network, static_cast<std::uint32_t>(index)});
    }
  }
  source_networks_ = NetworkMap(std::move(networks));
  for (const SourceToken& token : old_tokens) {
    const auto found = source_by_id_.find(token.source_id);
    if (found == source_by_id_.end()) continue;
    source_by_old_token_.try_emplace(token.token_hash.value, found->second, token.valid_until);
  }
}

const Snapshot::RangeEntry* Snapshot::FindRange(std::string_view address) const {
  const auto parsed = ParseAddress(address);
  if (!parsed) return nullptr;
  const auto index = ranges_.Find(*parsed);
  return index ? &owners_[*index] : nullptr;
}

std::optional<pipeline::Owner> Snapshot::ByRange(std::string_view address) const {
  const RangeEntry* const range = FindRange(address);
  if (range == nullptr) return std::nullopt;
  return range->owner;
}

std::optional<pipeline::Owner> Snapshot::ByRange(const Address& address) const {
  const auto index = ranges_.Find(address);
  if (!index) return std::nullopt;
  return owners_[*index].owner;
}

std::optional<pipeline::Owner> Snapshot::ByDomain(std::string_view host) const {
  const auto index = domains_.Find(host);
  if (!index) return std::nullopt;
  return domain_owners_[*index];
}

std::string Snapshot::HostOf(std::string_view peer) const {
  const RangeEntry* const range = FindRange(peer);
  return range == nullptr ? std::string() : range->host;
}

std::optional<pipeline::Sender> Snapshot::ByAddress(std::string_view peer) const {
  const auto parsed = ParseAddress(peer);
  if (!parsed) return std::nullopt;
  const auto index = source_networks_.Find(*parsed);
  if (!index) return std::nullopt;
  return sources_[*index].sender;
}

std::optional<pipeline::Sender> Snapshot::ByTokenHash(std::string_view token_hash,
                                                      std::optional<Instant> now) const {
  const auto found = source_by_token_.find(token_hash);
  if (found != source_by_token_.end()) return sources_[found->second].sender;
  const auto old = source_by_old_token_.find(token_hash);
  if (old == source_by_old_token_.end() || !now || *now >= old->second.second) return std::nullopt;
  return sources_[old->second.first].sender;
}

std::optional<pipeline::Sender> Snapshot::ByCertificate(std::string_view name) const {
  const auto found = source_by_certificate_.find(AsciiLower(name));
  if (found == source_by_certificate_.end()) return std::nullopt;
  return sources_[found->second].sender;
}

std::optional<pipeline::Sender> Snapshot::ByIdOrName(std::string_view text) const {
  if (const auto named = source_by_name_.find(text); named != source_by_name_.end()) {
    if (!named->second) return std::nullopt;
    return sources_[*named->second].sender;
  }
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const auto found = source_by_id_.find(id);
  if (found == source_by_id_.end()) return std::nullopt;
  return sources_[found->second].sender;
}

pipeline::Owner Snapshot::Locate(const Event& event) const {
  pipeline::Owner owner = FindOwner(event);
  owner.level = LevelOf(owner.system);
  return owner;
}

std::uint8_t Snapshot::LevelOf(SystemId system) const {
  const auto level = level_of_.find(system.value);
  return level == level_of_.end() ? 0 : level->second;
}

pipeline::Owner Snapshot::FindOwner(const Event& event) const {
  const auto source = source_by_id_.find(event.source.value);
  const SourceEntry* const entry =
      source == source_by_id_.end() ? nullptr : &sources_[source->second];
  if (entry != nullptr && entry->system) return {entry->sender.agency, entry->system};

  if (const auto owner = ByRange(event.host)) return *owner;
  if (const auto owner = ByDomain(event.host)) return *owner;

  const auto peer = ByRange(event.peer);
  if (entry == nullptr) return peer.value_or(pipeline::Owner{});
  // The peer of a relayed record is the relay: it may refine the source, not overrule it.
  if (peer && peer->agency == entry->sender.agency) return *peer;
  return {entry->sender.agency, {}};
}

Directory::Directory(Deps deps)
    : deps_(std::move(deps)), snapshot_(std::make_shared<const Snapshot>()) {}

Directory::~Directory() { Stop(); }

Status Directory::Start() {
  // Subscribed first: a change between the two is then seen twice, not lost.
  subscription_ = deps_.store.Subscribe([this](const Fact& fact) {
    if (!ConcernsUs(fact)) return;
    {
      const std::lock_guard lock(mutex_);
      is_stale_ = true;
    }
    changed_.notify_one();
  });
  if (auto loaded = Refresh(); !loaded) {
    subscription_.reset();
    return loaded;
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { Follow(stop); });
  return {};
}

void Directory::Stop() {
  subscription_.reset();
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Directory::Follow(const std::stop_token& stop) {
  constexpr std::chrono::seconds kRetry{1};
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return is_stale_; })) return;
      is_stale_ = false;
    }
    if (Refresh()) continue;
    std::unique_lock lock(mutex_);
    is_stale_ = true;
    (void)changed_.wait_for(lock, stop, kRetry, [] { return false; });
  }
}

Status Directory::Refresh() {
  const std::lock_guard one_at_a_time(rebuild_);
  const auto load = [&]() -> Result<std::shared_ptr<const Snapshot>> {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("register")));
    LACHAN_TRY(const auto ranges, journal::ListAll<AddressRange>(*reader));
    LACHAN_TRY(const auto systems, journal::ListAll<System>(*reader));
    LACHAN_TRY(const auto sources, journal::ListAll<Source>(*reader));
    LACHAN_TRY(const auto domains, journal::ListAll<SystemDomain>(*reader));
    LACHAN_TRY(const auto old_tokens, journal::ListAll<SourceToken>(*reader));
    LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
    return std::make_shared<const Snapshot>(ranges, systems, sources, domains, agencies,
                                            old_tokens);
  };
  auto loaded = load();
  {
    const std::lock_guard lock(mutex_);
    problem_ = loaded ? std::string() : loaded.error().Text();
    if (loaded) snapshot_ = *loaded;
  }
  if (!loaded) return std::unexpected(std::move(loaded).error().With("reading the register"));
  if (deps_.on_snapshot) deps_.on_snapshot(*loaded);
  return {};
}

std::shared_ptr<const Snapshot> Directory::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

std::string Directory::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

Result<Source> Directory::SetTokenHash(const journal::Caller& caller, SourceId source,
                                       std::string hash, std::string_view fact_kind,
                                       std::chrono::hours keep_old) {
  auto changed = journal::ChangeFor<Source>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<Source> {
        LACHAN_TRY(Source row, journal::Get<Source>(writer, source.value));
        journal::FactDraft fact{.kind = std::string(fact_kind)};
        if (keep_old.count() > 0 && deps_.clock != nullptr && !row.token_hash.empty()) {
          SourceToken old;
          old.source_id = source.value;
          old.token_hash = row.token_hash;
          old.valid_until = deps_.clock->Now() + keep_old;
          fact.payload["old_token_until"] = FormatInstant(old.valid_until);
          const schema::Record record = schema::ToRecord(old);
          LACHAN_TRY_DO(writer.InsertWithoutFact(schema::Describe<SourceToken>(), {&record, 1}));
        } else {
          LACHAN_TRY_DO(writer.EraseWithoutFact(
              schema::Describe<SourceToken>(), {journal::Equals("source_id", source.value)}, 1000));
        }
        row.token_hash = hash;
        return journal::Update(writer, row, fact);
      });
  if (changed) LACHAN_TRY_DO(Refresh());
  return changed;
}

Result<std::string> Directory::IssueToken(const journal::Caller& caller, SourceId source,
                                          std::chrono::hours keep_old) {
  std::string token = std::string(kTokenPrefix) + RandomToken(32);
  LACHAN_TRY_DO(SetTokenHash(caller, source, Sha256Hex(token), "source.token_issued", keep_old));
  return token;
}

Status Directory::RevokeToken(const journal::Caller& caller, SourceId source) {
  LACHAN_TRY_DO(SetTokenHash(caller, source, "", "source.token_revoked"));
  return {};
}

std::optional<pipeline::Sender> Directory::ResolveToken(std::string_view token) const {
  if (!token.starts_with(kTokenPrefix) || token.size() > 200) return std::nullopt;
  const auto now = deps_.clock == nullptr ? std::nullopt : std::optional(deps_.clock->Now());
  return snapshot()->ByTokenHash(Sha256Hex(token), now);
}

}  // namespace lachan::registry
