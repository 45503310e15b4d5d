# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching from servers that follow scripts.
check_PROGRAMS += tests/fetch/httpd
tests_fetch_httpd_SOURCES = tests/fetch/httpd.c
check_PROGRAMS += tests/fetch/named
tests_fetch_named_SOURCES = tests/fetch/named.c
check_PROGRAMS += tests/fetch/fetch_once
tests_fetch_fetch_once_SOURCES = tests/fetch/fetch_once.c tests/fetch/reach.c tests/fetch/reach.h
tests_fetch_fetch_once_LDADD = $(LIBS_ALL)
TESTS += tests/fetch/fetch.sh
TESTS += tests/fetch/hostile_places.sh
TESTS += tests/fetch/hostile_answers.sh
TESTS += tests/fetch/hostile_cache.sh
TESTS += tests/fetch/hostile_tls.sh
EXTRA_DIST += tests/fetch/fetch.sh
EXTRA_DIST += tests/fetch/hostile_places.sh
EXTRA_DIST += tests/fetch/hostile_answers.sh
EXTRA_DIST += tests/fetch/hostile_cache.sh
EXTRA_DIST += tests/fetch/hostile_tls.sh
EXTRA_DIST += tests/fetch/kit.sh
check_PROGRAMS += tests/fetch/mktiles
tests_fetch_mktiles_SOURCES = tests/fetch/mktiles.c
tests_fetch_mktiles_LDADD = $(FACTORY_LIBS)
