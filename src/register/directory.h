// SPDX-License-Identifier: Apache-2.0
/// \file
/// The register as the pipeline needs it: whose is this address, who is this sender.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "pipeline/ports.h"
#include "register/domain_map.h"
#include "register/entities.h"
#include "register/network_map.h"
#include "register/source_token.h"
#include "register/system_parts.h"

namespace lachan::registry {

/// The register at one moment. Immutable; safe from any thread; look-ups under a microsecond.
class Snapshot final : public pipeline::Locator, public pipeline::SourceDirectory {
 public:
  Snapshot() = default;
  /// Archived rows, disabled sources and unreadable networks are left out.
  Snapshot(std::span<const AddressRange> ranges, std::span<const System> systems,
           std::span<const Source> sources, std::span<const SystemDomain> domains = {},
           std::span<const Agency> agencies = {}, std::span<const SourceToken> old_tokens = {});

  /// First that knows: the event's source if it speaks for one system; the range of `host` when
  /// that is an address; the system whose domain is `host` or a parent of it; the event's source;
  /// the range of `peer`. A known source of an agency is refined by `peer` within that agency only.
  pipeline::Owner Locate(const Event& event) const override;
  /// Domain of the system that an address alone (not a wider network) is registered for.
  std::string HostOf(std::string_view peer) const override;
  std::optional<pipeline::Sender> ByAddress(std::string_view peer) const override;
  std::optional<pipeline::Sender> ByCertificate(std::string_view name) const override;
  /// \param text  Id or name of a source; a name that two sources have finds neither.
  std::optional<pipeline::Sender> ByIdOrName(std::string_view text) const;
  /// \param token_hash  SHA-256 of a source's token, in hex.
  /// \param now         Tokens that were replaced hold until their time; without it none does.
  std::optional<pipeline::Sender> ByTokenHash(std::string_view token_hash,
                                              std::optional<Instant> now = {}) const;
  /// Owner of an address by the ranges alone.
  std::optional<pipeline::Owner> ByRange(std::string_view address) const;
  std::optional<pipeline::Owner> ByRange(const Address& address) const;
  /// Owner of the longest registered domain that is `host` or a parent of it.
  std::optional<pipeline::Owner> ByDomain(std::string_view host) const;
  /// Protection level of a system; 0 unknown.
  std::uint8_t LevelOf(SystemId system) const;
  /// A telecom or IT enterprise: it must keep its logs longer.
  bool IsServiceProvider(AgencyId agency) const { return providers_.contains(agency.value); }

 private:
  struct RangeEntry {
    pipeline::Owner owner;
    std::string host;  ///< Empty for networks.
  };
  struct SourceEntry {
    pipeline::Sender sender;
    SystemId system;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class T>
  using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  const RangeEntry* FindRange(std::string_view address) const;
  pipeline::Owner FindOwner(const Event& event) const;

  NetworkMap ranges_;  // value: index into owners_
  std::vector<RangeEntry> owners_;
  DomainMap domains_;  // value: index into domain_owners_
  std::vector<pipeline::Owner> domain_owners_;
  std::vector<SourceEntry> sources_;
  NetworkMap source_networks_;  // value: index into sources_
  std::unordered_map<std::int64_t, std::size_t> source_by_id_;
  TextMap<std::size_t> source_by_token_;
  TextMap<std::pair<std::size_t, Instant>> source_by_old_token_;  // and until when
  TextMap<std::optional<std::size_t>> source_by_name_;            // empty: of two
  TextMap<std::size_t> source_by_certificate_;                    // by the name in lower case
  std::unordered_map<std::int64_t, std::uint8_t> level_of_;       // by system
  std::unordered_set<std::int64_t> providers_;                    // agencies
};

/// Purpose      Keeps the snapshot in step with the register, and issues the sources' tokens.
/// Life cycle   Construct, Start() (loads, then follows the facts), Stop() or destroy.
/// Concurrency  All members are thread-safe; readers never wait for a rebuild.
/// Limits       A change is seen within some milliseconds; IssueToken() and RevokeToken() at once.
class Directory final : public pipeline::Locator, public pipeline::SourceDirectory {
 public:
  struct Deps {
    journal::StateStore& store;
    /// Called with every new snapshot, from the thread that built it; may be empty.
    std::function<void(std::shared_ptr<const Snapshot>)> on_snapshot;
    const Clock* clock = nullptr;  ///< Null: a replaced token is void at once.
  };

  explicit Directory(Deps deps);
  ~Directory() override;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  /// Loads the register and follows it from here on.
  /// \error (of the store)  the register cannot be read; nothing was started.
  Status Start();
  void Stop();
  /// Rebuilds now.
  Status Refresh();

  /// Never null; empty before Start().
  std::shared_ptr<const Snapshot> snapshot() const;
  /// Text of the last failed rebuild; empty when it worked. The older snapshot stays in use.
  std::string problem() const;

  pipeline::Owner Locate(const Event& event) const override { return snapshot()->Locate(event); }
  std::string HostOf(std::string_view peer) const override { return snapshot()->HostOf(peer); }
  std::optional<pipeline::Sender> ByAddress(std::string_view peer) const override {
    return snapshot()->ByAddress(peer);
  }
  std::optional<pipeline::Sender> ByCertificate(std::string_view name) const override {
    return snapshot()->ByCertificate(name);
  }

  /// Makes a new token for a source: 32 random bytes, shown this once; its SHA-256 is kept.
  /// \param keep_old  How much longer the one before holds; 0: it, and older ones, are void at
  /// once.
  /// \error kNotFound  no such source within the caller's reach.
  Result<std::string> IssueToken(const journal::Caller& caller, SourceId source,
                                 std::chrono::hours keep_old = {});
  /// Voids all tokens of a source.
  Status RevokeToken(const journal::Caller& caller, SourceId source);
  /// The source a token belongs to; empty for an unknown, revoked or disabled one.
  std::optional<pipeline::Sender> ResolveToken(std::string_view token) const;

 private:
  void Follow(const std::stop_token& stop);
  Result<Source> SetTokenHash(const journal::Caller& caller, SourceId source, std::string hash,
                              std::string_view fact_kind, std::chrono::hours keep_old = {});

  Deps deps_;
  std::mutex rebuild_;  // one rebuild at a time, so that an older read never replaces a newer one
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const Snapshot> snapshot_;  // guarded by mutex_
  std::string problem_;                       // guarded by mutex_
  bool is_stale_ = false;                     // guarded by mutex_
  std::shared_ptr<void> subscription_;
  std::jthread thread_;
};

}  // namespace lachan::registry
