# SPDX-License-Identifier: GPL-3.0-or-later
# The demo is a test too: its answers must be correct.
TESTS += demo/demo.sh
EXTRA_DIST += demo/demo.sh
EXTRA_DIST += demo/make.sh
EXTRA_DIST += demo/alone.pem
EXTRA_DIST += demo/expired.pem
EXTRA_DIST += demo/good.pem
EXTRA_DIST += demo/intermediate.pem
EXTRA_DIST += demo/python.pem
EXTRA_DIST += demo/root.pem
EXTRA_DIST += demo/requests.ndjson
