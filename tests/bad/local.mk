# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the tables of bad servers and bad clients.
check_LIBRARIES += tests/bad/libbad.a
tests_bad_libbad_a_SOURCES = tests/bad/bad.h
tests_bad_libbad_a_SOURCES += tests/bad/table.c
tests_bad_libbad_a_SOURCES += tests/bad/signature.c
tests_bad_libbad_a_SOURCES += tests/bad/mldsa13.def

BAD_LIBS = tests/bad/libbad.a $(PEER_LIBS)
