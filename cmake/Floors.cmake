# Every folder that may stand under src/ and tests/, lower floors first.
set(ENTENTE_FOLDERS base crypto format label act ledger object agreement registry rules store node
                    http oidc link kas api cli)
# Those whose tests run more than one thread.
set(ENTENTE_THREADED_FOLDERS crypto store http link)

# entente_libraries(<variable>): the libraries that exist.
function(entente_libraries variable)
  set(found)
  foreach(folder ${ENTENTE_FOLDERS})
    if(TARGET entente_${folder})
      list(APPEND found entente_${folder})
    endif()
  endforeach()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# entente_library(<folder> FLOOR n [USES folder...] [OWNS library...] [EXPOSES library...])
#
# One folder under src/, one library, one namespace (INTERFACE if it is all headers). USES
# lists the folders it may include; OWNS the third-party libraries that its .cpp files and private
# headers see; EXPOSES those that its public headers show. scripts/check-floors reads these calls: a
# folder may use lower floors only, or folders on its own floor that it names here.
function(entente_library name)
  cmake_parse_arguments(ARG "" "FLOOR" "USES;OWNS;EXPOSES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(folders ${name} ${ARG_USES})
  list(TRANSFORM ARG_USES PREPEND entente_)
  if(NOT sources)
    add_library(entente_${name} INTERFACE)
    target_include_directories(entente_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(entente_${name} INTERFACE entente_flags ${ARG_USES} ${ARG_EXPOSES})
    return()
  endif()
  add_library(entente_${name} STATIC ${sources})
  target_include_directories(entente_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(entente_${name} PUBLIC entente_flags ${ARG_USES} ${ARG_EXPOSES}
                        PRIVATE ${ARG_OWNS})
  entente_use_headers(entente_${name} ${folders})
endfunction()

# Tests are not optimised, which halves the time that they take to compile; what they test is.
set(ENTENTE_TEST_OPTIONS $<$<CONFIG:Debug>:-O0>)
if(ENTENTE_SANITIZE MATCHES fuzzer)
  # Coverage is for fuzz targets, that tests are not.
  list(APPEND ENTENTE_TEST_OPTIONS -fno-sanitize=fuzzer-no-link)
endif()

# entente_test(<folder> [SHIPPED] [USES library...]): all tests/<folder>/*_test.cpp in one program.
# SHIPPED: the program is the one built with the binary under test, which may be another preset's.
function(entente_test name)
  cmake_parse_arguments(ARG "SHIPPED" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_test ${sources})
  target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE
    ENTENTE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    ENTENTE_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
  target_compile_options(${name}_test PRIVATE ${ENTENTE_TEST_OPTIONS})
  target_link_libraries(${name}_test PRIVATE ${ARG_USES} entente_flags
                        GTest::gtest GTest::gmock GTest::gtest_main rapidcheck)
  if(ARG_USES MATCHES "entente_(rules|node)")
    target_precompile_headers(${name}_test REUSE_FROM node_test_headers)
  else()
    target_precompile_headers(${name}_test REUSE_FROM test_headers)
  endif()
  # Each test's file has helpers of its own, under the names that fit it.
  set_target_properties(${name}_test PROPERTIES UNITY_BUILD OFF)
  if(ARG_SHIPPED)
    set_target_properties(${name}_test PROPERTIES EXCLUDE_FROM_ALL ON
                          RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
    cmake_path(GET ENTENTE_BINARY PARENT_PATH shipped)
    add_test(NAME ${name} COMMAND ${shipped}/${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 600 LABELS e2e)
    return()
  endif()
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  if(name IN_LIST ENTENTE_THREADED_FOLDERS)
    set_tests_properties(${name} PROPERTIES LABELS threaded)
    add_dependencies(threaded_tests ${name}_test)
  endif()
endfunction()
