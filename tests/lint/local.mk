# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/lint/layers.sh
TESTS += tests/lint/cycles.sh
TESTS += tests/lint/form.sh
TESTS += tests/lint/shape.sh
TESTS += tests/lint/tables.sh
TESTS += tests/lint/unique.sh
TESTS += tests/lint/symbols.sh
TESTS += tests/lint/references.sh
TESTS += tests/lint/words.sh
TESTS += tests/lint/readme.sh
TESTS += tests/lint/po.sh
TESTS += tests/lint/startup.sh
EXTRA_DIST += tests/lint/layers.sh
EXTRA_DIST += tests/lint/layers.txt
EXTRA_DIST += tests/lint/cycles.sh
EXTRA_DIST += tests/lint/cycles.txt
EXTRA_DIST += tests/lint/strip.awk
EXTRA_DIST += tests/lint/form.sh
EXTRA_DIST += tests/lint/shape.sh
EXTRA_DIST += tests/lint/tables.sh
EXTRA_DIST += tests/lint/references.sh
EXTRA_DIST += tests/lint/words.sh
EXTRA_DIST += tests/lint/words.txt
EXTRA_DIST += tests/lint/rfc-sections.txt
EXTRA_DIST += tests/lint/unique.sh
EXTRA_DIST += tests/lint/symbols.sh
EXTRA_DIST += tests/lint/symbols.txt
EXTRA_DIST += tests/lint/blocks.sh
EXTRA_DIST += tests/lint/readme.sh
EXTRA_DIST += tests/lint/po.sh
EXTRA_DIST += tests/lint/startup.sh
EXTRA_DIST += tests/lint/tidy.sh

.PHONY: tidy
tidy:
	$(srcdir)/tests/lint/tidy.sh . $(LLHTTP_CPPFLAGS)
