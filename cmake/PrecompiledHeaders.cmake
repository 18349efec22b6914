# Headers that many sources include, compiled once: a clean build takes half the time. What a file
# uses it still includes itself; scripts/lint compiles every header alone.
#
# clang shares precompiled headers only among targets that are position-independent in the same way:
# libraries have theirs, programs have theirs.
set(ENTENTE_COMMON_HEADERS <algorithm> <array> <cstdint> <fmt/format.h> <functional> <map> <memory>
    <optional> <set> <span> <string> <string_view> <tuple> <utility> <variant> <vector>)

# entente_headers(<name> LIBRARY|EXECUTABLE [USES library...] [OPTIONS option...] HEADERS header...)
function(entente_headers name)
  cmake_parse_arguments(ARG "LIBRARY;EXECUTABLE" "" "USES;OPTIONS;HEADERS" ${ARGN})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  if(ARG_LIBRARY)
    file(CONFIGURE OUTPUT ${source} CONTENT "")
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${source})
  else()
    file(CONFIGURE OUTPUT ${source} CONTENT "int main() { return 0; }\n")
    add_executable(${name} EXCLUDE_FROM_ALL ${source})
  endif()
  target_link_libraries(${name} PRIVATE entente_flags fmt::fmt ${ARG_USES})
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp" ${ARG_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${ENTENTE_COMMON_HEADERS} ${ARG_HEADERS})
endfunction()

set(source ${CMAKE_SOURCE_DIR}/src)
entente_headers(source_headers LIBRARY)
entente_headers(act_headers LIBRARY USES entente_act entente_agreement
                HEADERS ${source}/act/body.h ${source}/agreement/edition.h
                        ${source}/agreement/instrument.h)
entente_headers(node_headers LIBRARY USES entente_node HEADERS ${source}/node/core.h)

# entente_use_headers(<target> [folder...]): the set for a library that uses these folders.
function(entente_use_headers target)
  if(node IN_LIST ARGN)
    target_precompile_headers(${target} REUSE_FROM node_headers)
  elseif(act IN_LIST ARGN OR agreement IN_LIST ARGN)
    target_precompile_headers(${target} REUSE_FROM act_headers)
  else()
    target_precompile_headers(${target} REUSE_FROM source_headers)
  endif()
endfunction()
