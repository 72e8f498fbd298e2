// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/clickhouse_column_reader.h"

#include <cstring>

#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {
namespace {

using events::ReadColumn;

/// Reads like RowReader, and numbers many at a time.
class BlockReader {
 public:
  explicit BlockReader(std::string_view bytes) : rest_(bytes) {}
  bool AtEnd() const { return rest_.empty(); }
  bool ok() const { return ok_; }

  std::uint64_t VarUInt() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ok_ = false;
    return 0;
  }
  std::string_view String() {
    const std::uint64_t size = VarUInt();
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  template <class T, class To>
  void Numbers(std::size_t count, std::vector<To>& out) {
    if (count > rest_.size() / sizeof(T)) {
      ok_ = false;
      rest_ = {};
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      T value;
      std::memcpy(&value, rest_.data() + i * sizeof value, sizeof value);
      out.push_back(static_cast<To>(value));
    }
    rest_.remove_prefix(count * sizeof(T));
  }
  void Strings(std::size_t count, std::vector<std::string_view>& out) {
    if (count > rest_.size()) ok_ = false;  // Each takes a byte at least.
    if (!ok_) return;
    out.reserve(out.size() + count);
    for (std::size_t i = 0; i < count; ++i) out.push_back(String());
  }
  /// Those that are not empty, with their rows from `first` on.
  void Texts(std::size_t count, std::size_t first, ReadColumn& column) {
    if (count > rest_.size()) ok_ = false;
    for (std::size_t i = 0; i < count && ok_;) {
      i += SkipZeros(count - i);
      if (i == count) break;
      const std::string_view text = String();
      if (text.empty()) ok_ = false;
      if (!ok_) return;
      column.rows.push_back(static_cast<std::uint32_t>(first + i++));
      column.texts.push_back(text);
    }
  }

 private:
  /// Empty texts are bytes of zero, and often many in a row.
  std::size_t SkipZeros(std::size_t most) {
    most = std::min(most, rest_.size());
    std::size_t skipped = 0;
    for (std::uint64_t eight = 0; skipped + sizeof eight <= most; skipped += sizeof eight) {
      std::memcpy(&eight, rest_.data() + skipped, sizeof eight);
      if (eight != 0) break;
    }
    while (skipped < most && rest_[skipped] == 0) ++skipped;
    rest_.remove_prefix(skipped);
    return skipped;
  }

  std::string_view rest_;
  bool ok_ = true;
};

/// \param first_row  Rows of the blocks before.
Status ReadOne(BlockReader& reader, std::string_view type, std::size_t first_row, std::size_t rows,
               ReadColumn& column) {
  if (type == "String") {
    reader.Texts(rows, first_row, column);
  } else if (type == "Array(String)") {
    const std::uint64_t before = column.texts.size();
    const std::size_t first = column.ends.size();
    reader.Numbers<std::uint64_t>(rows, column.ends);
    if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a block of the event engine ends early");
    reader.Strings(rows == 0 ? 0 : column.ends.back(), column.texts);
    for (std::size_t i = first; i < column.ends.size(); ++i) column.ends[i] += before;
  } else if (type == "UInt8") {
    reader.Numbers<std::uint8_t>(rows, column.numbers);
  } else if (type == "UInt64" || type == "Int64" || type.starts_with("DateTime64")) {
    reader.Numbers<std::int64_t>(rows, column.numbers);
  } else {
    return Fail(ErrorCode::kCorrupt, "a column of type {} cannot be read", type);
  }
  if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "a block of the event engine ends early");
  return {};
}

}  // namespace

Result<events::ColumnAnswer> ReadNative(std::string bytes) {
  events::ColumnAnswer answer;
  answer.bytes = std::make_unique<std::string>(std::move(bytes));
  BlockReader reader(*answer.bytes);
  while (!reader.AtEnd()) {
    const std::size_t columns = reader.VarUInt(), rows = reader.VarUInt();
    if (!reader.ok() || columns > 1000) {
      return Fail(ErrorCode::kCorrupt, "a block of the event engine cannot be read");
    }
    answer.columns.resize(std::max(answer.columns.size(), columns));
    for (std::size_t i = 0; i < columns; ++i) {
      reader.String();  // Its name.
      const std::string_view type = reader.String();
      LACHAN_TRY_DO(ReadOne(reader, type, answer.rows, rows, answer.columns[i]));
    }
    answer.rows += rows;
  }
  return answer;
}

ClickHouseColumnReader::ClickHouseColumnReader(Endpoint endpoint, int connections)
    : client_(ClickHouseClient::Make(std::move(endpoint), connections)) {}

Result<events::ColumnAnswer> ClickHouseColumnReader::Read(const events::Statement& statement,
                                                          std::chrono::milliseconds timeout) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
  ClickHouseRequest request;
  request.sql = statement.sql;
  request.parameters = statement.parameters;
  request.format = "Native";
  request.settings = {
      {"max_execution_time", std::to_string(seconds)}, {"max_threads", "1"}, {"priority", "10"}};
  request.timeout = timeout + std::chrono::seconds(5);
  LACHAN_TRY(auto answer, client_->Run(request));
  LACHAN_TRY(auto columns, ReadNative(std::move(answer.body)));
  columns.rows_read = answer.rows_read;
  return columns;
}

}  // namespace lachan::events_clickhouse
