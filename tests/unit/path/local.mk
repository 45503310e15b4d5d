# SPDX-License-Identifier: GPL-3.0-or-later

check_PROGRAMS += tests/unit/path/test_host
check_PROGRAMS += tests/unit/path/test_hostmatch
TESTS += tests/unit/path/test_host
TESTS += tests/unit/path/test_hostmatch
tests_unit_path_test_host_SOURCES = tests/unit/path/test_host.c tests/unit/path/host_kit.h tests/unit/path/arena_kit.h
tests_unit_path_test_hostmatch_SOURCES = tests/unit/path/test_hostmatch.c tests/unit/path/host_kit.h tests/unit/path/arena_kit.h
tests_unit_path_test_host_LDADD = $(FACTORY_LIBS)
tests_unit_path_test_hostmatch_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_dated
TESTS += tests/unit/path/test_dated
tests_unit_path_test_dated_SOURCES = tests/unit/path/test_dated.c
tests_unit_path_test_dated_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_keyring
TESTS += tests/unit/path/test_keyring
tests_unit_path_test_keyring_SOURCES = tests/unit/path/test_keyring.c
tests_unit_path_test_keyring_LDADD = $(FACTORY_LIBS)
REVKIT = tests/unit/path/revkit.c tests/unit/path/revkit.h
check_PROGRAMS += tests/unit/path/test_revoke
TESTS += tests/unit/path/test_revoke
tests_unit_path_test_revoke_SOURCES = tests/unit/path/test_revoke.c $(REVKIT)
tests_unit_path_test_revoke_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_delta
TESTS += tests/unit/path/test_delta
tests_unit_path_test_delta_SOURCES = tests/unit/path/test_delta.c $(REVKIT)
tests_unit_path_test_delta_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_crlscope
TESTS += tests/unit/path/test_crlscope
tests_unit_path_test_crlscope_SOURCES = tests/unit/path/test_crlscope.c $(REVKIT)
tests_unit_path_test_crlscope_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_crlsigner
TESTS += tests/unit/path/test_crlsigner
tests_unit_path_test_crlsigner_SOURCES = tests/unit/path/test_crlsigner.c tests/unit/crypto/kit_rng.h $(REVKIT)
tests_unit_path_test_crlsigner_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_namecon
check_PROGRAMS += tests/unit/path/test_namecon_forms
TESTS += tests/unit/path/test_namecon
TESTS += tests/unit/path/test_namecon_forms
tests_unit_path_test_namecon_SOURCES = tests/unit/path/test_namecon.c tests/unit/path/namecon_kit.h tests/unit/path/arena_kit.h
tests_unit_path_test_namecon_forms_SOURCES = tests/unit/path/test_namecon_forms.c tests/unit/path/namecon_kit.h tests/unit/path/arena_kit.h
tests_unit_path_test_namecon_LDADD = $(FACTORY_LIBS)
tests_unit_path_test_namecon_forms_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_anchors
TESTS += tests/unit/path/test_anchors
tests_unit_path_test_anchors_SOURCES = tests/unit/path/test_anchors.c
tests_unit_path_test_anchors_LDADD = $(UNIT_LIBS)

check_PROGRAMS += tests/unit/path/test_policy
TESTS += tests/unit/path/test_policy
tests_unit_path_test_policy_SOURCES = tests/unit/path/test_policy.c tests/unit/path/arena_kit.h
tests_unit_path_test_policy_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_judge
TESTS += tests/unit/path/test_judge
tests_unit_path_test_judge_SOURCES = tests/unit/path/test_judge.c tests/unit/crypto/kit_rng.h
tests_unit_path_test_judge_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_defects
TESTS += tests/unit/path/test_defects
tests_unit_path_test_defects_SOURCES = tests/unit/path/test_defects.c
tests_unit_path_test_defects_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_budget
TESTS += tests/unit/path/test_budget
tests_unit_path_test_budget_SOURCES = tests/unit/path/test_budget.c $(REVKIT)
tests_unit_path_test_budget_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_host_longest
TESTS += tests/unit/path/test_host_longest
tests_unit_path_test_host_longest_SOURCES = tests/unit/path/test_host_longest.c
tests_unit_path_test_host_longest_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/path/test_known
TESTS += tests/unit/path/test_known
tests_unit_path_test_known_SOURCES = tests/unit/path/test_known.c tests/unit/path/arena_kit.h
tests_unit_path_test_known_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_known_crls
TESTS += tests/unit/path/test_known_crls
tests_unit_path_test_known_crls_SOURCES = tests/unit/path/test_known_crls.c tests/unit/path/arena_kit.h
tests_unit_path_test_known_crls_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_known_nc
TESTS += tests/unit/path/test_known_nc
tests_unit_path_test_known_nc_SOURCES = tests/unit/path/test_known_nc.c tests/unit/path/arena_kit.h
tests_unit_path_test_known_nc_LDADD = $(FACTORY_LIBS)

check_PROGRAMS += tests/unit/path/test_ocsp_judge
TESTS += tests/unit/path/test_ocsp_judge
tests_unit_path_test_ocsp_judge_SOURCES = tests/unit/path/test_ocsp_judge.c tests/unit/path/ocspkit.h $(REVKIT)
tests_unit_path_test_ocsp_judge_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_standing
TESTS += tests/unit/path/test_standing
tests_unit_path_test_standing_SOURCES = tests/unit/path/test_standing.c tests/unit/path/ocspkit.h $(REVKIT)
tests_unit_path_test_standing_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/path/test_dane
TESTS += tests/unit/path/test_dane
tests_unit_path_test_dane_SOURCES = tests/unit/path/test_dane.c
tests_unit_path_test_dane_LDADD = $(FACTORY_LIBS)
