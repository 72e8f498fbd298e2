// SPDX-License-Identifier: Apache-2.0
#include "state_sql/connection.h"

#include <soci/soci.h>

#include "base/check.h"
#include "base/text.h"

namespace lachan::state_sql {
namespace {

/// Prepared statements kept for a connection; IN lists of many lengths would pile up otherwise.
constexpr std::size_t kMaxPrepared = 256;

/// A place whose address SOCI keeps.
struct Slot {
  Wire wire = Wire::kNumber;
  long long number = 0;
  std::string text;
  soci::indicator indicator = soci::i_ok;
};

Status Fill(Slot& slot, const schema::Value& value) {
  slot.indicator = soci::i_ok;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    LACHAN_CHECK(slot.wire == Wire::kNumber, "a number is bound where the statement has a text");
    slot.number = *number;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    LACHAN_CHECK(slot.wire == Wire::kText, "a text is bound where the statement has a number");
    if (text->find('\0') != std::string::npos || !IsValidUtf8(*text)) {
      return Fail(ErrorCode::kInvalidInput, "a text holds a NUL or is not UTF-8");
    }
    slot.text = *text;
  } else {
    slot.indicator = soci::i_null;
  }
  return {};
}

schema::Value Take(Slot& slot) {
  if (slot.indicator == soci::i_null) return {};
  if (slot.wire == Wire::kNumber) return std::int64_t{slot.number};
  return slot.text;
}

}  // namespace

struct Connection::Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}
  soci::statement statement;
  std::vector<Slot> in, out;  // Never resized once bound.
};

struct Connection::Impl {
  soci::session session;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared;
};

Connection::Connection(const Dialect& dialect)
    : dialect_(dialect), impl_(std::make_unique<Impl>()) {}

Connection::~Connection() {
  try {
    impl_->prepared.clear();
  } catch (const std::exception&) {  // Nothing is lost: the connection ends anyway.
  }
}

Result<std::unique_ptr<Connection>> Connection::Open(const Dialect& dialect, Use use) {
  std::unique_ptr<Connection> connection(new Connection(dialect));
  try {
    LACHAN_TRY_DO(dialect.Open(connection->impl_->session, use));
  } catch (const std::exception& error) {
    return std::unexpected(dialect.Translate(connection->impl_->session, error));
  }
  return connection;
}

Connection::Prepared& Connection::Prepare(const Statement& statement) {
  auto& cache = impl_->prepared;
  if (const auto found = cache.find(statement.text); found != cache.end()) return *found->second;
  if (cache.size() >= kMaxPrepared) cache.clear();
  auto prepared = std::make_unique<Prepared>(impl_->session);
  prepared->in.resize(statement.values.size());
  prepared->out.resize(statement.columns.size());
  for (std::size_t i = 0; i < prepared->in.size(); ++i) {
    Slot& slot = prepared->in[i];
    slot.wire = statement.values[i].first;
    const std::string name = Statement::NameOf(i);
    if (slot.wire == Wire::kNumber) {
      prepared->statement.exchange(soci::use(slot.number, slot.indicator, name));
    } else {
      prepared->statement.exchange(soci::use(slot.text, slot.indicator, name));
    }
  }
  for (std::size_t i = 0; i < prepared->out.size(); ++i) {
    Slot& slot = prepared->out[i];
    slot.wire = statement.columns[i];
    if (slot.wire == Wire::kNumber) {
      prepared->statement.exchange(soci::into(slot.number, slot.indicator));
    } else {
      prepared->statement.exchange(soci::into(slot.text, slot.indicator));
    }
  }
  prepared->statement.alloc();
  prepared->statement.prepare(statement.text);
  prepared->statement.define_and_bind();
  return *cache.emplace(statement.text, std::move(prepared)).first->second;
}

std::unexpected<Error> Connection::Failed(const Statement& statement, const std::exception& error) {
  Error translated = dialect_.Translate(impl_->session, error);
  broken_ |= translated.code() == ErrorCode::kUnavailable;
  try {
    impl_->prepared.erase(statement.text);
  } catch (const std::exception&) {
    broken_ = true;
  }
  if (!failure_) failure_ = translated;
  return std::unexpected(std::move(translated));
}

Result<std::vector<schema::Record>> Connection::Query(const Statement& statement) {
  std::vector<schema::Record> rows;
  try {
    Prepared& prepared = Prepare(statement);
    for (std::size_t i = 0; i < prepared.in.size(); ++i) {
      LACHAN_TRY_DO(Fill(prepared.in[i], statement.values[i].second));
    }
    prepared.statement.execute();
    while (prepared.statement.fetch()) {
      schema::Record& row = rows.emplace_back();
      row.reserve(prepared.out.size());
      for (Slot& slot : prepared.out) row.push_back(Take(slot));
    }
  } catch (const std::exception& error) {
    return Failed(statement, error);
  }
  return rows;
}

Result<std::int64_t> Connection::Execute(const Statement& statement) {
  try {
    Prepared& prepared = Prepare(statement);
    for (std::size_t i = 0; i < prepared.in.size(); ++i) {
      LACHAN_TRY_DO(Fill(prepared.in[i], statement.values[i].second));
    }
    prepared.statement.execute(true);
    return std::int64_t{prepared.statement.get_affected_rows()};
  } catch (const std::exception& error) {
    return Failed(statement, error);
  }
}

Status Connection::Script(const std::string& sql) {
  auto status = dialect_.Script(impl_->session, sql);
  if (!status) broken_ |= status.error().code() == ErrorCode::kUnavailable;
  return status;
}

}  // namespace lachan::state_sql
