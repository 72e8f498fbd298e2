// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the records of one request, and what became of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake_http/body.h"

namespace lachan::intake_http {

/// An item of a request that is no record of ours, by its number from 0.
struct RefusedItem {
  std::uint32_t item = 0;
  pipeline::Rejection reason = pipeline::Rejection::kTooLong;
};

/// Collects the records of a request. Items are numbered as they are added.
class Batch {
 public:
  Batch(const Options& options, const pipeline::Sender& sender, std::string_view peer, Instant now,
        std::size_t body_bytes);

  /// Takes a record, or refuses it as too long or empty.
  void Add(std::string_view text);
  void Add(std::string&& text);
  /// Counts an item that the protocol refuses.
  void Refuse(pipeline::Rejection reason);
  /// Says that a request with the same key is the same one.
  void SetKey(std::string key) { key_ = std::move(key); }
  /// Says that the records were kept before they were sent, as those of files: their own times are
  /// believed however old they are.
  void SetArchived() { transport_ = Transport::kFile; }
  /// Says that the protocol tells the fate of each item, so that a sender repeats only those that
  /// were not taken. Otherwise a request is taken or repeated whole.
  void SetByItem() { by_item_ = true; }

  std::size_t items() const { return items_; }
  const std::string& key() const { return key_; }

 private:
  friend class Submission;
  bool Accepts(std::string_view text);
  void Take(std::string text);

  const Options& options_;
  pipeline::Sender sender_;
  std::string peer_;
  Instant now_;
  std::uint32_t items_ = 0;
  std::vector<RawRecord> records_;
  std::vector<std::uint32_t> item_of_;  ///< Of each record; empty: the same number.
  std::vector<RefusedItem> refused_;
  std::string key_;
  Transport transport_ = Transport::kHttp;
  bool by_item_ = false;
};

/// The same for the same bytes, and hardly for others: 33 characters. Not for keeping secrets.
std::string Fingerprint(std::string_view bytes);

}  // namespace lachan::intake_http
