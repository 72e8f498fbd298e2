// SPDX-License-Identifier: Apache-2.0
/// \file
/// Registers: entities that people list, create, change and archive in one generic way. A register
/// is one described struct, one migration, one permission line and its texts:
///   registers.Add<ContactPoint>();
/// What a register needs beyond that (a gate, a number, a fact of its own name) it adds here; pages
/// and routes go over the definitions and know none of them.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "schema/entity.h"

namespace lachan::journal {

enum class RowAction : std::uint8_t { kCreate, kChange, kArchive, kRestore };

/// A change before it is written, as hooks see it.
struct RowChange {
  Writer& writer;
  const Caller& caller;
  RowAction action = RowAction::kChange;
  const schema::EntityInfo& entity;
  const schema::Record* before = nullptr;  ///< Stored row; null for kCreate.
  schema::Record& row;  ///< Row to be written; hooks may set and normalise fields.

  /// Whether `field` differs from the stored row (kCreate: from the default of its type).
  bool Changes(std::string_view field) const;
  /// The row as T; T must be the entity's own struct.
  template <class T>
  T As() const {
    return schema::FromRecord<T>(row);
  }
  template <class T>
  void Set(const T& value) {
    row = schema::ToRecord(value);
  }
};

/// What becomes of an agency's rows when the agency is reorganised.
enum class Passing : std::uint8_t {
  kStays,       ///< A record of what was done: stays with who did it; the heir reads it.
  kPasses,      ///< In use: goes to the successor.
  kPassesOpen,  ///< Goes while it is open (`open_rows`), stays once it is closed.
};

/// One register. Add<T>() gives the defaults; change what differs.
struct RegisterDefinition {
  /// Runs in the transaction, after validation. Fails the change when it fails.
  using Hook = std::function<Status(RowChange&)>;
  /// The fact of a change. `before` is null for kCreate.
  using FactMaker =
      std::function<FactDraft(RowAction, const schema::Record* before, const schema::Record& row)>;

  const schema::EntityInfo* entity = nullptr;
  bool is_creatable = true;         ///< Through CreateRow(); false when only a service makes rows.
  bool is_changeable = true;        ///< Through ChangeRow().
  bool is_archivable = true;        ///< Through ArchiveRow().
  std::vector<Hook> before_change;  ///< In order of adding; any module may add one.
  Passing passing = Passing::kStays;
  std::vector<Filter> open_rows;  ///< kPassesOpen: what counts as open.
  std::string follows;  ///< A reference: rows pass with the row they refer to, whatever `passing`.
  /// Runs in the transaction, when the row is written and has its id; for further facts.
  std::vector<std::function<Status(const RowChange&)>> after_change;
  /// References that may lead to rows of another agency, as far as the caller reaches.
  std::vector<std::string_view> crossing;
  FactMaker fact;  ///< Empty: "<entity>.created", ".changed", ".archived", ".restored".
  /// Fields that name a row to people: an import takes a row with the same values for the same row.
  /// Empty: "code" where there is one, else the agency and the title.
  std::vector<std::string_view> natural_key;
};

/// Purpose      The registers of the product, in order of adding.
/// Life cycle   Filled at start, read only afterwards; references stay valid.
/// Concurrency  Reading is thread-safe.
class Registers {
 public:
  /// Adds a register with default handling.
  /// \return the definition, to be adjusted.
  template <class T>
  RegisterDefinition& Add() {
    return Add(schema::Describe<T>());
  }
  RegisterDefinition& Add(const schema::EntityInfo& entity);

  /// By the path of the API ("contact-points"); null when there is none.
  const RegisterDefinition* FindByPath(std::string_view path) const;
  /// By entity name ("contact_point"); null when there is none.
  const RegisterDefinition* Find(std::string_view name) const;
  /// For adding hooks; ends the process when there is no such register.
  RegisterDefinition& Existing(std::string_view name);
  const std::deque<RegisterDefinition>& all() const { return definitions_; }

 private:
  std::deque<RegisterDefinition> definitions_;
};

/// Creates a row from a request body.
///
/// References to rows of other registers must exist within the caller's reach, and a row that
/// belongs to an agency must be of the same agency ("not_found", "other_agency" as field messages).
/// \error kInvalidInput  see schema::FromJson, or a wrong reference.
/// \error kDenied        the row would lie outside the caller's reach.
/// \error kUnsupported   the register's rows are not made this way.
/// \error (of hooks)     mostly kFailedPrecondition or kInvalidInput.
Result<schema::Record> CreateRow(StateStore& store, const Caller& caller,
                                 const Registers& registers, const RegisterDefinition& definition,
                                 const boost::json::object& body);

/// Changes the fields given in `body`.
/// \param version  The version the caller has seen.
/// \error kNotFound  no such row within reach.
/// \error kConflict  the row has another version by now.
/// Others as CreateRow().
Result<schema::Record> ChangeRow(StateStore& store, const Caller& caller,
                                 const Registers& registers, const RegisterDefinition& definition,
                                 std::int64_t id, std::int64_t version,
                                 const boost::json::object& body);

/// Takes a row out of use, or back (`archived` = false). Nothing happens when it is so already.
/// Errors as ChangeRow().
Result<schema::Record> ArchiveRow(StateStore& store, const Caller& caller,
                                  const RegisterDefinition& definition, std::int64_t id,
                                  std::int64_t version, bool archived);

// The same steps inside a transaction that a service has open.

Result<schema::Record> CreateRow(Writer& writer, const Caller& caller, const Registers& registers,
                                 const RegisterDefinition& definition, schema::Record record);
/// `stored` as it was read in this transaction; `row` as it shall become.
Result<schema::Record> ChangeRow(Writer& writer, const Caller& caller, const Registers& registers,
                                 const RegisterDefinition& definition, const schema::Record& stored,
                                 schema::Record row);
Result<schema::Record> ArchiveRow(Writer& writer, const Caller& caller,
                                  const RegisterDefinition& definition,
                                  const schema::Record& stored, bool archived);

/// Default fact of an action: "<entity>.created" and so on.
FactDraft DefaultFact(const schema::EntityInfo& entity, RowAction action);

}  // namespace lachan::journal
