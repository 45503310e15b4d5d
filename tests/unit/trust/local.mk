# SPDX-License-Identifier: GPL-3.0-or-later
# A work folder for tests, and roots to put there.
TRUSTKIT = tests/unit/trust/trustkit.h tests/unit/trust/trustkit.c

check_PROGRAMS += tests/unit/trust/test_subject_hash
TESTS += tests/unit/trust/test_subject_hash
tests_unit_trust_test_subject_hash_SOURCES = tests/unit/trust/test_subject_hash.c
tests_unit_trust_test_subject_hash_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/trust/test_store
check_PROGRAMS += tests/unit/trust/test_store_places
TESTS += tests/unit/trust/test_store
TESTS += tests/unit/trust/test_store_places
tests_unit_trust_test_store_SOURCES = tests/unit/trust/test_store.c $(TRUSTKIT) tests/unit/trust/store_kit.h
tests_unit_trust_test_store_places_SOURCES = tests/unit/trust/test_store_places.c $(TRUSTKIT) tests/unit/trust/store_kit.h
tests_unit_trust_test_store_LDADD = $(FACTORY_LIBS)
tests_unit_trust_test_store_places_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/trust/test_directory
TESTS += tests/unit/trust/test_directory
tests_unit_trust_test_directory_SOURCES = tests/unit/trust/test_directory.c $(TRUSTKIT)
tests_unit_trust_test_directory_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/trust/test_input_kinds
TESTS += tests/unit/trust/test_input_kinds
tests_unit_trust_test_input_kinds_SOURCES = tests/unit/trust/test_input_kinds.c $(TRUSTKIT)
tests_unit_trust_test_input_kinds_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/trust/test_import
TESTS += tests/unit/trust/test_import
tests_unit_trust_test_import_SOURCES = tests/unit/trust/test_import.c $(TRUSTKIT) tests/unit/trust/store_kit.h
tests_unit_trust_test_import_LDADD = $(FACTORY_LIBS)
