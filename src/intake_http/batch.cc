// SPDX-License-Identifier: Apache-2.0
#include "intake_http/batch.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <numeric>

namespace lachan::intake_http {
namespace {

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(std::string_view(" \t\r\n\0", 5)) == std::string_view::npos;
}

}  // namespace

Batch::Batch(const Options& options, const pipeline::Sender& sender, std::string_view peer,
             Instant now, std::size_t body_bytes)
    : options_(options), sender_(sender), peer_(peer), now_(now) {
  constexpr std::size_t kUsualRecord = 256, kFirst = 4096;
  records_.reserve(std::min(kFirst, body_bytes / kUsualRecord + 1));
}

bool Batch::Accepts(std::string_view text) {
  if (text.size() > options_.max_line) {
    Refuse(pipeline::Rejection::kTooLong);
    return false;
  }
  // The first byte tells for nearly all.
  if (text.empty() || (static_cast<unsigned char>(text.front()) <= ' ' && IsBlank(text))) {
    Refuse(pipeline::Rejection::kEmpty);
    return false;
  }
  return true;
}

void Batch::Take(std::string text) {
  if (!item_of_.empty() || items_ != records_.size()) {
    if (item_of_.empty()) {
      item_of_.resize(records_.size());
      // All that came before the first refused item.
      std::iota(item_of_.begin(), item_of_.end(), 0);
    }
    item_of_.push_back(items_);
  }
  ++items_;
  RawRecord& record = records_.emplace_back();
  record.text = std::move(text);
  record.received_at = now_;
  record.source = sender_.source;
  record.agency = sender_.agency;
  record.peer = peer_;
  record.transport = transport_;
  record.format = sender_.format;
  record.is_exercise = sender_.is_exercise;
}

void Batch::Add(std::string_view text) {
  if (Accepts(text)) Take(std::string(text));
}

void Batch::Add(std::string&& text) {
  if (Accepts(text)) Take(std::move(text));
}

std::string Fingerprint(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("b{:016x}{:016x}", hash.high64, hash.low64);
}

void Batch::Refuse(pipeline::Rejection reason) { refused_.push_back({items_++, reason}); }

}  // namespace lachan::intake_http
