# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/pkcs12/test_pkcs12_read
TESTS += tests/unit/pkcs12/test_pkcs12_read
tests_unit_pkcs12_test_pkcs12_read_SOURCES = tests/unit/pkcs12/test_pkcs12_read.c tests/unit/pkcs12/rfc9579.def tests/unit/crypto/kit.h tests/unit/crypto/kit_rng.h
tests_unit_pkcs12_test_pkcs12_read_LDADD = $(FACTORY_LIBS)
check_PROGRAMS += tests/unit/pkcs12/test_pkcs12_write
TESTS += tests/unit/pkcs12/test_pkcs12_write
tests_unit_pkcs12_test_pkcs12_write_SOURCES = tests/unit/pkcs12/test_pkcs12_write.c tests/unit/crypto/kit.h tests/unit/crypto/kit_rng.h
tests_unit_pkcs12_test_pkcs12_write_LDADD = $(FACTORY_LIBS)
