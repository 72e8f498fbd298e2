# SPDX-License-Identifier: Apache-2.0
#
# lachan_module(<name> KIND pure|service|adapter|edge|app
#               [LIGHT]                    pages, registers, papers: they wait for the store, not for
#                                          the processor, and are compiled with -O1, a fifth faster
#               [DEPENDS <module>...]      other modules whose headers this one includes
#               [LIBRARIES <target>...]    outside libraries
#               SOURCES <file>...          sources, by name: no globbing
#               [TESTS <file>...]          unit tests, one executable `<name>_test`
#               [TEST_DEPENDS <module>...] modules only the tests use
#               [TEST_ENVIRONMENT k=v...])
#
# The call is the only place where a module's kind and dependencies are declared.
# tools/check_modules.py holds the declaration against the includes and the rule of kinds, and
# fails the build when they differ.

set(LACHAN_MODULE_LIST "${CMAKE_BINARY_DIR}/modules.txt")
file(WRITE ${LACHAN_MODULE_LIST} "")

# One pre-compiled header for each level of optimising: GCC takes none of another level.
add_library(lachan_light INTERFACE)
target_compile_options(lachan_light INTERFACE $<$<CONFIG:Release>:-O1>)
foreach(_pch IN ITEMS lachan_pch lachan_pch_light)
  add_library(${_pch} OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
  target_link_libraries(${_pch} PRIVATE lachan_flags fmt::fmt)
  target_precompile_headers(${_pch} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.h)
endforeach()
target_link_libraries(lachan_pch_light PRIVATE lachan_light)

# Flags and pre-compiled header of a module, a program, a test.
function(lachan_compile target light)
  if(light)
    target_precompile_headers(${target} REUSE_FROM lachan_pch_light)
    target_link_libraries(${target} PRIVATE lachan_flags lachan_light)
  else()
    target_precompile_headers(${target} REUSE_FROM lachan_pch)
    target_link_libraries(${target} PRIVATE lachan_flags)
  endif()
endfunction()

function(lachan_module name)
  cmake_parse_arguments(M "LIGHT" "KIND" "DEPENDS;LIBRARIES;SOURCES;TESTS;TEST_DEPENDS;TEST_ENVIRONMENT" ${ARGN})
  if(M_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "lachan_module(${name}): unknown arguments ${M_UNPARSED_ARGUMENTS}")
  endif()
  list(JOIN M_DEPENDS "," depends)
  list(JOIN M_TEST_DEPENDS "," test_depends)
  file(APPEND ${LACHAN_MODULE_LIST} "${name}|${M_KIND}|${depends}|${test_depends}\n")

  if(M_SOURCES)
    add_library(lachan_${name} STATIC ${M_SOURCES})
    set(scope PUBLIC)
    lachan_compile(lachan_${name} ${M_LIGHT})
  else()
    add_library(lachan_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(lachan_${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM M_DEPENDS PREPEND lachan_ OUTPUT_VARIABLE dependency_targets)
  target_link_libraries(lachan_${name} ${scope} ${dependency_targets} ${M_LIBRARIES} fmt::fmt)

  if(M_TESTS AND LACHAN_TESTS AND NOT LACHAN_FUZZ)
    find_package(GTest REQUIRED)
    add_executable(${name}_test ${M_TESTS})
    lachan_compile(${name}_test TRUE)
    list(TRANSFORM M_TEST_DEPENDS PREPEND lachan_ OUTPUT_VARIABLE test_targets)
    target_link_libraries(${name}_test PRIVATE lachan_${name} ${test_targets}
                          GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300
      ENVIRONMENT "LACHAN_SOURCE=${CMAKE_SOURCE_DIR};LACHAN_BINARY=${CMAKE_BINARY_DIR};${M_TEST_ENVIRONMENT}")
  endif()
endfunction()

function(lachan_check_module_graph)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_custom_target(module_graph ALL
    COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/check_modules.py
            ${CMAKE_SOURCE_DIR}/src ${LACHAN_MODULE_LIST}
    COMMENT "Checking the module graph")
endfunction()
