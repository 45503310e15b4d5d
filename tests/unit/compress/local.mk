# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/compress/test_decompress
TESTS += tests/unit/compress/test_decompress
tests_unit_compress_test_decompress_SOURCES = tests/unit/compress/test_decompress.c
tests_unit_compress_test_decompress_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc
tests_unit_compress_test_decompress_LDADD = $(UNIT_LIBS)
check_PROGRAMS += tests/unit/compress/test_deflate
TESTS += tests/unit/compress/test_deflate
tests_unit_compress_test_deflate_SOURCES = tests/unit/compress/test_deflate.c
tests_unit_compress_test_deflate_LDADD = $(UNIT_LIBS)
