# Compiler and linker flags of our own code (target ri_flags) and of foreign code built here (ri_foreign_flags),
# by RI_PRESET: dev | release | tsan | cov | fuzz.

set(RI_PRESET dev CACHE STRING "dev, release, tsan, cov or fuzz")
set_property(CACHE RI_PRESET PROPERTY STRINGS dev release tsan cov fuzz)
option(RI_LTO "link-time optimisation of the release build" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(RI_PRESET STREQUAL "dev")
  set(ri_compile -O1 -g -fno-omit-frame-pointer)
  set(ri_sanitize address,undefined)
elseif(RI_PRESET STREQUAL "release")
  set(ri_compile -O3 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-clash-protection)
  set(ri_sanitize)
elseif(RI_PRESET STREQUAL "tsan")
  set(ri_compile -O1 -g -fno-omit-frame-pointer)
  set(ri_sanitize thread)
elseif(RI_PRESET STREQUAL "cov")
  set(ri_compile -O0 -g --coverage)
  set(ri_sanitize)
elseif(RI_PRESET STREQUAL "fuzz")
  if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "the fuzz preset needs clang: tools/setup analyse, then -DCMAKE_C_COMPILER=clang-19")
  endif()
  set(ri_compile -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link)
  set(ri_sanitize address,undefined)
else()
  message(FATAL_ERROR "RI_PRESET=${RI_PRESET}: must be dev, release, tsan, cov or fuzz")
endif()

# What holds for every line compiled. Paths in __FILE__ are those of the repository, so that messages and builds are
# the same wherever the checkout lies. -ffp-contract=off: the same digits from gcc and clang.
set(ri_common ${ri_compile} -fstack-protector-strong -ffp-contract=off
  "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
set(ri_link -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)
if(RI_PRESET STREQUAL "cov")
  list(APPEND ri_link --coverage)
endif()

add_library(ri_flags INTERFACE)
target_compile_definitions(ri_flags INTERFACE _GNU_SOURCE "RI_VERSION=\"${PROJECT_VERSION}\"" DUCKDB_API_ALLOW_DEPRECATED=0)
target_compile_options(ri_flags INTERFACE ${ri_common}
  -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpedantic -Werror
  # Guesses that depend on what the optimiser inlines: said, but no reason to fail where only the program is wanted.
  $<$<AND:$<C_COMPILER_ID:GNU>,$<STREQUAL:${RI_PRESET},release>>:-Wno-error=maybe-uninitialized>
  $<$<AND:$<C_COMPILER_ID:GNU>,$<STREQUAL:${RI_PRESET},release>>:-Wno-error=format-truncation>
  $<$<C_COMPILER_ID:Clang>:-Wno-enum-float-conversion> # constants are enums here
  $<$<C_COMPILER_ID:Clang>:-Wno-string-concatenation>)
target_include_directories(ri_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_link_options(ri_flags INTERFACE ${ri_link})

add_library(ri_foreign_flags INTERFACE)
target_compile_options(ri_foreign_flags INTERFACE ${ri_common} -w)

if(ri_sanitize)
  target_compile_options(ri_flags INTERFACE -fsanitize=${ri_sanitize})
  target_link_options(ri_flags INTERFACE -fsanitize=${ri_sanitize})
  if(ri_sanitize MATCHES "undefined")
    target_compile_options(ri_flags INTERFACE -fno-sanitize-recover=undefined)
  endif()
  # Foreign code is watched for memory and races, not for undefined behaviour that we cannot mend.
  string(REPLACE ",undefined" "" ri_sanitize_foreign "${ri_sanitize}")
  target_compile_options(ri_foreign_flags INTERFACE -fsanitize=${ri_sanitize_foreign})
endif()

if(RI_LTO AND RI_PRESET STREQUAL "release")
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

# The program finds libduckdb.so beside itself: build/<preset>/lib in the build tree, ../lib when installed.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "\$ORIGIN/../lib:\$ORIGIN/lib")
