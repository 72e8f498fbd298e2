// SPDX-License-Identifier: Apache-2.0
#include "normalise/column_memory.h"

#include <algorithm>

#include "base/text.h"

namespace lachan::normalise {

void ColumnMemory::Describe(RawRecord& record) {
  if (!record.format.empty()) return;
  const std::string_view line = Trim(record.text);
  if (line.empty() || line.front() == '{' || line.front() == '<') return;
  if (formats::IsColumnHeader(line)) return Take(record);
  if (!any_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(mutex_);
  const auto sender = senders_.find({record.source.value, record.peer});
  if (sender == senders_.end()) return;
  sender->second.used = ++clock_;
  for (auto known = sender->second.declared.rbegin(); known != sender->second.declared.rend();
       ++known) {
    if (!formats::FitsColumns(line, *known)) continue;
    record.format = *known;
    return;
  }
}

void ColumnMemory::Take(const RawRecord& record) {
  const std::lock_guard lock(mutex_);
  if (senders_.size() >= kSenders && !senders_.contains({record.source.value, record.peer})) {
    senders_.erase(
        std::ranges::min_element(senders_, {}, [](const auto& one) { return one.second.used; }));
  }
  Sender& sender = senders_[{record.source.value, record.peer}];
  sender.used = ++clock_;
  const std::string_view line = Trim(record.text);
  const std::string before = sender.header.declared();
  sender.header.Take(line);
  const std::string& declared = sender.header.declared();
  if (declared.empty()) return;
  // Zeek's types come behind the names and make them more precise.
  if (line.starts_with("#types")) std::erase(sender.declared, before);
  std::erase(sender.declared, declared);
  sender.declared.push_back(declared);
  if (sender.declared.size() > kHeaders) sender.declared.erase(sender.declared.begin());
  any_.store(true, std::memory_order_relaxed);
}

}  // namespace lachan::normalise
