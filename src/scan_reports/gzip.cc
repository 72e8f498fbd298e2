// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/gzip.h"

#include <zlib.h>

#include <memory>
#include <vector>

namespace lachan::scan_reports {

Result<std::string> Gunzip(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return Fail(ErrorCode::kInternal, "zlib");
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::vector<char> buffer(256 << 10);
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) {
      return Fail(ErrorCode::kInvalidInput, "the gzip is damaged or cut off");
    }
    out.append(buffer.data(), buffer.size() - stream.avail_out);
    if (out.size() > limit) {
      return Fail(ErrorCode::kExhausted, "the gzip holds more than {} MiB", limit >> 20);
    }
    if (status == Z_STREAM_END) return out;
  }
}

}  // namespace lachan::scan_reports
