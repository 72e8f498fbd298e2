// SPDX-License-Identifier: Apache-2.0
#include "http_server/compress.h"

#include <zlib.h>

#include "base/text.h"

namespace lachan::http_server {

bool WorthCompressing(std::string_view content_type, std::size_t size) {
  if (size < 1024) return false;
  for (const std::string_view kind : {"text/", "application/json", "application/problem+json",
                                      "application/javascript", "image/svg"}) {
    if (content_type.starts_with(kind)) return true;
  }
  return false;
}

bool TakesGzip(std::string_view accept_encoding) {
  for (const auto part : Split(accept_encoding, ',')) {
    const auto semicolon = part.find(';');
    if (!AsciiEqualsIgnoringCase(Trim(part.substr(0, semicolon)), "gzip")) continue;
    if (semicolon == std::string_view::npos) return true;
    // A weight of zero is "0", "0.", "0.000".
    const auto weight = Trim(part.substr(semicolon + 1));
    return weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

std::optional<std::string> Gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END || out.size() >= bytes.size()) return std::nullopt;
  return out;
}

}  // namespace lachan::http_server
