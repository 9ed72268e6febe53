# Foreign libraries as targets foreign_<name>; a module names the ones it links (FOREIGN duckdb ...). Pinned ones come
# from the dependency folder that tools/setup fills, the others from the Debian packages of tools/debian-packages.txt.

if(NOT DEFINED RI_DEPS) # -DRI_DEPS=, else what tools/setup uses; asked anew at every configure
  set(RI_DEPS "${PROJECT_SOURCE_DIR}/.deps")
  if(NOT "$ENV{RETAILINSIGHT_DEPS}" STREQUAL "")
    set(RI_DEPS "$ENV{RETAILINSIGHT_DEPS}")
  endif()
endif()
if(NOT EXISTS "${RI_DEPS}/stamps/nanoarrow" OR NOT EXISTS "${RI_DEPS}/lib/libduckdb.so"
   OR NOT EXISTS "${RI_DEPS}/lib/lib_lightgbm.so")
  message(FATAL_ERROR "dependencies are missing in ${RI_DEPS}: run tools/setup")
endif()

find_package(Threads REQUIRED)
target_include_directories(ri_flags SYSTEM INTERFACE "${RI_DEPS}/include")

# Sources compiled here.
function(ri_foreign_source name)
  add_library(foreign_${name} STATIC EXCLUDE_FROM_ALL)
  foreach(source IN LISTS ARGN)
    target_sources(foreign_${name} PRIVATE "${RI_DEPS}/src/${source}")
  endforeach()
  target_include_directories(foreign_${name} SYSTEM PRIVATE "${RI_DEPS}/include")
  target_link_libraries(foreign_${name} PRIVATE ri_foreign_flags)
endfunction()

ri_foreign_source(yyjson yyjson.c)
ri_foreign_source(nanoarrow nanoarrow.c nanoarrow_ipc.c flatcc.c)

# Shared library beside the program. A hard link where the file system allows, else a copy.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
file(CREATE_LINK "${RI_DEPS}/lib/libduckdb.so" "${PROJECT_BINARY_DIR}/lib/libduckdb.so" COPY_ON_ERROR)
add_library(foreign_duckdb SHARED IMPORTED)
set_target_properties(foreign_duckdb PROPERTIES IMPORTED_LOCATION "${PROJECT_BINARY_DIR}/lib/libduckdb.so"
  IMPORTED_SONAME libduckdb.so)

# Opened at run time by learn/, so only laid beside the program.
foreach(library lib_lightgbm.so libdnnl.so.3 libonnxruntime.so.1) # without oneDNN all but networks works, without onnxruntime all but backbones
  if(NOT EXISTS "${RI_DEPS}/lib/${library}")
    message(WARNING "${library} is missing in ${RI_DEPS}: run tools/setup")
    continue()
  endif()
  file(CREATE_LINK "${RI_DEPS}/lib/${library}" "${PROJECT_BINARY_DIR}/lib/${library}" COPY_ON_ERROR)
endforeach()

# Debian's.
foreach(pair z:z zstd:zstd zip:zip expat:expat xlsxwriter:xlsxwriter xxhash:xxhash sqlite3:sqlite3 yaml:yaml
    utf8proc:utf8proc crypto:crypto curl:curl jpeg:jpeg png:png webp:webp microhttpd:microhttpd gnutls:gnutls sodium:sodium qrencode:qrencode m:m)
  string(REPLACE ":" ";" pair "${pair}")
  list(GET pair 0 name)
  list(GET pair 1 library)
  add_library(foreign_${name} INTERFACE)
  target_link_libraries(foreign_${name} INTERFACE ${library})
endforeach()
# cairo and pango say themselves where their headers lie.
find_package(PkgConfig REQUIRED)
pkg_check_modules(RI_PAGES REQUIRED IMPORTED_TARGET cairo-pdf pangocairo)
add_library(foreign_pages INTERFACE)
target_link_libraries(foreign_pages INTERFACE PkgConfig::RI_PAGES)
add_library(foreign_threads INTERFACE)
target_link_libraries(foreign_threads INTERFACE Threads::Threads)
