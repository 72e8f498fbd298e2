// SPDX-License-Identifier: Apache-2.0
/// \file
/// The lists: imported, replaced, changed, gone back to what they were, removed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "intel/documents.h"
#include "intel/entities.h"
#include "intel/views.h"
#include "journal/state_store.h"

namespace lachan::intel {

/// Settings of a list; what is absent stays as it is.
struct ListSettings {
  std::optional<std::string> name = {}, note = {};
  std::optional<IndicatorListState> state = {};  ///< On or off.
  std::optional<bool> raises_alerts = {};
  std::optional<Level> level = {};
  std::optional<IndicatorTlp> default_tlp = {};
  bool sets_default_days = false;
  std::optional<std::int64_t> default_days = {};
};

/// What reading a document gave, with its indicators counted and not kept.
IndicatorAccountView AccountOf(std::string document, const std::string& name, IndicatorTlp tlp,
                               std::optional<std::int64_t> default_days, Instant now);

/// The content before, as IndicatorList::previous has it; {} where there is none.
boost::json::object PreviousOf(const IndicatorList& list);

/// Purpose      The rows of lists and their documents.
/// Concurrency  Thread-safe.
/// Limits       1,000 lists; of a document those of indicators::ReadLimits.
class Lists {
 public:
  static constexpr std::size_t kMostLists = 1'000;

  struct Deps {
    journal::StateStore& store;
    const DocumentStore& documents;
    const Clock& clock;
    std::function<void()> on_change = {};  ///< Other lists, or others of their values, hold now.
  };
  explicit Lists(Deps deps) : deps_(std::move(deps)) {}

  struct Imported {
    std::optional<IndicatorList> list;  ///< Absent of a trial.
    IndicatorAccountView account;
  };
  /// Makes a list of a document.
  /// \param is_trial  Gives the account and stores nothing.
  /// \error kInvalidInput  a wrong setting, or a document of which nothing can be used: with what
  ///                       was found wrong
  /// \error kConflict      another list has the name
  Result<Imported> Import(const journal::Caller& caller, const ListSettings& settings,
                          const std::string& document, bool is_trial);
  /// Another document for a list. \error kNotFound, and as Import()
  Result<Imported> Replace(const journal::Caller& caller, std::int64_t id,
                           const std::string& document, bool is_trial);
  /// Restores the content before the last import; once more restores the present one.
  /// \error kFailedPrecondition  there was none
  Result<IndicatorList> Back(const journal::Caller& caller, std::int64_t id);
  Result<IndicatorList> Apply(const journal::Caller& caller, std::int64_t id,
                              const ListSettings& settings);
  Status Remove(const journal::Caller& caller, std::int64_t id);

  /// Not removed ones, by id.
  Result<std::vector<IndicatorList>> All() const;
  /// \error kNotFound  no such list, or removed
  Result<IndicatorList> Get(const journal::Caller& caller, std::int64_t id) const;
  /// The document as it was given. \error kNotFound, kCorrupt
  Result<std::string> DocumentOf(const IndicatorList& list) const;
  IndicatorAccountView AccountKept(const IndicatorList& list) const;
  /// Removes documents that no list has any more.
  Status SweepDocuments() const;

 private:
  Result<IndicatorList> Find(journal::Reader& reader, std::int64_t id) const;
  Status KeepDocument(const std::string& document, const IndicatorAccountView& account,
                      std::string& hash) const;
  void Changed() const {
    if (deps_.on_change) deps_.on_change();
  }

  Deps deps_;
};

}  // namespace lachan::intel
