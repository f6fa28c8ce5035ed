# find_package(Wswgen) for CMake 3.20 and later, with Ninja or make.
#
#   list(APPEND CMAKE_MODULE_PATH "${dir}")        # dir: python -m wswgen.buildtools
#   find_package(Wswgen REQUIRED)
#   wswgen_package(greeter_py WSDL contracts/greeter.wsdl [OUT dir] [PACKAGE name] [OPTIONS ...])
#
# The target greeter_py makes the package below OUT (default: the binary folder). It runs again
# when the WSDL, or anything that it imports, has changed.

find_program(WSWGEN_EXECUTABLE wswgen DOC "The wswgen command")
include(FindPackageHandleStandardArgs)
if(WSWGEN_EXECUTABLE)
  execute_process(COMMAND "${WSWGEN_EXECUTABLE}" --version
    OUTPUT_VARIABLE WSWGEN_VERSION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  string(REGEX REPLACE "^wswgen " "" WSWGEN_VERSION "${WSWGEN_VERSION}")
endif()
find_package_handle_standard_args(Wswgen REQUIRED_VARS WSWGEN_EXECUTABLE
  VERSION_VAR WSWGEN_VERSION)

function(wswgen_package target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "WSDL;OUT;PACKAGE" "OPTIONS;IMPORTS")
  if(NOT ARG_WSDL)
    message(FATAL_ERROR "wswgen_package(${target}): WSDL is missing")
  endif()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wswgen_package(${target}): unknown ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_OUT)
    set(ARG_OUT "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  set(files)
  foreach(file IN LISTS ARG_WSDL ARG_IMPORTS)
    get_filename_component(file "${file}" ABSOLUTE)
    list(APPEND files "${file}")
  endforeach()
  if(ARG_PACKAGE)
    list(APPEND ARG_OPTIONS --package "${ARG_PACKAGE}")
  endif()
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/${target}.stamp")
  add_custom_command(
    OUTPUT "${stamp}"
    COMMAND "${WSWGEN_EXECUTABLE}" from-wsdl ${files} --quiet --out "${ARG_OUT}" ${ARG_OPTIONS}
            --depfile "${stamp}.d" --stamp "${stamp}"
    DEPENDS ${files}
    DEPFILE "${stamp}.d"
    COMMENT "Generating Python from ${ARG_WSDL}"
    VERBATIM)
  add_custom_target(${target} ALL DEPENDS "${stamp}")
endfunction()
