# SPDX-License-Identifier: GPL-3.0-or-later
# The answers to thousands of inputs are the same as before.
check_PROGRAMS += tests/answers/test_answers
TESTS += tests/answers/test_answers
tests_answers_test_answers_SOURCES = tests/answers/test_answers.c tests/answers/answers.h
tests_answers_test_answers_SOURCES += tests/answers/say.c
tests_answers_test_answers_SOURCES += tests/answers/chains.c tests/answers/crls.c
tests_answers_test_answers_SOURCES += tests/answers/bent.c tests/answers/files.c
tests_answers_test_answers_SOURCES += tests/answers/talks.c tests/answers/look.h tests/answers/looks.c
tests_answers_test_answers_SOURCES += tests/answers/texts.c
tests_answers_test_answers_SOURCES += tests/answers/packets.c
tests_answers_test_answers_SOURCES += tests/unit/pcap/support.c tests/unit/pcap/support.h
tests_answers_test_answers_SOURCES += tests/differ/dice.h
tests_answers_test_answers_SOURCES += tests/differ/breed.h tests/differ/breed.c
tests_answers_test_answers_SOURCES += tests/differ/bend.h tests/differ/bend.c
tests_answers_test_answers_SOURCES += tests/differ/changes.h tests/differ/changes.c
tests_answers_test_answers_SOURCES += tests/differ/changes_names.c tests/differ/changes_exts.c
tests_answers_test_answers_LDADD = $(PEER_LIBS)
EXTRA_DIST += tests/answers/answers.txt
