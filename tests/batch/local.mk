# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/batch/bred
tests_batch_bred_SOURCES = tests/batch/bred.c
tests_batch_bred_SOURCES += tests/differ/breed.h tests/differ/breed.c tests/differ/dice.h
tests_batch_bred_SOURCES += tests/differ/bend.h tests/differ/bend.c
tests_batch_bred_SOURCES += tests/differ/changes.h tests/differ/changes.c
tests_batch_bred_SOURCES += tests/differ/changes_names.c tests/differ/changes_exts.c
tests_batch_bred_LDADD = tests/factory/libfactory.a $(LIBS_ALL)
TESTS += tests/batch/same.sh
EXTRA_DIST += tests/batch/same.sh
