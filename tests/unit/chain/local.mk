# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/chain/test_issuer_graph
TESTS += tests/unit/chain/test_issuer_graph
tests_unit_chain_test_issuer_graph_SOURCES = tests/unit/chain/test_issuer_graph.c tests/unit/path/arena_kit.h
tests_unit_chain_test_issuer_graph_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/chain/test_chain_offer
TESTS += tests/unit/chain/test_chain_offer
tests_unit_chain_test_chain_offer_SOURCES = tests/unit/chain/test_chain_offer.c
tests_unit_chain_test_chain_offer_LDADD = $(UNIT_LIBS)
