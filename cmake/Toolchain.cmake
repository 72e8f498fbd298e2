# SPDX-License-Identifier: Apache-2.0
# Compiler flags, caches and sanitizers.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g0")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
if(LACHAN_FUZZ)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")  # Three times the executions; sanitizers still see all.
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # GCC needs -fpch-preprocess and these sloppiness settings for ccache to see through a
  # pre-compiled header.
  set(_ccache ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${_ccache})
  set(CMAKE_C_COMPILER_LAUNCHER ${_ccache})
endif()

add_library(lachan_flags INTERFACE)
target_compile_options(lachan_flags INTERFACE
  -Wall -Wextra -Werror -Wpedantic $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> -Wnon-virtual-dtor -Woverloaded-virtual
  -fno-omit-frame-pointer -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(lachan_flags INTERFACE
    -fpch-preprocess
    # False positives of GCC 12 inside std::variant / std::expected / coroutines at -O2.
    -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-restrict -Wno-free-nonheap-object -Wno-use-after-free)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # GCC 12's own library uses what it calls deprecated (std::stable_sort's buffer).
  target_compile_options(lachan_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT LACHAN_SANITIZE)
  target_compile_definitions(lachan_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(LACHAN_SANITIZE)
  target_compile_options(lachan_flags INTERFACE -fsanitize=${LACHAN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(lachan_flags INTERFACE -fsanitize=${LACHAN_SANITIZE})
  if(LACHAN_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(lachan_flags INTERFACE -Wno-tsan)  # Asio's fences, which TSan cannot see
  endif()
endif()
if(LACHAN_FUZZ)
  target_compile_options(lachan_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
# One position-independent flavour for libraries and programs, so that one pre-compiled header
# serves every target.
add_compile_options(-fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now)
