# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/bogo/tlsbox-bogo-shim
tests_bogo_tlsbox_bogo_shim_SOURCES = tests/bogo/shim.c tests/bogo/shim.h
tests_bogo_tlsbox_bogo_shim_SOURCES += tests/bogo/flags.c tests/bogo/flags.h tests/bogo/flags.def
tests_bogo_tlsbox_bogo_shim_SOURCES += tests/bogo/config.c tests/bogo/server.c tests/bogo/expect.c
tests_bogo_tlsbox_bogo_shim_SOURCES += tests/bogo/codecs.c
tests_bogo_tlsbox_bogo_shim_SOURCES += tests/bogo/errors.c tests/bogo/errors.def
tests_bogo_tlsbox_bogo_shim_LDADD = $(LIBS_ALL)
EXTRA_DIST += tests/bogo/README.md tests/bogo/config.json
EXTRA_DIST += tests/tlsfuzzer.md
