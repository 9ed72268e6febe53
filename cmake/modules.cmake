# ri_module(name DEPS room... FOREIGN library...)
#
# src/<name>/**/*.c becomes the static library ri_<name>; *_test.c files beside them become the program test_<name>
# (with src/base/test_main.c); fuzz_<x>.c files become fuzz_<x> (libFuzzer in the fuzz preset, a corpus replay in the
# others). A room that has no source yet is skipped. Rooms are declared from the bottom up.

set_property(GLOBAL PROPERTY RI_MODULES "")
set_property(GLOBAL PROPERTY RI_TESTS "")

function(ri_output_beside_lib target)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()

function(ri_fuzzer source room)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(${name} "${source}")
  target_link_libraries(${name} PRIVATE ri_${room} ri_flags)
  if(RI_PRESET STREQUAL "fuzz")
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tools/fuzz_replay.c")
  endif()
  set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS -Wno-missing-prototypes) # libFuzzer has no header
  ri_output_beside_lib(${name})
endfunction()

function(ri_module name)
  cmake_parse_arguments(arg "" "" "DEPS;FOREIGN;TEST_DEPS" ${ARGN})
  set(folder "${PROJECT_SOURCE_DIR}/src/${name}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.c")
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/test_main|/fuzz_[^/]*|/face/cli/main)\\.c$")
  list(FILTER tests INCLUDE REGEX "_test\\.c$")
  list(FILTER fuzzers INCLUDE REGEX "/fuzz_[^/]*\\.c$")
  if(NOT sources)
    return()
  endif()

  add_library(ri_${name} STATIC ${sources})
  target_link_libraries(ri_${name} PRIVATE ri_flags)
  get_property(known GLOBAL PROPERTY RI_MODULES)
  foreach(dep IN LISTS arg_DEPS)
    if(dep IN_LIST known)
      target_link_libraries(ri_${name} PUBLIC ri_${dep})
    endif()
  endforeach()
  foreach(library IN LISTS arg_FOREIGN)
    target_link_libraries(ri_${name} PUBLIC foreign_${library})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY RI_MODULES ${name})

  if(tests AND EXISTS "${PROJECT_SOURCE_DIR}/src/base/test_main.c")
    add_executable(test_${name} ${tests} "${PROJECT_SOURCE_DIR}/src/base/test_main.c")
    target_link_libraries(test_${name} PRIVATE ri_${name} ri_flags)
    foreach(dep IN LISTS arg_TEST_DEPS)
      if(TARGET ri_${dep})
        target_link_libraries(test_${name} PRIVATE ri_${dep})
      endif()
    endforeach()
    target_compile_definitions(test_${name} PRIVATE "RI_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\"")
    ri_output_beside_lib(test_${name})
    set_property(GLOBAL APPEND PROPERTY RI_TESTS test_${name})
  endif()
  foreach(source IN LISTS fuzzers)
    ri_fuzzer("${source}" ${name})
  endforeach()
endfunction()

# ri_embed(name folder pattern): the text of every matching file as library ri_<name>, see src/base/embedded.h.
function(ri_embed name folder pattern)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/${pattern}")
  set(output "${PROJECT_BINARY_DIR}/generated/${name}.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/embed.py" --name ri_${name} --root "${PROJECT_SOURCE_DIR}"
      --output "${output}" ${files}
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/tools/embed.py" VERBATIM COMMENT "Embedding ${folder}/")
  add_library(ri_${name} STATIC "${output}")
  target_link_libraries(ri_${name} PRIVATE ri_flags)
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
endfunction()

# ri_embed_web(): the dashboard of web/, bundled and compressed, as library ri_embedded_web, see src/base/embedded.h.
function(ri_embed_web)
  find_program(RI_NODE NAMES node nodejs)
  if(NOT RI_NODE)
    message(FATAL_ERROR "node is missing, which bundles the dashboard: run tools/setup")
  endif()
  if(NOT EXISTS "${RI_DEPS}/web/bin/esbuild" OR NOT EXISTS "${RI_DEPS}/web/node_modules/preact/package.json")
    message(FATAL_ERROR "the dashboard's parts are missing in ${RI_DEPS}/web: run tools/setup")
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/web/src/*" "${PROJECT_SOURCE_DIR}/web/static/*")
  list(FILTER files EXCLUDE REGEX "\\.test\\.ts$")
  file(GLOB documents CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/guide/*.md" "${PROJECT_SOURCE_DIR}/sql/schema/*.sql")
  set(output "${PROJECT_BINARY_DIR}/generated/embedded_web.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${RI_NODE}" "${PROJECT_SOURCE_DIR}/web/build.mjs" --deps "${RI_DEPS}" --work "${PROJECT_BINARY_DIR}/web"
      --output "${output}"
    DEPENDS ${files} ${documents} "${PROJECT_SOURCE_DIR}/web/build.mjs" "${PROJECT_SOURCE_DIR}/web/docs.mjs"
      "${PROJECT_SOURCE_DIR}/tools/data_dictionary.py" "${PROJECT_SOURCE_DIR}/web/index.html"
      "${PROJECT_SOURCE_DIR}/web/package-lock.json" VERBATIM COMMENT "Bundling web/")
  add_library(ri_embedded_web STATIC "${output}")
  target_link_libraries(ri_embedded_web PRIVATE ri_flags)
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings;-Wno-pointer-sign")
endfunction()
