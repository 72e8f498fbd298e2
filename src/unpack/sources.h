// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sources that turn the bytes of another one into others. Memory does not grow with what comes
/// out.
#pragma once

#include <memory>
#include <string_view>

#include "unpack/byte_source.h"

namespace lachan::unpack {

/// \source RFC 1952; members follow one another
std::unique_ptr<ByteSource> Gunzip(std::unique_ptr<ByteSource> inner);

/// Deflate with the frame of zlib (RFC 1950) or without one (RFC 1951); what follows is an error.
std::unique_ptr<ByteSource> Inflate(std::unique_ptr<ByteSource> inner, bool has_frame);
/// Whether these bytes begin as zlib's frame does.
bool IsZlib(std::string_view head);

/// A frame of data, or one to be skipped. \source RFC 8878, 3.1
bool IsZstd(std::string_view head);
std::unique_ptr<ByteSource> Unzstd(std::unique_ptr<ByteSource> inner);

/// Lone surrogates and half a unit at the end become U+FFFD.
std::unique_ptr<ByteSource> FromUtf16(std::unique_ptr<ByteSource> inner, bool is_big_endian);

}  // namespace lachan::unpack
