// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "assurance/evidence_store.h"
#include "base/result.h"

namespace lachan::evidence_disk {

/// Contents as files `<folder>/ab/cd/abcd…` named by their SHA-256, readable by the owner only.
///
/// A content is written beside its place, flushed, renamed into it and the folders flushed, so that
/// a name is either absent or complete. Reading checks the hash. Thread-safe; the folder belongs to
/// one process.
class EvidenceDisk final : public assurance::EvidenceStore {
 public:
  /// Makes the folder where it is missing and removes what a crash left half written.
  /// \error kUnavailable  it cannot be made or written to.
  static Result<std::unique_ptr<EvidenceDisk>> Open(std::filesystem::path folder);

  Result<std::string> Put(std::string_view bytes) override;
  Result<std::string> Get(std::string_view sha256) override;
  Status Check() override;

 private:
  explicit EvidenceDisk(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path PathOf(std::string_view sha256) const;

  std::filesystem::path folder_;
};

}  // namespace lachan::evidence_disk
