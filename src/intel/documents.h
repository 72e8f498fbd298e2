// SPDX-License-Identifier: Apache-2.0
/// \file
/// The documents of lists, as they were given.
///
///     <data>/intel/<sha256>.zst      a document, by its hash; never changed
///     <data>/intel/<sha256>.account  what reading it found, as JSON
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::intel {

/// Purpose      Keeps documents of indicators on disk.
/// Concurrency  Thread-safe, also among nodes that share the folder.
class DocumentStore {
 public:
  explicit DocumentStore(std::string folder) : folder_(std::move(folder)) {}

  /// Makes the folder. \error kUnavailable
  Status Open();
  /// Keeps a document with its account, durable when it returns.
  /// \param hash  Its SHA-256 in hex.
  Status Keep(const std::string& hash, std::string_view document, std::string_view account) const;
  /// \error kNotFound  not kept (any more)
  /// \error kCorrupt   damaged: the hash is another
  Result<std::string> Read(const std::string& hash) const;
  /// Empty when there is none.
  std::string ReadAccount(const std::string& hash) const;
  /// Removes documents with other hashes, but those of the last hour: the row of a document is
  /// written after it.
  void KeepOnly(const std::set<std::string, std::less<>>& hashes) const;

 private:
  std::string PathOf(const std::string& hash, std::string_view ending) const;

  std::string folder_;
};

}  // namespace lachan::intel
