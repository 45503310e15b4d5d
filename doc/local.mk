# SPDX-License-Identifier: GPL-3.0-or-later
# The pictures of README.md must show what the program prints.
TESTS += doc/pictures.sh
EXTRA_DIST += doc/pictures.sh
EXTRA_DIST += doc/terminal.awk
EXTRA_DIST += doc/verify.svg
EXTRA_DIST += doc/handshake.svg
EXTRA_DIST += doc/scan.svg
EXTRA_DIST += doc/decisions.md
EXTRA_DIST += doc/readings.md
EXTRA_DIST += doc/adding.md
EXTRA_DIST += doc/scale.md

.PHONY: update-pictures
update-pictures: tlsbox tests/picky/picky
	TLSBOX=./tlsbox $(srcdir)/doc/pictures.sh make
