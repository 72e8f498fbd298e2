// SPDX-License-Identifier: Apache-2.0
#include "unpack/whole.h"

#include <algorithm>

#include "unpack/sources.h"

namespace lachan::unpack {
namespace {

constexpr std::size_t kRoomBehind = 64;

std::unique_ptr<ByteSource> Open(std::string_view packed, Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return Gunzip(FromView(packed));
    case Packing::kDeflate:
      return Inflate(FromView(packed), IsZlib(packed));
    case Packing::kZstd:
      return Unzstd(FromView(packed));
  }
  return nullptr;
}

}  // namespace

Result<std::string> UnpackAll(std::string_view packed, Packing packing,
                              const UnpackLimits& limits) {
  if (packed.empty()) return Fail(ErrorCode::kInvalidInput, "there is no packed data");
  const auto source = Open(packed, packing);
  std::size_t most = limits.bytes;
  if (limits.ratio > 0) {
    most = std::min(most, std::max(limits.ratio_from, packed.size() * limits.ratio));
  }
  std::string out;
  std::size_t done = 0;
  for (std::size_t room = std::min(most + 1, packed.size() * 8 + 4096);;
       room = std::min(most + 1, room * 2)) {
    out.reserve(room + kRoomBehind);
    std::optional<Error> error;
    bool is_over = false;
    // Not filled with zeros first: that would cost as much as unpacking half of it.
    out.resize_and_overwrite(room, [&](char* data, std::size_t) {
      while (done < room && !is_over && !error) {
        auto read = source->Read(data + done, room - done);
        if (!read) {
          error = std::move(read).error();
        } else {
          is_over = *read == 0;
          done += *read;
        }
      }
      return done;
    });
    if (error) return Fail(ErrorCode::kInvalidInput, "{}", error->message());
    if (done > most) break;
    if (is_over) return out;
  }
  if (most < limits.bytes) {
    return Fail(ErrorCode::kExhausted,
                "{} packed bytes become more than {}: more than {} times as many are not unpacked",
                packed.size(), most, limits.ratio);
  }
  return Fail(ErrorCode::kExhausted, "unpacked, these are more than {} MiB", limits.bytes >> 20);
}

}  // namespace lachan::unpack
