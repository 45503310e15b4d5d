# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/cmd/test_flight
TESTS += tests/unit/cmd/test_flight
tests_unit_cmd_test_flight_SOURCES = tests/unit/cmd/test_flight.c cmd/flight.c
tests_unit_cmd_test_flight_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/cmd/test_http
TESTS += tests/unit/cmd/test_http
tests_unit_cmd_test_http_SOURCES = tests/unit/cmd/test_http.c cmd/http.c
tests_unit_cmd_test_http_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/cmd/test_input
TESTS += tests/unit/cmd/test_input
tests_unit_cmd_test_input_SOURCES = tests/unit/cmd/test_input.c cmd/input.c
tests_unit_cmd_test_input_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/cmd/test_keep
TESTS += tests/unit/cmd/test_keep
tests_unit_cmd_test_keep_SOURCES = tests/unit/cmd/test_keep.c cmd/keep.c
tests_unit_cmd_test_keep_LDADD = $(UNIT_LIBS)
