# SPDX-License-Identifier: GPL-3.0-or-later
# A crowd of servers, and what scans of it come to.
check_PROGRAMS += tests/scan/crowd
tests_scan_crowd_SOURCES = tests/scan/crowd.c
tests_scan_crowd_LDADD = tests/picky/libpicky.a $(LIBS_ALL)
check_PROGRAMS += tests/scan/peak
tests_scan_peak_SOURCES = tests/scan/peak.c
TESTS += tests/scan/crowd.sh
EXTRA_DIST += tests/scan/crowd.sh
TESTS += tests/scan/agree.sh
EXTRA_DIST += tests/scan/agree.sh
EXTRA_DIST += tests/scan/agree.awk
EXTRA_DIST += tests/scan/agree.bash
EXTRA_DIST += tests/scan/agree.jq
EXTRA_DIST += tests/scan/agree.rows
EXTRA_DIST += tests/scan/AgreeServer.java
EXTRA_DIST += tests/scan/server-ssl2.js
