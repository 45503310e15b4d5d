# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/interop/interop.sh
EXTRA_DIST += tests/interop/interop.sh
EXTRA_DIST += tests/interop/matrix.bash
EXTRA_DIST += tests/interop/peers.bash
EXTRA_DIST += tests/interop/server.go
EXTRA_DIST += tests/interop/server-bear.c
