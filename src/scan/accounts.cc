// SPDX-License-Identifier: Apache-2.0
#include "scan/accounts.h"

namespace lachan::scan {
namespace {

constexpr std::size_t kFirstUnits = 10;

}  // namespace

void Accounts::Begin(const Part& part) {
  Finish();
  file_ = part.file;
  units_ = 0;
  account_ = FileAccount();
  account_.path = files_[part.file].path;
  account_.format = part.format;
  ++report_.files;
  switch (part.format) {
    case Format::kEmpty:
      if (!part.error) ++report_.files_empty;
      break;
    case Format::kOther:
      ++report_.files_other;
      // Folders hold all kinds of files; only those that hide logs are worth a line.
      if (files_[part.file].is_named || part.may_hold_logs) account_.problem = part.what;
      break;
    case Format::kJsonLines:
    case Format::kJsonDocument:
    case Format::kWindowsXml:
    case Format::kEvtx:
    case Format::kText:
      ++report_.files_read;
      break;
  }
}

std::uint64_t Accounts::Add(const Part& part) {
  if (part.is_begin) Begin(part);
  const std::uint64_t before = units_;
  units_ += part.units;
  report_.bytes += part.bytes;
  report_.events_read += part.events;
  account_.events += part.events;
  account_.fields_left_out += part.fields_left_out;
  for (std::size_t i = 0; i < kUnreadKinds; ++i) {
    account_.unread[i] += part.unread[i];
    report_.unread[i] += part.unread[i];
  }
  for (const auto& unread : part.unread_units) {
    if (account_.first.size() >= kFirstUnits) break;
    account_.first.push_back({before + unread.unit, unread.why});
  }
  if (part.error) account_.problem = part.error->Text();
  return before;
}

void Accounts::Finish() {
  if (!file_) return;
  file_.reset();
  if (!account_.is_troubled()) return;
  if (report_.troubled.size() < ScanReport::kMaxAccounts) {
    report_.troubled.push_back(std::move(account_));
  } else {
    ++report_.troubled_left_out;
  }
}

}  // namespace lachan::scan
