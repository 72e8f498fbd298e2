// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes of a file, however it is packed: gzip (RFC 1952, also several members), Zstandard
/// (RFC 8878, also several frames), UTF-16 with a byte order mark.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "unpack/byte_source.h"

namespace lachan::scan {

using unpack::ByteSource;

/// A source whose first bytes can be looked at.
class PeekSource : public ByteSource {
 public:
  explicit PeekSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}
  /// The first bytes, at most `size`; fewer if the source is shorter or has no more now. An error
  /// comes when its place is read.
  std::string_view Peek(std::size_t size);
  Result<std::size_t> Read(char* into, std::size_t size) override;
  /// Passes over bytes that Peek gave.
  void Skip(std::size_t size) { at_ += size; }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::string head_;
  std::size_t at_ = 0;  ///< In head_.
  bool ended_ = false;
  std::optional<Error> error_;
};

/// What reading a file looks at and tells while it runs.
struct SourceWatch {
  const std::atomic<bool>* stop = nullptr;         ///< True: waiting ends, as if the file did.
  std::atomic<std::uint64_t>* consumed = nullptr;  ///< Grows by the bytes taken from the file.
};

/// \param path  "-" is standard input.
/// \error kNotFound, kDenied, kUnavailable, kUnsupported (a folder)
Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path, const SourceWatch& watch);

/// Bytes that are there already.
std::unique_ptr<ByteSource> FromText(std::string text);

/// Unpacks what its first bytes tell to be packed, and turns UTF-16 into UTF-8; other bytes pass
/// as they are, without a byte order mark.
std::unique_ptr<PeekSource> Unpacked(std::unique_ptr<ByteSource> inner);

}  // namespace lachan::scan
