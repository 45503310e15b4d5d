# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/tls/test_sched13
TESTS += tests/unit/tls/test_sched13
tests_unit_tls_test_sched13_SOURCES = tests/unit/tls/test_sched13.c tests/unit/tls/told.h tests/harness/vectors.h tests/harness/vectors.c
tests_unit_tls_test_sched13_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/tls/test_prf12
TESTS += tests/unit/tls/test_prf12
tests_unit_tls_test_prf12_SOURCES = tests/unit/tls/test_prf12.c tests/unit/tls/told.h tests/harness/vectors.h tests/harness/vectors.c
tests_unit_tls_test_prf12_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/tls/test_transcript
TESTS += tests/unit/tls/test_transcript
tests_unit_tls_test_transcript_SOURCES = tests/unit/tls/test_transcript.c tests/unit/tls/told.h tests/harness/vectors.h tests/harness/vectors.c
tests_unit_tls_test_transcript_LDADD = $(UNIT_LIBS)
