# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/neg/test_rules
TESTS += tests/neg/test_rules
tests_neg_test_rules_SOURCES = tests/neg/test_rules.c
tests_neg_test_rules_SOURCES += tests/neg/rules.h
tests_neg_test_rules_SOURCES += tests/neg/rules_form.c
tests_neg_test_rules_SOURCES += tests/neg/rules_exts.c
tests_neg_test_rules_SOURCES += tests/neg/rules_keys.c
tests_neg_test_rules_SOURCES += tests/neg/rules_mldsa.c
tests_neg_test_rules_SOURCES += tests/neg/rules_ca.c
tests_neg_test_rules_SOURCES += tests/neg/rules_purpose.c
tests_neg_test_rules_SOURCES += tests/neg/rules_names.c
tests_neg_test_rules_SOURCES += tests/neg/rules_paths.c
tests_neg_test_rules_SOURCES += tests/neg/rules_crls.c
tests_neg_test_rules_SOURCES += tests/neg/rules_ocsp.c
tests_neg_test_rules_SOURCES += tests/neg/rules_crlite.c tests/crlite/clubcard_writer.c
tests_neg_test_rules_SOURCES += tests/crlite/clubcard_writer.h
tests_neg_test_rules_SOURCES += tests/neg/rules_dated.c
tests_neg_test_rules_SOURCES += tests/neg/rules_relaxed.c
tests_neg_test_rules_SOURCES += tests/neg/rules_stores.c
tests_neg_test_rules_SOURCES += tests/neg/rules_ct.c
tests_neg_test_rules_SOURCES += tests/neg/rules_sct.c
tests_neg_test_rules_SOURCES += tests/neg/ct_kit.h
tests_neg_test_rules_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/neg/test_bitflip
TESTS += tests/neg/test_bitflip
tests_neg_test_bitflip_SOURCES = tests/neg/test_bitflip.c
tests_neg_test_bitflip_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/neg/test_limits
check_PROGRAMS += tests/neg/test_limits_large
TESTS += tests/neg/test_limits
TESTS += tests/neg/test_limits_large
tests_neg_test_limits_SOURCES = tests/neg/test_limits.c tests/neg/limits_kit.h
tests_neg_test_limits_large_SOURCES = tests/neg/test_limits_large.c tests/neg/limits_kit.h
tests_neg_test_limits_LDADD = $(FACTORY_LIBS)
tests_neg_test_limits_large_LDADD = $(FACTORY_LIBS)

TESTS += tests/neg/lessons.sh
EXTRA_DIST += tests/neg/lessons.sh tests/lessons.md

TESTS += tests/neg/mutations.sh
EXTRA_DIST += tests/neg/mutations.sh

# Which other validators accept the faults of tests/neg/rules_relaxed.c.
EXTRA_DIST += tests/neg/forms.md

# Run by hand: does a test fail if a check is removed?
EXTRA_DIST += tests/neg/mutate.sh tests/neg/mutations.txt
EXTRA_DIST += tests/neg/mutants.sh tests/neg/mutants.awk

check_PROGRAMS += tests/neg/test_memory
TESTS += tests/neg/test_memory
tests_neg_test_memory_SOURCES = tests/neg/test_memory.c
tests_neg_test_memory_LDADD = $(PEER_LIBS)
