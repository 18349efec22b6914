# Flags that every target is built with. Warnings are errors; the hardening flags are the ones
# Debian's own hardening guide and the OpenSSF compiler guide agree on for clang.
add_library(entente_flags INTERFACE)
target_compile_options(entente_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wimplicit-fallthrough -Werror
  -fstack-protector-strong -fstack-clash-protection -fcf-protection
  -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks -fno-strict-overflow)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(entente_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
target_link_options(entente_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)

# One preset, one sanitizer set.
set(ENTENTE_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them")
if(ENTENTE_SANITIZE)
  add_compile_options(-fsanitize=${ENTENTE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ENTENTE_SANITIZE})
endif()
