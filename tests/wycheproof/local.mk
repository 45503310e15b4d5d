# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/wycheproof/wycheproof
tests_wycheproof_wycheproof_SOURCES = tests/wycheproof/wycheproof.c tests/wycheproof/wycheproof.h \
	tests/wycheproof/wp_verify.c tests/wycheproof/wp_symmetric.c tests/wycheproof/wp_agree.c \
	tests/wycheproof/wp_decrypt.c tests/wycheproof/wp_mldsa.c \
	tests/wycheproof/wp_mlkem.c tests/harness/sigways.h
tests_wycheproof_wycheproof_LDADD = $(LIBS_ALL) $(JSON_LIBS)
TESTS += tests/wycheproof/run.sh
EXTRA_DIST += tests/wycheproof/run.sh
