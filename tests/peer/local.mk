# SPDX-License-Identifier: GPL-3.0-or-later
# A TLS server for tests, in memory, that can be made to misbehave.
check_LIBRARIES += tests/peer/libpeer.a
tests_peer_libpeer_a_SOURCES =
tests_peer_libpeer_a_SOURCES += tests/peer/peer.h
tests_peer_libpeer_a_SOURCES += tests/peer/peer.c
tests_peer_libpeer_a_SOURCES += tests/peer/talk.h
tests_peer_libpeer_a_SOURCES += tests/peer/talk.c
tests_peer_libpeer_a_SOURCES += tests/peer/pair.h
tests_peer_libpeer_a_SOURCES += tests/peer/pair.c

# Linked to tests that connect to it.
PEER_LIBS = tests/peer/libpeer.a $(FACTORY_LIBS)
