// SPDX-License-Identifier: Apache-2.0
#include "transfer/names.h"

#include <charconv>

#include "base/text.h"

namespace lachan::transfer {
namespace {

std::string TextOf(const schema::EntityInfo& entity, const schema::Record& record,
                   std::string_view field) {
  const int index = entity.Find(field);
  if (index < 0) return "";
  const auto* text = std::get_if<std::string>(&record[static_cast<std::size_t>(index)]);
  return text == nullptr ? std::string() : *text;
}

std::int64_t NumberOf(const schema::EntityInfo& entity, const schema::Record& record,
                      std::string_view field) {
  const int index = entity.Find(field);
  if (index < 0) return 0;
  const auto* number = std::get_if<std::int64_t>(&record[static_cast<std::size_t>(index)]);
  return number == nullptr ? 0 : *number;
}

}  // namespace

std::string NameKey(std::string_view text) {
  const std::string composed = ToNfc(text);
  std::string key;
  for (const auto word : Split(composed, ' ')) {
    const auto part = Trim(word);
    if (part.empty()) continue;
    if (!key.empty()) key += ' ';
    key += part;
  }
  return key;
}

Result<const Names::Table*> Names::TableOf(std::string_view name) {
  if (const auto found = tables_.find(name); found != tables_.end()) return &found->second;
  Table table;
  if (const auto* definition = registers_.Find(name)) {
    const auto& entity = *definition->entity;
    journal::ListQuery query;
    query.limit = 1000;
    query.with_archived = true;
    do {
      LACHAN_TRY(const auto page, reader_.List(entity, query));
      for (const auto& record : page.rows) {
        Row row{std::get<std::int64_t>(record[0]), NumberOf(entity, record, "agency_id"),
                TextOf(entity, record, entity.title), NumberOf(entity, record, "archived") != 0};
        const std::size_t at = table.rows.size();
        table.by_id.emplace(row.id, at);
        table.exact.emplace(NameKey(row.name), at);
        table.folded.emplace(FoldForSearch(row.name), at);
        if (const auto code = TextOf(entity, record, "code"); !code.empty()) {
          table.exact.emplace(NameKey(code), at);
          table.folded.emplace(FoldForSearch(code), at);
        }
        table.rows.push_back(std::move(row));
      }
      query.after = page.next;
    } while (!query.after.empty());
  }
  return &tables_.emplace(std::string(name), std::move(table)).first->second;
}

Result<Names::Found> Names::Find(std::string_view entity, std::string_view text,
                                 std::int64_t owner) {
  LACHAN_TRY(const Table* table, TableOf(entity));
  if (text.starts_with('#')) {
    std::int64_t id = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), id);
    return table->by_id.contains(id) ? Found{id, ""} : Found{0, "no_such_name"};
  }
  const auto one_of = [&](const auto& index, const std::string& key) -> std::optional<Found> {
    const auto [begin, end] = index.equal_range(key);
    std::int64_t id = 0;
    int live = 0, any = 0;
    for (auto i = begin; i != end; ++i) {
      const Row& row = table->rows[i->second];
      if (owner != 0 && row.owner != 0 && row.owner != owner) continue;
      ++any;
      if (row.archived && live > 0) continue;
      if (!row.archived) ++live;
      id = row.id;
    }
    if (any == 0) return std::nullopt;
    if (live > 1) return Found{0, "ambiguous_name"};
    return Found{id, ""};
  };
  if (const auto found = one_of(table->exact, NameKey(text))) return *found;
  if (const auto found = one_of(table->folded, FoldForSearch(text))) return *found;
  return Found{0, "no_such_name"};
}

Result<std::string> Names::NameOf(std::string_view entity, std::int64_t id) {
  LACHAN_TRY(const Table* table, TableOf(entity));
  const auto found = table->by_id.find(id);
  if (found == table->by_id.end()) return fmt::format("#{}", id);
  const auto& name = table->rows[found->second].name;
  return name.empty() ? fmt::format("#{}", id) : name;
}

Result<std::int64_t> Names::OwnerOf(std::string_view entity, std::int64_t id) {
  LACHAN_TRY(const Table* table, TableOf(entity));
  const auto found = table->by_id.find(id);
  return found == table->by_id.end() ? 0 : table->rows[found->second].owner;
}

Result<std::vector<std::string>> Names::All(std::string_view entity, std::size_t limit) {
  LACHAN_TRY(const Table* table, TableOf(entity));
  std::vector<std::string> names;
  for (const Row& row : table->rows) {
    if (row.archived || row.name.empty()) continue;
    if (names.size() == limit) break;
    names.push_back(row.name);
  }
  return names;
}

}  // namespace lachan::transfer
