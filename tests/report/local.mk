# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/report/report.sh
EXTRA_DIST += tests/report/report.sh
TESTS += tests/report/cbom.sh
EXTRA_DIST += tests/report/cbom.sh tests/report/cbom.js
