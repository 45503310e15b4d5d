# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/app/verify/test_cert_input
TESTS += tests/unit/app/verify/test_cert_input
tests_unit_app_verify_test_cert_input_SOURCES = tests/unit/app/verify/test_cert_input.c
tests_unit_app_verify_test_cert_input_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/app/faults/test_chain_fault
TESTS += tests/unit/app/faults/test_chain_fault
tests_unit_app_faults_test_chain_fault_SOURCES = tests/unit/app/faults/test_chain_fault.c tests/unit/crypto/kit_rng.h
tests_unit_app_faults_test_chain_fault_LDADD = $(FACTORY_LIBS)
tests_unit_app_faults_test_chain_fault_shown_SOURCES = tests/unit/app/faults/test_chain_fault_shown.c
tests_unit_app_faults_test_chain_fault_shown_LDADD = $(PEER_LIBS)
check_PROGRAMS += tests/unit/app/faults/test_chain_fault_shown
TESTS += tests/unit/app/faults/test_chain_fault_shown
check_PROGRAMS += tests/unit/app/faults/test_wire_fault
TESTS += tests/unit/app/faults/test_wire_fault
tests_unit_app_faults_test_wire_fault_SOURCES = tests/unit/app/faults/test_wire_fault.c
tests_unit_app_faults_test_wire_fault_LDADD = $(PEER_LIBS)
