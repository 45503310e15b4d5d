# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching from servers that follow scripts.
check_PROGRAMS += tests/fetch/httpd
tests_fetch_httpd_SOURCES = tests/fetch/httpd.c
check_PROGRAMS += tests/fetch/fetch_once
tests_fetch_fetch_once_SOURCES = tests/fetch/fetch_once.c
tests_fetch_fetch_once_LDADD = $(LIBS_ALL)
TESTS += tests/fetch/fetch.sh
EXTRA_DIST += tests/fetch/fetch.sh
