// SPDX-License-Identifier: Apache-2.0
/// \file
/// Memory for large tables that are looked into at random.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lachan {

/// For containers: what is a page or more of 2 MiB long is asked for in such pages, so that looking
/// into it misses the processor's table of pages less often. Where the system has none to give, it
/// is memory as any other.
/// \source transparent huge pages, Linux: Documentation/admin-guide/mm/transhuge.rst
template <class T>
struct LargePageAllocator {
  using value_type = T;
  static constexpr std::size_t kPage = std::size_t{2} << 20;

  LargePageAllocator() = default;
  template <class U>
  LargePageAllocator(const LargePageAllocator<U>&) {}  // NOLINT: as allocators convert

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    const bool is_large = bytes >= kPage;
    const std::size_t alignment = is_large ? kPage
                                  : alignof(std::max_align_t) < alignof(T)
                                      ? alignof(T)
                                      : alignof(std::max_align_t);
    void* room = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (room == nullptr) throw std::bad_alloc();
#ifdef __linux__
    if (is_large) madvise(room, bytes, MADV_HUGEPAGE);
#endif
    return static_cast<T*>(room);
  }
  /// Numbers that nobody gives a value have none: memory that is not written is not touched.
  template <class U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }
  void deallocate(T* room, std::size_t) { std::free(room); }

  friend bool operator==(LargePageAllocator, LargePageAllocator) { return true; }
};

}  // namespace lachan
