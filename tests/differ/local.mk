# SPDX-License-Identifier: GPL-3.0-or-later
# The differential fuzzer.  Built only by `make differ`, since only that needs OpenSSL, GnuTLS and Go.
EXTRA_PROGRAMS += tests/differ/differ
tests_differ_differ_SOURCES = tests/differ/differ.c tests/differ/dice.h
tests_differ_differ_SOURCES += tests/differ/breed.h tests/differ/breed.c
tests_differ_differ_SOURCES += tests/differ/bend.h tests/differ/bend.c
tests_differ_differ_SOURCES += tests/differ/changes.h tests/differ/changes.c
tests_differ_differ_SOURCES += tests/differ/changes_names.c tests/differ/changes_exts.c
tests_differ_differ_SOURCES += tests/differ/peers.h tests/differ/ours.c tests/differ/explained.def
tests_differ_differ_SOURCES += tests/differ/openssl.c tests/differ/gnutls.c tests/differ/go.c
tests_differ_differ_LDADD = tests/factory/libfactory.a $(LIBS_ALL) -lgnutls -lcrypto
EXTRA_DIST += tests/differ/peer.go tests/differ/run.sh

tests/differ/peer-go: $(srcdir)/tests/differ/peer.go
	GOCACHE=$$PWD/tests/differ/gocache GOFLAGS=-mod=mod go build -o $@ $(srcdir)/tests/differ/peer.go

DIFFER_FIRST = 1
DIFFER_CHAINS = 20000
CLEANFILES += tests/differ/peer-go
.PHONY: differ
differ: tests/differ/differ$(EXEEXT) tests/differ/peer-go
	$(srcdir)/tests/differ/run.sh . $(DIFFER_FIRST) $(DIFFER_CHAINS)
