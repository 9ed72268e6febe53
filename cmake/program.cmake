# The program, and the layout of an installation: bin/ lib/ share/.

if(NOT EXISTS "${PROJECT_SOURCE_DIR}/src/face/cli/main.c" OR NOT TARGET ri_face OR NOT TARGET ri_app)
  return()
endif()

add_executable(retailinsight "${PROJECT_SOURCE_DIR}/src/face/cli/main.c")
target_link_libraries(retailinsight PRIVATE ri_face ri_app ri_flags)
target_link_options(retailinsight PRIVATE -pie)
ri_output_beside_lib(retailinsight)

include(GNUInstallDirs)
install(TARGETS retailinsight RUNTIME DESTINATION bin)
install(FILES "${RI_DEPS}/lib/libduckdb.so" "${RI_DEPS}/lib/lib_lightgbm.so" "${RI_DEPS}/lib/libdnnl.so.3" "${RI_DEPS}/lib/libonnxruntime.so.1"
  DESTINATION lib PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION share/doc/retailinsight)
install(DIRECTORY "${RI_DEPS}/licenses/" DESTINATION share/doc/retailinsight/licenses)

# Man pages are rendered from the table of operations by the program itself: `retailinsight help --man DIR` writes one
# page a command into DIR. A program that does not know the option yet installs without pages.
install(CODE "
  set(man \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1\")
  file(MAKE_DIRECTORY \"\${man}\")
  execute_process(COMMAND \"${PROJECT_BINARY_DIR}/retailinsight\" help --man \"\${man}\"
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    message(STATUS \"no man pages: `retailinsight help --man` is not there\")
  endif()")

# The process that tests/remote runs beside the program.
add_executable(share_workspace "${PROJECT_SOURCE_DIR}/tests/remote/share.c")
target_link_libraries(share_workspace PRIVATE ri_app ri_flags)
ri_output_beside_lib(share_workspace)
