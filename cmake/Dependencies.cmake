# SPDX-License-Identifier: Apache-2.0
# Every outside library, once. All come from Debian 12; docs/dependencies.md says why each is here.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(ZLIB REQUIRED)
foreach(_dep IN ITEMS libsodium libutf8proc simdjson pugixml libzip libpcre2-8 libhs
                      pangocairo cairo-pdf sqlite3 libzstd yaml-0.1 libcurl
                      expat)
  string(REPLACE "-" "_" _name ${_dep})
  pkg_check_modules(${_name} REQUIRED IMPORTED_TARGET ${_dep})
endforeach()

# An option: without it the product reads no topics of Kafka and says so.
pkg_check_modules(rdkafka IMPORTED_TARGET rdkafka)

# Pango's package file adds -pthread (defines _REENTRANT, which glibc ignores); the shared
# pre-compiled header is built without it and would be refused.
set_property(TARGET PkgConfig::pangocairo PROPERTY INTERFACE_COMPILE_OPTIONS "")

# SOCI's Debian package ships headers and libraries but a CMake file that pulls in Firebird and MySQL.
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
find_path(PQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
add_library(lachan_soci INTERFACE)
target_include_directories(lachan_soci SYSTEM INTERFACE ${SOCI_INCLUDE} ${PQ_INCLUDE})
target_link_libraries(lachan_soci INTERFACE ${SOCI_CORE} ${SOCI_SQLITE} ${SOCI_POSTGRESQL}
                      PkgConfig::sqlite3 pq)
