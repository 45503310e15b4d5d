# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/app/verify/test_cert_input
TESTS += tests/unit/app/verify/test_cert_input
tests_unit_app_verify_test_cert_input_SOURCES = tests/unit/app/verify/test_cert_input.c
tests_unit_app_verify_test_cert_input_LDADD = $(UNIT_LIBS)
