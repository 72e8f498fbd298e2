// SPDX-License-Identifier: Apache-2.0
/// \file
/// One Windows event as XML text, as forwarders and exports write it, straight to fields. They are
/// called as those of its binary form (docs/formats/evtx.md).
#pragma once

#include <cstddef>
#include <string_view>

#include "core/flat_record.h"

namespace lachan::formats {

struct WindowsXmlLimits {
  std::size_t bytes = 4u << 20;  ///< Of the text.
  std::size_t depth = 32;        ///< Of elements.
  std::size_t name_bytes = 512;  ///< Of the name of an element or attribute.
  std::size_t fields = 4'000;    ///< Further ones are left out.
};

/// Reads an <Event>; a declaration, comments and white space may stand around it. All values are
/// texts, as XML has no types; an empty <Data> is an empty text, other empty elements are null.
/// \param xml  UTF-8; ill-formed sequences become U+FFFD. Stays where it is as long as `record`.
/// \param arena  Takes texts with entities resolved; the caller clears it.
/// \return false, with `record` empty, when it is no such text: not well-formed, another root, a
///         document type or an entity other than the five and numbers, or beyond a limit.
/// \source XML 1.0, fifth edition; Windows event schema
bool ReadWindowsXml(std::string_view xml, NameTable& names, TextArena& arena, FlatRecord& record,
                    const WindowsXmlLimits& limits = {});

}  // namespace lachan::formats
