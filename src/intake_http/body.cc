// SPDX-License-Identifier: Apache-2.0
#include "intake_http/body.h"

#include "base/text.h"
#include "unpack/whole.h"

namespace lachan::intake_http {
namespace {

constexpr int kContentTooLarge = 413, kUnsupportedMediaType = 415;

std::optional<unpack::Packing> PackingOf(std::string_view coding) {
  if (coding == "gzip" || coding == "x-gzip") return unpack::Packing::kGzip;
  if (coding == "deflate") return unpack::Packing::kDeflate;
  if (coding == "zstd") return unpack::Packing::kZstd;
  return std::nullopt;
}

}  // namespace

Taking<Body> Body::Of(const web::Request& request, const Options& options) {
  Body body;
  body.view_ = request.body;
  const auto coding = AsciiLower(Trim(request.Header("content-encoding")));
  if (coding.empty() || coding == "identity" || request.body.empty()) return body;
  const auto packing = PackingOf(coding);
  if (!packing) {
    return std::unexpected(
        Trouble{kUnsupportedMediaType,
                fmt::format("Content-Encoding {} is not taken; send gzip, zstd, deflate, or the "
                            "body as it is",
                            PrintableForLog(coding, 40)),
                {}});
  }
  auto unpacked = unpack::UnpackAll(request.body, *packing,
                                    {.bytes = options.max_unpacked, .ratio = options.max_ratio});
  if (!unpacked) {
    const bool is_large = unpacked.error().code() == ErrorCode::kExhausted;
    return std::unexpected(
        Trouble{is_large ? kContentTooLarge : 400,
                fmt::format("the body is said to be {}: {}{}", coding, unpacked.error().message(),
                            is_large ? "; send smaller batches" : ""),
                {}});
  }
  body.own_ = *std::move(unpacked);
  body.is_own_ = true;
  return body;
}

std::string_view Body::padded() {
  if (!is_own_) {
    own_.reserve(view_.size() + bodies::kPadding);
    own_ = view_;
    is_own_ = true;
  }
  own_.reserve(own_.size() + bodies::kPadding);
  return own_;
}

}  // namespace lachan::intake_http
