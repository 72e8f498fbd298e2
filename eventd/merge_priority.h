// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <thread>

namespace lachan::eventd {

/// Lets the engine's merges of parts yield to its inserts and searches, and to `lachan`, as long as
/// the thread lives: they may wait, an insert may not. The engine has no setting for it, so its
/// threads are known by their name. Where the names are not known nothing happens.
std::jthread LetMergesYield();

}  // namespace lachan::eventd
