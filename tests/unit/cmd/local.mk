# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/cmd/test_decode_end
TESTS += tests/unit/cmd/test_decode_end
tests_unit_cmd_test_decode_end_SOURCES = tests/unit/cmd/test_decode_end.c cmd/decode_end.c
tests_unit_cmd_test_decode_end_LDADD = $(UNIT_LIBS)
