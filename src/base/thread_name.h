// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

namespace lachan {

/// Names the calling thread, for those who look where processor time goes (top -H, bench/chain.py).
/// \param name  At most 15 bytes.
inline void NameThread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

}  // namespace lachan
