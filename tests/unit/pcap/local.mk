# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/pcap/test_pcapng
TESTS += tests/unit/pcap/test_pcapng
tests_unit_pcap_test_pcapng_SOURCES = tests/unit/pcap/test_pcapng.c tests/harness/vectors.h tests/harness/vectors.c
tests_unit_pcap_test_pcapng_LDADD = $(UNIT_LIBS)
