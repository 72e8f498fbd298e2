// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: sources that turn the bytes of another one into others. Memory does not
/// grow with what comes out.
#pragma once

#include <memory>
#include <string_view>

#include "scan/source.h"

namespace lachan::scan {

/// \source RFC 1952; members follow one another
std::unique_ptr<ByteSource> Gunzip(std::unique_ptr<ByteSource> inner);

/// A frame of data, or one to be skipped. \source RFC 8878, 3.1
bool IsZstd(std::string_view head);
std::unique_ptr<ByteSource> Unzstd(std::unique_ptr<ByteSource> inner);

/// Lone surrogates and half a unit at the end become U+FFFD.
std::unique_ptr<ByteSource> FromUtf16(std::unique_ptr<ByteSource> inner, bool is_big_endian);

}  // namespace lachan::scan
